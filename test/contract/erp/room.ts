import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { startErp } from '#erp/start.ts';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { openLog } from '#kit/observability/log.ts';
import { connect } from '#kit/persistence/connect.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { SettableClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import type { RunningService } from '#kit/server/service.ts';
import type { Sandbox } from '#sandboxes/kit/server.ts';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { testDatabase, testTemplate } from '#test/support/database.ts';

export const CONNECTION = 'netsuite-main';
const IDENTITY = { clientId: 'integration', certificateId: 'certificate' };
const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token';

const KEYS = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** Who may see both legal entities, and call as a saga does. */
export const SERVICE: Principal = {
  subject: 'test',
  roles: ['service', 'finance'],
  entities: ['US', 'DE'],
  scopes: [],
  correlationId: 'corr_test',
};

export interface Room {
  readonly erp: RunningService;
  readonly sandbox: Sandbox;
  readonly books: Accountant;
  readonly clock: SettableClock;
  ask(query: string, variables?: Readonly<Record<string, unknown>>, principal?: Principal): Promise<Answer>;
  /** The entities of these references, with the fields of `on`, such as `... on Invoice { posting { status } }`. */
  entities(on: string, references: readonly object[], principal?: Principal): Promise<readonly Entity[]>;
  command(name: string, command: unknown, key?: string, lookUp?: boolean): Promise<CommandAnswer>;
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
export type Entity = any;

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
  readonly data: any;
  readonly errors: readonly { readonly message: string }[];
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the command's
export type CommandAnswer = { readonly ok: boolean; readonly value: any; readonly error: any };

export interface RoomSettings {
  readonly concurrencyMax?: number;
  readonly latency?: () => Promise<void>;
  /** The account demands every dimension of a sale. */
  readonly strictDimensions?: boolean;
  /** Calls a second that we allow ourselves; left out = no limit. */
  readonly pace?: number;
}

/** The whole room on a database of its own, against the vendor's stand-in, in August 2026. No poll comes by itself. */
export async function openRoom({ pace, ...settings }: RoomSettings = {}): Promise<Room> {
  const sandbox = await startNetSuiteSandbox({ ...IDENTITY, publicKeyPem: KEYS.publicKey, ...settings });
  const clock = new SettableClock();
  clock.set(new Date('2026-08-16T09:00:00Z'));
  sandbox.clock.set(clock.now());
  const database = await testDatabase({ template: await migratedTemplate() });
  const bell = await openEventBell(database.url, systemTimers);
  const books = await openBooks(sandbox.url);
  const erp = await startErp({
    databaseUrl: database.url,
    poolSize: 4,
    serviceSecret: 'secret',
    clock,
    timers: systemTimers,
    log: openLog('erp-test', process.env['LOG_LEVEL'] ?? 'fatal'),
    bell,
    pollMs: 3_600_000,
    connections: [
      {
        name: CONNECTION,
        vendor: 'netsuite',
        baseUrl: sandbox.url,
        account: 'sandbox',
        ...IDENTITY,
        privateKeyPem: KEYS.privateKey,
        ...(pace === undefined ? {} : { ratePerSecond: pace }),
      },
    ],
  });
  await erp.settle();
  const reader = await connect(database.url, 'erp test');
  const ask: Room['ask'] = async (query, variables = {}, principal = SERVICE) => {
    const { data, errors = [] } = await erp.subgraph.execute({ query, variables }, principal);
    return JSON.parse(JSON.stringify({ data, errors }));
  };
  return {
    erp,
    sandbox,
    books,
    clock,
    ask,
    entities: async (on, references, principal) => {
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ${on} } }`;
      const { data, errors } = await ask(query, { of: references }, principal);
      if (errors.length > 0) throw new Error(errors[0]?.message);
      return data._entities;
    },
    command: async (name, command, key, lookUp = false) => {
      const { data, errors } = await ask(
        `mutation ($name: String!, $command: JSON!, $key: String, $lookUp: Boolean) {
           erpCommand(name: $name, command: $command, key: $key, lookUp: $lookUp) }`,
        { name, command, key, lookUp },
      );
      if (errors.length > 0) throw new Error(errors[0]?.message);
      return { value: null, error: null, ...data.erpCommand };
    },
    sql: async (text, parameters = []) => (await reader.query(text, [...parameters])).rows,
    close: async () => {
      await erp.close();
      await bell.close();
      await reader.end();
      await sandbox.close().catch(() => undefined);
      await database.close();
    },
  };
}

const MIGRATIONS = [
  '001-shared-ground',
  '004-erp',
  '008-call-records',
  '011-erp-lifecycle',
  '020-item-prices',
  '021-erp-read-ticket',
  '025-journals-by-hand',
];

function migratedTemplate(): Promise<string> {
  return testTemplate('erp_migrated', async (url) => {
    const all = await loadMigrations(new URL('../../../schema/database/migrations/', import.meta.url));
    await migrate(
      url,
      all.filter(({ name }) => MIGRATIONS.includes(name)),
    );
  });
}

export interface ItemPrice {
  readonly currency: string;
  readonly price: number;
  /** Left out = the base price. */
  readonly level?: string;
}

/** A person who works in the account by its REST API. */
export interface Accountant {
  call(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** Makes an item for a product code; account numbers of the chart. */
  item(code: string, accounts?: { readonly income?: string; readonly deferred?: string | null }): Promise<void>;
  /** Gives the item a price in a currency, such as USD. */
  price(code: string, price: ItemPrice): Promise<void>;
  /** Closes, locks or opens a month, `Aug 2026`. */
  period(name: string, state: Readonly<Record<string, boolean>>): Promise<void>;
}

async function openBooks(url: string): Promise<Accountant> {
  const token = await tokenFrom(url);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: unknown, more: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  const call = (method: string, path: string, body?: unknown) => send(method, `/services/rest/record/v1${path}`, body);
  const idWhere = async (table: string, column: string, value: string): Promise<string> => {
    const q = `SELECT id FROM ${table} WHERE ${column} = '${value}'`;
    const { items } = await send('POST', '/services/rest/query/v1/suiteql', { q }, { prefer: 'transient' });
    return items[0].id;
  };
  return {
    call,
    item: async (code, { income = '4000', deferred = '2500' } = {}) => {
      await call('PUT', `/serviceSaleItem/eid:${code}`, {
        itemId: code,
        displayName: code.toLowerCase(),
        incomeAccount: { id: await idWhere('account', 'acctnumber', income) },
        ...(deferred === null
          ? {}
          : { deferredRevenueAccount: { id: await idWhere('account', 'acctnumber', deferred) } }),
      });
    },
    price: async (code, { currency, price, level = 'Base Price' }) => {
      const line = {
        currencyPage: Number(await idWhere('currency', 'symbol', currency)),
        priceLevel: { id: await idWhere('pricelevel', 'name', level) },
        price,
      };
      await call('PATCH', `/serviceSaleItem/eid:${code}`, { price: { items: [line] } });
    },
    period: async (name, state) => {
      await call('PATCH', `/accountingPeriod/${await idWhere('accountingperiod', 'periodname', name)}`, state);
    },
  };
}

async function tokenFrom(url: string): Promise<string> {
  const issuedS = Math.floor(Date.now() / 1000);
  const assertion = await new SignJWT({ scope: ['rest_webservices'] })
    .setProtectedHeader({ alg: 'ES256', kid: IDENTITY.certificateId, typ: 'JWT' })
    .setIssuer(IDENTITY.clientId)
    .setAudience(`${url}${TOKEN_PATH}`)
    .setIssuedAt(issuedS)
    .setExpirationTime(issuedS + 600)
    .sign(createPrivateKey(KEYS.privateKey));
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
  const answer = await fetch(`${url}${TOKEN_PATH}`, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

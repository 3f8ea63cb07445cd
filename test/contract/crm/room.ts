import type { CrmConnectionSettings } from '#crm/registry.ts';
import { startCrm } from '#crm/start.ts';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { openLog } from '#kit/observability/log.ts';
import { connect } from '#kit/persistence/connect.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { SettableClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import type { RunningService } from '#kit/server/service.ts';
import { type SalesforceSandbox, startSalesforceSandbox } from '#sandboxes/salesforce/server.ts';
import { testDatabase, testTemplate } from '#test/support/database.ts';

export const CONNECTION = 'salesforce-main';

/** Who may see both legal entities, and call as a saga does. */
export const SERVICE: Principal = {
  subject: 'test',
  roles: ['service', 'revops'],
  entities: ['US', 'DE'],
  scopes: [],
  correlationId: 'corr_test',
};

export interface Room {
  readonly crm: RunningService;
  /** Ends the service, and starts it again on the same database. */
  stop(): Promise<void>;
  start(): Promise<void>;
  readonly sandbox: SalesforceSandbox;
  readonly org: Org;
  readonly clock: SettableClock;
  ask(query: string, variables?: Readonly<Record<string, unknown>>, principal?: Principal): Promise<Answer>;
  command(name: string, command: unknown, key?: string, lookUp?: boolean): Promise<CommandAnswer>;
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the command's
export type CommandAnswer = { readonly ok: boolean; readonly value: any; readonly error: any };

/**
 * The whole room on a database of its own, against the vendor's stand-in. No poll comes by itself; without `stream`
 * nothing is called that the test does not call.
 */
export async function openRoom({
  stream = true,
  pace,
}: {
  readonly stream?: boolean;
  readonly pace?: CrmConnectionSettings['pace'];
} = {}): Promise<Room> {
  const sandbox = await startSalesforceSandbox({});
  const database = await testDatabase({ template: await migratedTemplate() });
  const clock = new SettableClock();
  const bell = await openEventBell(database.url, systemTimers);
  const start = () =>
    startCrm({
      databaseUrl: database.url,
      poolSize: 4,
      serviceSecret: 'secret',
      clock,
      timers: systemTimers,
      log: openLog('crm-test', process.env['LOG_LEVEL'] ?? 'fatal'),
      bell,
      pollMs: 3_600_000,
      connections: [
        {
          name: CONNECTION,
          vendor: 'salesforce',
          loginUrl: sandbox.url,
          // Nobody listens on the reserved port.
          pubsubUrl: stream ? sandbox.pubsubUrl : '127.0.0.1:1',
          clientId: 'revgraph',
          clientSecret: 'revgraph-secret',
          apiVersion: '64.0',
          ...(pace === undefined ? {} : { pace }),
        },
      ],
    });
  let crm = await start();
  const reader = await connect(database.url, 'crm test');
  const ask: Room['ask'] = async (query, variables = {}, principal = SERVICE) => {
    const { data, errors = [] } = await crm.subgraph.execute({ query, variables }, principal);
    return JSON.parse(JSON.stringify({ data, errors }));
  };
  return {
    get crm() {
      return crm;
    },
    stop: () => crm.close(),
    start: async () => {
      crm = await start();
    },
    sandbox,
    org: await openOrg(sandbox.url),
    clock,
    ask,
    command: async (name, command, key, lookUp = false) => {
      const { data, errors } = await ask(
        `mutation ($name: String!, $command: JSON!, $key: String, $lookUp: Boolean) {
           crmCommand(name: $name, command: $command, key: $key, lookUp: $lookUp) }`,
        { name, command, key, lookUp },
      );
      if (errors.length > 0) throw new Error(errors[0]?.message);
      return { value: null, error: null, ...data.crmCommand };
    },
    sql: async (text, parameters = []) => (await reader.query(text, [...parameters])).rows,
    close: async () => {
      await crm.close();
      await bell.close();
      await reader.end();
      await sandbox.close().catch(() => undefined);
      await database.close();
    },
  };
}

/** The common ground, the calls to vendors, and the CRM's own. */
const OWN_MIGRATIONS = /^(001|008)-|-crm(-|$)/;

export function migratedTemplate(): Promise<string> {
  return testTemplate('crm_migrated', async (url) => {
    const all = await loadMigrations(new URL('../../../schema/database/migrations/', import.meta.url));
    await migrate(
      url,
      all.filter(({ name }) => OWN_MIGRATIONS.test(name)),
    );
  });
}

/** Looks until it is so; for what runs on its own, such as the stream. */
export async function until(look: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + 60_000;
  while (!(await look())) {
    if (performance.now() > endsAt) throw new Error('It did not come to be');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** A person who works in the org by its REST API. */
export interface Org {
  create(type: string, fields: Readonly<Record<string, unknown>>): Promise<string>;
  update(type: string, id: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  remove(type: string, id: string): Promise<void>;
  get(type: string, id: string): Promise<Readonly<Record<string, unknown>> | null>;
  query(soql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

async function openOrg(url: string): Promise<Org> {
  const token = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'revgraph',
      client_secret: 'revgraph-secret',
    }),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/services/data/v64.0${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  return {
    create: async (type, fields) => (await call('POST', `/sobjects/${type}`, fields)).id,
    update: async (type, id, fields) => {
      await call('PATCH', `/sobjects/${type}/${id}`, fields);
    },
    remove: async (type, id) => {
      await call('DELETE', `/sobjects/${type}/${id}`);
    },
    get: (type, id) => call('GET', `/sobjects/${type}/${id}`),
    query: async (soql) => (await call('GET', `/query?q=${encodeURIComponent(soql)}`)).records,
  };
}

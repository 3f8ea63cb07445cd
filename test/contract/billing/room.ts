import { startBilling } from '#billing/start.ts';
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
import { startStripeSandbox } from '#sandboxes/stripe/server.ts';
import { testDatabase, testTemplate } from '#test/support/database.ts';

export const CONNECTION = 'stripe-main';
export const WEBHOOK_SECRET = 'whsec_contract';

/** Who may see both legal entities, and call as a saga does. */
export const SERVICE: Principal = {
  subject: 'test',
  roles: ['service', 'revops'],
  entities: ['US', 'DE'],
  scopes: [],
  correlationId: 'corr_test',
};

export interface Room {
  readonly billing: RunningService;
  readonly sandbox: Sandbox;
  readonly clock: SettableClock;
  ask(query: string, variables?: Readonly<Record<string, unknown>>, principal?: Principal): Promise<Answer>;
  command(name: string, command: unknown, key?: string, lookUp?: boolean): Promise<CommandAnswer>;
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Calls the vendor as somebody else does. */
  vendor(method: string, path: string, form?: Readonly<Record<string, string>>): Promise<VendorRecord>;
  /** Sets both clocks. */
  setDay(instant: string): void;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the vendor's
export type VendorRecord = any;

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the command's
export type CommandAnswer = { readonly ok: boolean; readonly value: any; readonly error: any };

/** The whole room on a database of its own, against the vendor's stand-in. No poll comes by itself after the first. */
export async function openRoom(): Promise<Room> {
  const sandbox = await startStripeSandbox({});
  const database = await testDatabase({ template: await migratedTemplate() });
  const clock = new SettableClock();
  const setDay = (instant: string) => {
    clock.set(new Date(instant));
    sandbox.clock.set(new Date(instant));
  };
  setDay('2026-08-16T09:00:00Z');
  const bell = await openEventBell(database.url, systemTimers);
  const { hostname, port } = new URL(sandbox.url);
  const billing = await startBilling({
    databaseUrl: database.url,
    poolSize: 4,
    serviceSecret: 'secret',
    clock,
    timers: systemTimers,
    log: openLog('billing-test', process.env['LOG_LEVEL'] ?? 'fatal'),
    bell,
    pollMs: 3_600_000,
    connections: [
      {
        name: CONNECTION,
        vendor: 'stripe',
        host: hostname,
        port: Number(port),
        protocol: 'http',
        apiKey: 'sk_test_contract',
        webhookSecret: WEBHOOK_SECRET,
      },
    ],
  });
  await billing.settle();
  const reader = await connect(database.url, 'billing test');
  const ask: Room['ask'] = async (query, variables = {}, principal = SERVICE) => {
    const { data, errors = [] } = await billing.subgraph.execute({ query, variables }, principal);
    return JSON.parse(JSON.stringify({ data, errors }));
  };
  return {
    billing,
    sandbox,
    clock,
    ask,
    setDay,
    command: async (name, command, key, lookUp = false) => {
      const { data, errors } = await ask(
        `mutation ($name: String!, $command: JSON!, $key: String, $lookUp: Boolean) {
           billingCommand(name: $name, command: $command, key: $key, lookUp: $lookUp) }`,
        { name, command, key, lookUp },
      );
      if (errors.length > 0) throw new Error(errors[0]?.message);
      return { value: null, error: null, ...data.billingCommand };
    },
    sql: async (text, parameters = []) => (await reader.query(text, [...parameters])).rows,
    vendor: async (method, path, form) => {
      const answer = await fetch(`${sandbox.url}${path}`, {
        method,
        headers: { authorization: 'Bearer sk_test_contract' },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(body)}`);
      return body;
    },
    close: async () => {
      await billing.close();
      await bell.close();
      await reader.end();
      await sandbox.close().catch(() => undefined);
      await database.close();
    },
  };
}

function migratedTemplate(): Promise<string> {
  return testTemplate('billing_lifecycle_migrated', async (url) => {
    const all = await loadMigrations(new URL('../../../schema/database/migrations/', import.meta.url));
    await migrate(
      url,
      all.filter(({ name }) => name <= '010-billing-lifecycle' || name === '019-invoice-credit'),
    );
  });
}

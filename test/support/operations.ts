import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import type { EventBell } from '#kit/events/event-bell.ts';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { connect } from '#kit/persistence/connect.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { SettableClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { type OperationsSettings, startOperations } from '#operations/start.ts';
import { testDatabase } from './database.ts';
import { FakeSystems } from './fake-systems.ts';

/** A principal who may see the US entity. */
export const REVOPS: Principal = {
  subject: 'ada',
  roles: ['revops'],
  entities: ['US'],
  scopes: [],
  correlationId: 'cor_test',
};
/** One who may see the German entity only. */
export const GERMAN: Principal = { ...REVOPS, subject: 'otto', entities: ['DE'] };

/** An operation as `until` saw it last. */
export interface SeenOperation {
  readonly id: string;
  readonly status: string;
  readonly commitment: string;
  readonly finalization: string;
}

/** An answer of a mutation. */
export interface Payload {
  readonly replayed: boolean;
  readonly operation: SeenOperation | null;
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: readonly string[];
    readonly message: string;
  }[];
}

const ENDED = ['SUCCEEDED', 'COMPENSATED', 'FAILED'];

/** The process layer on a database of its own, over systems in memory, on 16 August 2026. */
export async function startTestOperations(
  settings: Partial<Pick<OperationsSettings, 'worker' | 'intake' | 'poolSize' | 'serviceSecret'>> = {},
) {
  const database = await testDatabase();
  await migrate(database.url, await loadMigrations(new URL('../../schema/database/migrations/', import.meta.url)));
  const clock = new SettableClock();
  clock.set(new Date('2026-08-16T09:00:00Z'));
  const systems = new FakeSystems();
  const bell = countListeners(await openEventBell(database.url, systemTimers));
  const client = await connect(database.url, 'revgraph tests');
  const start = () =>
    startOperations({
      databaseUrl: database.url,
      serviceSecret: 'test-service-secret',
      clock,
      timers: systemTimers,
      ids: systemIds,
      log: pino({ level: 'silent' }),
      bell,
      callers: systems.callers,
      pollMs: 20,
      ...settings,
    });
  let running = await start();

  const execute = (query: string, variables: Record<string, unknown> = {}, principal = REVOPS) =>
    running.subgraph.execute({ query, variables }, principal);
  /** Asks as `principal` and gives the data; a GraphQL error is a failed test. */
  const ask = async <Data>(query: string, variables: Record<string, unknown> = {}, principal = REVOPS) => {
    const result = await execute(query, variables, principal);
    if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('; '));
    return result.data as Data;
  };
  const subscribe = async (query: string, variables: Record<string, unknown> = {}, principal = REVOPS) => {
    const stream = await running.subgraph.subscribe({ query, variables }, principal);
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
    return stream as AsyncIterableIterator<ExecutionResult>;
  };
  return {
    systems,
    clock,
    database,
    bell,
    /** Of the subgraph's server, for signed callers. */
    get url() {
      return running.url;
    },
    execute,
    ask,
    subscribe,
    /** Sends a mutation of one `input` and gives its payload. */
    send: async (mutation: string, input: Record<string, unknown>, principal = REVOPS): Promise<Payload> => {
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) {
        replayed operation { id status commitment finalization } userErrors { code field message } } }`;
      return (await ask<{ payload: Payload }>(query, { input }, principal)).payload;
    },
    /** Follows an operation through the stream until it has one of these statuses. */
    until: async (id: string | undefined, ...statuses: readonly string[]): Promise<SeenOperation> => {
      const stream = await subscribe(
        `subscription ($id: ID!) { syncStatus(filter: { operationId: $id }) {
          operation { id status commitment finalization } } }`,
        { id },
        { ...REVOPS, entities: ['US', 'DE'] },
      );
      for await (const { data, errors } of stream) {
        const operation = (data?.['syncStatus'] as { operation: SeenOperation | null } | undefined)?.operation;
        if (!operation) throw new Error(`Nothing is told of ${id}: ${JSON.stringify(errors)}`);
        if ((statuses.length > 0 ? statuses : ENDED).includes(operation.status)) return operation;
      }
      throw new Error('The stream ended');
    },
    /** Rows of a statement on the database behind it all. */
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
      (await client.query<Row>(text, [...values])).rows,
    /** Ends once the news that can be dealt with now is. */
    settle: () => running.settle(),
    restart: async () => {
      await running.close();
      running = await start();
    },
    close: async () => {
      await running.close();
      await bell.close();
      await client.end();
      await database.close();
    },
  };
}

export type TestOperations = Awaited<ReturnType<typeof startTestOperations>>;

/** An amendment that makes the demo contract's seats `quantity`. */
export function seatsTo(quantity: number, expectedVersion: number, idempotencyKey: string) {
  return {
    contractId: 'ctr_1',
    expectedVersion,
    effectiveOn: '2026-08-16',
    changes: [{ setQuantity: { productCode: 'SEAT', quantity: String(quantity) } }],
    idempotencyKey,
  };
}

/** Everything that a taken request leaves behind, counted. */
export async function traces({ sql }: TestOperations): Promise<Traces> {
  const [row] = await sql<Traces>(
    `select (select count(*)::integer from operations.operation) as operations,
       (select count(*)::integer from operations.step) as steps,
       (select count(*)::integer from event_log.event) as events,
       (select count(*)::integer from operations.audit) as audits,
       (select count(*)::integer from operations.exception) as exceptions,
       (select coalesce(sum(accepted_sequence), 0)::integer from operations.line) as sequences,
       (select coalesce(max(accepted_version), 0)::integer from operations.contract_line) as promised,
       (select count(*)::integer from dbos.workflow_status) as workflows`,
  );
  if (row === undefined) throw new Error('A count without a row');
  return row;
}

type Traces = Readonly<
  Record<'operations' | 'steps' | 'events' | 'audits' | 'exceptions' | 'sequences' | 'promised' | 'workflows', number>
>;

function countListeners(bell: EventBell): EventBell & { readonly listenerCount: number } {
  let listenerCount = 0;
  return {
    ...bell,
    listen: (wake) => {
      listenerCount += 1;
      const unlisten = bell.listen(wake);
      return () => {
        listenerCount -= 1;
        unlisten();
      };
    },
    get listenerCount() {
      return listenerCount;
    },
  };
}

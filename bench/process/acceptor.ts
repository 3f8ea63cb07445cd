import { pino } from 'pino';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { firstRow } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { SettableClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { instantOn } from '#local/demo-clock.ts';
import { enqueue } from '#operations/engine/dbos-engine.ts';
import { startOperations } from '#operations/start.ts';
import { BENCH_DATE } from '../support/world-customers.ts';
import { BARE_SAGA } from './bare-saga.ts';
import { memorySystems } from './memory-systems.ts';

const REVOPS: Principal = {
  subject: 'bench',
  roles: ['revops'],
  entities: ['US'],
  scopes: [],
  correlationId: 'cor_bench',
};
const CLIENTS = 8;
const LOOK_EVERY_MS = 20;
const WAIT_MAX_MS = 10 * 60_000;
const AMEND = `mutation ($input: AmendContractInput!) {
  amendContract(input: $input) { operation { id } userErrors { code message } } }`;

export type Acceptor = Awaited<ReturnType<typeof startAcceptor>>;

/** Takes work in and runs none of it. */
export async function startAcceptor(databaseUrl: string) {
  const bell = await openEventBell(databaseUrl, systemTimers);
  const clock = new SettableClock();
  clock.set(instantOn(BENCH_DATE));
  const operations = await startOperations({
    databaseUrl,
    serviceSecret: 'bench-service-secret',
    clock,
    timers: systemTimers,
    ids: systemIds,
    log: pino({ level: 'error' }),
    bell,
    callers: memorySystems(async () => undefined),
    worker: false,
  });
  const dataSource = await openDataSource({
    url: databaseUrl,
    schema: 'operations',
    entities: [],
    poolSize: CLIENTS,
    applicationName: 'revgraph bench',
  });
  let contracts = 0;

  /** Amends a contract that nobody has amended yet. Answers the operation's id. */
  const amend = async (): Promise<string> => {
    contracts += 1;
    const contractId = `ctr_bench_${contracts}`;
    const input = {
      contractId,
      expectedVersion: 1,
      effectiveOn: BENCH_DATE,
      changes: [{ setQuantity: { productCode: 'SEAT', quantity: '501' } }],
      idempotencyKey: contractId,
    };
    const { data, errors } = await operations.subgraph.execute({ query: AMEND, variables: { input } }, REVOPS);
    const answer = data?.['amendContract'] as Accepted | undefined;
    if (answer?.operation == null) throw new Error(`Not accepted: ${JSON.stringify(errors ?? answer?.userErrors)}`);
    return answer.operation.id;
  };
  let bare = 0;
  const queueBare = async (): Promise<void> => {
    bare += 1;
    const id = `bare_${bare}`;
    await inTransaction(dataSource, (em) =>
      enqueue(em, {
        saga: BARE_SAGA,
        stage: 'commitment',
        operationId: id,
        line: id,
        sequence: 1,
        start: { input: { operationId: id }, outcomes: {}, done: [] },
      }),
    );
  };
  const sideBySide = async (count: number, one: () => Promise<unknown>): Promise<void> => {
    let left = count;
    const client = async () => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  };
  /** Whether anything that was taken in is still to be done. */
  const isDone = async (): Promise<boolean> => {
    const row = await firstRow<{ open: boolean }>(
      dataSource.manager,
      `select exists(select from operations.operation where finished_at is null)
         or exists(select from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')) as open`,
    );
    return row?.open === false;
  };
  return {
    dataSource,
    amend,
    /** So many amendments, each of another contract. */
    amendments: (count: number) => sideBySide(count, amend),
    /** So many sagas of plain steps. */
    bareSagas: (count: number) => sideBySide(count, queueBare),
    untilDone: async (): Promise<void> => {
      for (let waitedMs = 0; waitedMs < WAIT_MAX_MS; waitedMs += LOOK_EVERY_MS) {
        if (await isDone()) return;
        await systemTimers.sleep(LOOK_EVERY_MS);
      }
      throw new Error('The queue is not done after ten minutes');
    },
    close: async () => {
      await operations.close();
      await dataSource.destroy();
      await bell.close();
    },
  };
}

interface Accepted {
  readonly operation: { readonly id: string } | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

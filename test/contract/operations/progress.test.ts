import type { DataSource } from 'typeorm';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import type { Progress, StepFacts, StepNews, Tx } from '#operations/engine/ports.ts';
import { stepsOf } from '#operations/engine/saga.ts';
import { PostgresProgress } from '#operations/progress/postgres-progress.ts';
import { amendContract } from '#operations/sagas/amend-contract.ts';
import { seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const UNAVAILABLE = { kind: 'Unavailable', status: 503 } as const;
const REJECTED = { kind: 'Rejected', code: 'X', field: null, detail: 'No.' } as const;

let operations: TestOperations;
let dataSource: DataSource;
beforeAll(async () => {
  operations = await startTestOperations({ worker: false });
  dataSource = await openDataSource({
    url: operations.database.url,
    schema: 'operations',
    entities: [],
    poolSize: 4,
    applicationName: 'revgraph tests',
  });
});
afterAll(async () => {
  await dataSource.destroy();
  await operations.close();
});

const step = (index: number, attempts = 1, undoing = false): StepFacts => {
  const { name = '', system = '', commits = false } = stepsOf(amendContract)[index] ?? {};
  return { name, system, attempts, commits, undoing, workflowId: 'run', impact: null };
};
const NO_NEWS: StepNews = { asked: [], made: null, documents: [], announced: [], round: null };

type Told = {
  readonly [Method in keyof Progress]: Progress[Method] extends (tx: Tx, ...rest: infer Rest) => infer Answer
    ? (...rest: Rest) => Answer
    : never;
};

/** Tells each thing in a transaction of its own, as the engine does. */
function inTransactions(progress: Progress): Told {
  const call =
    (method: keyof Progress) =>
    (...rest: unknown[]) =>
      inTransaction(dataSource, (em) => {
        const tell = progress[method] as (...all: unknown[]) => Promise<unknown>;
        return tell.call(progress, em, ...rest);
      });
  return new Proxy({} as Told, { get: (_target, method) => call(method as keyof Progress) });
}

let accepted = 0;
/** An accepted amendment that nobody works on, and what its saga would tell its course by. */
async function anOperation(expectedVersion = 1) {
  accepted += 1;
  const { operation } = await operations.send(
    'amendContract',
    seatsTo(500 + accepted, expectedVersion, `k${accepted}`),
  );
  const id = operation?.id ?? '';
  const progress = inTransactions(new PostgresProgress({ clock: operations.clock, ids: systemIds }, id));
  const rows = async (sql: string) => (await operations.sql<{ v: string }>(sql, [id])).map(({ v }) => v);
  return {
    id,
    progress,
    events: () =>
      rows(`select concat_ws(' ', type, data -> 'step' ->> 'name') as v from event_log.event
            where operation_id = $1 order by id`),
    steps: () => rows('select status as v from operations.step where operation_id = $1 order by position'),
    exceptions: () => rows('select status as v from operations.exception where operation_id = $1'),
  };
}

describe('the course of an operation', () => {
  it('told twice, as after a crash, is written once', async () => {
    const { progress, events, steps } = await anOperation();
    const effect = { effect: { system: 'CRM', vendor: 'fake', connection: 'main', type: 'x', externalId: '1' } };
    for (let time = 1; time <= 2; time += 1) {
      expect(await progress.begin('commitment', step(0))).toBe(true);
      await progress.waiting(step(0), 'UNCERTAIN', UNAVAILABLE);
      await progress.finished(step(0, 2), effect, step(1), NO_NEWS);
    }
    await progress.skipped(step(1), step(2));
    await progress.skipped(step(1), step(2));
    expect(await events()).toEqual([
      'operation.accepted',
      'step.started amendCrmContract',
      'step.uncertain amendCrmContract',
      'step.finished amendCrmContract',
      'step.started amendSubscription',
      'step.skipped amendSubscription',
      'step.started provisionEntitlements',
    ]);
    expect((await steps()).slice(0, 3)).toEqual(['DONE', 'SKIPPED', 'RUNNING']);
    await progress.refused(step(2), REJECTED);
    await progress.undone(step(0, 1, true));
    await progress.end('commitment', 'COMPENSATED');
  });

  it('of a step that is done stays done when the repeated call hears something else', async () => {
    const { progress, events, steps, exceptions } = await anOperation();
    await progress.begin('commitment', step(0));
    await progress.finished(step(0), {}, step(1), NO_NEWS);
    const before = await events();
    await progress.waiting(step(0, 2), 'WAITING', UNAVAILABLE);
    await progress.parked(step(0, 3), REJECTED, false);
    await progress.refused(step(0, 4), REJECTED);
    await progress.resumed(step(0, 4));
    await progress.finished(step(0, 5), {}, step(1), NO_NEWS);
    expect(await events()).toEqual(before);
    expect((await steps())[0]).toBe('DONE');
    expect(await exceptions()).toEqual([]);
    await progress.undone(step(0, 1, true));
    await progress.undone(step(0, 2, true));
    expect((await events()).slice(before.length)).toEqual(['step.compensated amendCrmContract']);
    await progress.end('commitment', 'COMPENSATED');
  });

  it('tells a step as started before anything else: one that was not begun can neither end nor wait', async () => {
    const { progress, steps } = await anOperation();
    await progress.begin('commitment', step(0));
    const begun = await steps();
    await expect(progress.finished(step(1), {}, step(2), NO_NEWS)).rejects.toThrow('from PENDING to DONE');
    await expect(progress.skipped(step(1), step(2))).rejects.toThrow('from PENDING to SKIPPED');
    await expect(progress.waiting(step(1), 'UNCERTAIN', UNAVAILABLE)).rejects.toThrow('from PENDING to UNCERTAIN');
    await expect(progress.refused(step(1), REJECTED)).rejects.toThrow('from PENDING to FAILED');
    expect(await steps()).toEqual(begun);
    await progress.end('commitment', 'FAILED');
  });

  it('does not begin before everything accepted earlier in its line has ended', async () => {
    const first = await anOperation();
    const second = await anOperation(2);
    expect(await second.progress.begin('commitment', step(0))).toBe(false);
    expect(await second.events()).toEqual(['operation.accepted']);
    await first.progress.begin('commitment', step(0));
    await first.progress.end('commitment', 'SUCCEEDED');
    expect(await second.progress.begin('commitment', step(0))).toBe(true);
    await second.progress.end('commitment', 'SUCCEEDED');
  });

  it('ends once: a second end changes neither the line nor the audit', async () => {
    const { id, progress, events } = await anOperation();
    await progress.begin('commitment', step(0));
    await progress.end('commitment', 'SUCCEEDED');
    await progress.end('commitment', 'SUCCEEDED');
    expect((await events()).filter((event) => event.startsWith('operation.succeeded'))).toHaveLength(1);
    const audits = await operations.sql(`select action from operations.audit where after ->> 'operationId' = $1`, [id]);
    expect(audits).toEqual([{ action: 'operation.accepted' }, { action: 'operation.succeeded' }]);
    const [line] = await operations.sql(`select accepted_sequence - applied_sequence as left from operations.line`);
    expect(line).toEqual({ left: 0 });
  });
});

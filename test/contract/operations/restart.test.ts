import { createRequire } from 'node:module';
import { seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const COMMANDS = [
  'CRM.amendContract',
  'BILLING.amendSubscription',
  'ERP.ensureCustomer',
  'ERP.postInvoice',
  'ERP.readPeriods',
  'REVREC.modifyContract',
  'ERP.postJournals',
  'REVREC.recordPosted',
  'CRM.reportStatus',
];

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());

const effectsOf = (id: string | undefined) =>
  [...operations.systems.effects]
    .filter(([key]) => key.startsWith(`${id}:`))
    .map(([, { system, name }]) => `${system}.${name}`);

/** The first call of this command never answers; `done` says whether it takes effect all the same. */
function dieIn(command: string, done: boolean): Promise<void> {
  const reached = Promise.withResolvers<void>();
  let met = false;
  operations.systems.fault = ({ system, name }) => {
    if (met || `${system}.${name}` !== command) return null;
    met = true;
    reached.resolve();
    return done ? 'hang-after' : 'hang';
  };
  return reached.promise;
}

describe('a worker that dies in the middle of', () => {
  it.each(COMMANDS.flatMap((command) => [[command, 'before'] as const, [command, 'after'] as const]))(
    '%s, %s it took effect, is followed by one that does the rest, each effect once',
    async (command, when) => {
      const version = operations.systems.contract.version;
      const dead = dieIn(command, when === 'after');
      const { operation } = await operations.send('amendContract', seatsTo(900, version, `${command} ${when}`));
      await dead;
      await operations.restart();
      expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
      // Ledger and revenue go side by side, so their order is nobody's promise.
      const writes = COMMANDS.filter((one) => one !== 'ERP.readPeriods');
      expect(effectsOf(operation?.id).toSorted()).toEqual(writes.toSorted());
      expect(operations.systems.contract.version).toBe(version + 1);
      const events = await operations.sql<{ type: string; step: string; n: number }>(
        `select type, data -> 'step' ->> 'name' as step, count(*)::integer as n from event_log.event
         where operation_id = $1 group by 1, 2 having count(*) > 1`,
        [operation?.id],
      );
      expect(events).toEqual([]);
    },
  );
});

describe('a month’s run of many journals', () => {
  const batchesOf = (run: string) =>
    Array.from({ length: 10 }, (_, index) => ({ batchKey: `rev:US:2026-08:${run}:${index}`, journal: {} }));
  const RUNS = ['ERP.postJournals', 'REVREC.recordPosted'].flatMap((command) => [
    [command, 'before'] as const,
    [command, 'after'] as const,
  ]);

  /** The second call of this command never answers. */
  const dieInRound = (command: string, done: boolean): Promise<void> => {
    const reached = Promise.withResolvers<void>();
    let met = 0;
    operations.systems.fault = ({ system, name }) => {
      if (`${system}.${name}` !== command) return null;
      met += 1;
      if (met !== 2) return null;
      reached.resolve();
      return done ? 'hang-after' : 'hang';
    };
    return reached.promise;
  };

  it.each(RUNS)(
    'that dies in %s, %s it took effect, goes on with that round and posts each once',
    async (command, when) => {
      const systems = operations.systems;
      const before = systems.dueJournals;
      const batches = batchesOf(`${command} ${when}`);
      systems.dueJournals = batches;
      const dead = dieInRound(command, when === 'after');
      const run = { legalEntityId: 'le_us', through: '2026-08-31', idempotencyKey: `${command} ${when}` };
      const { operation } = await operations.send('recognizeRevenue', run);
      await dead;
      await operations.restart();
      expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
      systems.dueJournals = before;

      const done = [...systems.effects].filter(([key]) => key.startsWith(`${operation?.id}:`)).map(([, call]) => call);
      expect(done.map(({ name }) => name)).toEqual(
        Array.from({ length: 3 }, () => ['postJournals', 'recordPosted']).flat(),
      );
      const posted = done.flatMap(({ payload }) => (payload as { batches?: typeof batches }).batches ?? []);
      expect(posted).toEqual(batches);
      const advanced = await operations.sql(
        `select data -> 'step' -> 'progress' as progress, data -> 'step' ->> 'status' as status from event_log.event
       where operation_id = $1 and type = 'step.advanced' order by id`,
        [operation?.id],
      );
      expect(advanced).toEqual([4, 8].map((count) => ({ status: 'RUNNING', progress: { done: count, total: 10 } })));
      expect(
        await operations.sql(`select name, progress from operations.step where operation_id = $1 order by position`, [
          operation?.id,
        ]),
      ).toEqual([
        { name: 'readPeriods', progress: null },
        { name: 'draftRevenueJournals', progress: { done: 1, total: 1 } },
        { name: 'postRevenueJournals', progress: { done: 10, total: 10 } },
      ]);
      expect(
        await operations.sql(`select from operations.trace_link where operation_id = $1 and relation = 'earns'`, [
          operation?.id,
        ]),
      ).toHaveLength(10);
    },
  );
});

describe('an operation without a worker', () => {
  it('that was only queued when the process stopped is done by the next one', async () => {
    const version = operations.systems.contract.version;
    const billing = operations.systems.hold('BILLING.amendSubscription');
    const first = await operations.send('amendContract', seatsTo(901, version, 'running'));
    await billing.reached;
    const queued = await operations.send('amendContract', seatsTo(902, version + 1, 'queued'));
    await operations.restart();
    billing.release();
    expect(await operations.until(queued.operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    for (const { operation } of [first, queued]) expect(effectsOf(operation?.id)).toHaveLength(COMMANDS.length - 1);
    expect(operations.systems.contract.version).toBe(version + 2);
  });

  it('whose worker left no trace at all is found and done', async () => {
    const version = operations.systems.contract.version;
    const ledger = operations.systems.hold('ERP.postInvoice');
    const { operation } = await operations.send('amendContract', seatsTo(903, version, 'orphan'));
    await ledger.reached;
    await operations.restart();
    await operations.sql(`update dbos.workflow_status set executor_id = 'exe_gone' where workflow_uuid = $1`, [
      operation?.id,
    ]);
    ledger.release();
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(effectsOf(operation?.id)).toHaveLength(COMMANDS.length - 1);
  });
});

describe('the engine’s package', () => {
  it('still offers the recovery of a dead peer under its internal path', () => {
    const internal = createRequire(import.meta.url)('@dbos-inc/dbos-sdk/internal/dbos-executor');
    expect(typeof internal.DBOSExecutor.prototype.recoverPendingWorkflows).toBe('function');
    expect(internal.DBOSExecutor.globalInstance).toBeDefined();
  });
});

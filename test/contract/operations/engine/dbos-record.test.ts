import type { DataSource } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { dbosDurable, registerWorkflow } from '#operations/engine/dbos-durable.ts';
import { type Engine, enqueue, startEngine, workflowName } from '#operations/engine/dbos-engine.ts';
import { DBOSExecutor } from '#operations/engine/dbos-internal.ts';
import type { Durable, StageStart, Tx } from '#operations/engine/ports.ts';
import { managerOf } from '#operations/engine/postgres-dbos-record.ts';
import { type OperationsStore, openOperationsStore } from '#test/support/operations-store.ts';

const EXECUTOR = 'exe_record';
const SILENT: EventBell = { ring: () => undefined, listen: () => () => undefined, close: async () => undefined };

/** What the next runs do, by their id. */
const courses = new Map<string, (durable: Durable) => Promise<unknown>>();
let store: OperationsStore;
let engine: Engine;

beforeAll(async () => {
  store = await openOperationsStore();
  await store.sql('create table public.told (run text, what text, xid xid8 default pg_current_xact_id())');
  registerWorkflow(workflowName({ name: 'probe' }, 'commitment'), async (start: StageStart) => {
    const { operationId } = start.input as { operationId: string };
    return courses.get(operationId)?.(dbosDurable({ dataSource: store.dataSource, bell: SILENT }, 'none'));
  });
  engine = await startEngine({
    databaseUrl: store.url,
    executorId: EXECUTOR,
    concurrency: { commitment: 8, finalization: 8 },
    pollMs: 20,
    poolSize: 6,
  });
}, 60_000);
afterAll(async () => {
  await engine.close();
  await store.close();
});

const told = async (run: string) =>
  (await store.sql<{ what: string }>('select what from public.told where run = $1', [run])).map(({ what }) => what);

const tell = (run: string, what: string) => async (tx: Tx) => {
  await rows(managerOf(tx), 'insert into public.told (run, what) values ($1, $2)', [run, what]);
};

let lines = 0;
async function start(run: string, course: (durable: Durable) => Promise<unknown>): Promise<void> {
  courses.set(run, course);
  lines += 1;
  const input = { operationId: run };
  const queued = { saga: 'probe', stage: 'commitment', operationId: run, line: `line-${lines}`, sequence: 1 } as const;
  await inTransaction(store.dataSource, (em: DataSource['manager']) =>
    enqueue(em, { ...queued, start: { input, outcomes: {}, done: [] } }),
  );
}

/** Does a course once, to its end. */
async function done<T>(run: string, course: (durable: Durable) => Promise<T>): Promise<T> {
  const ended = Promise.withResolvers<T>();
  await start(run, async (durable) => {
    const answer = await course(durable);
    ended.resolve(answer);
    return answer;
  });
  return ended.promise;
}

/** What another worker does that takes this one for dead. */
async function takeOver(): Promise<void> {
  await DBOSExecutor.globalInstance?.recoverPendingWorkflows([EXECUTOR]);
}

describe('a recorded action', () => {
  it('is one commit with what it tells', async () => {
    await done('one-commit', async ({ record, note }) => {
      await record('asked', async () => 'answer', tell('one-commit', 'asked'));
      await note('noted', tell('one-commit', 'noted'));
    });
    const commits = await store.sql(
      `select o.function_name, o.xmin::text = (t.xid::text::bigint % 4294967296)::text as same
       from dbos.operation_outputs o join public.told t on t.run = o.workflow_uuid and t.what = o.function_name
       where workflow_uuid = 'one-commit' order by o.function_id`,
    );
    expect(commits).toEqual([
      { function_name: 'asked', same: true },
      { function_name: 'noted', same: true },
    ]);
  });

  it('answers after a take-over what it answered before, asks nobody and tells nothing again', async () => {
    const answers = [{ kind: 'DONE', outcome: { minor: '9007199254740993', none: null, list: [1, { a: 'b' }] } }, null];
    const asked: string[] = [];
    const runs: unknown[][] = [];
    const reached = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    await start('replay', async ({ record, note }) => {
      const got: unknown[] = [];
      runs.push(got);
      for (const [index, answer] of answers.entries()) {
        const ask = async () => {
          asked.push(`${index}`);
          return answer;
        };
        got.push(await record(`asked ${index}`, ask, tell('replay', `${index}`)));
      }
      got.push(await note('noted', async (tx) => firstRow(managerOf(tx), `select 'x' as v`)));
      got.push(await note('silent', async () => undefined));
      if (runs.length === 1) {
        reached.resolve();
        await never.promise;
      }
      ended.resolve();
    });
    await reached.promise;
    await takeOver();
    await ended.promise;
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[0]).toEqual([...answers, { v: 'x' }, undefined]);
    expect(asked).toEqual(['0', '1']);
    expect(await told('replay')).toEqual(['0', '1']);
  });

  it('of a run that lost its place to another one is not told', async () => {
    const reached = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const refused = Promise.withResolvers<unknown>();
    const ended = Promise.withResolvers<void>();
    let runs = 0;
    await start('stale', async ({ record }) => {
      runs += 1;
      const run = runs;
      const ask = async () => {
        if (run === 1) {
          reached.resolve();
          await held.promise;
        }
        return run;
      };
      const outcome = await record('asked', ask, async (tx, answer) => tell('stale', `by run ${answer}`)(tx)).catch(
        (error: unknown) => {
          refused.resolve(error);
          throw error;
        },
      );
      ended.resolve();
      return outcome;
    });
    await reached.promise;
    await takeOver();
    await ended.promise;
    held.resolve();
    expect(String(await refused.promise)).toContain('no longer owned by this execution');
    expect(await told('stale')).toEqual(['by run 2']);
  });

  it.each([
    ['the database breaks it off for a deadlock', `do $$ begin raise exception 'x' using errcode = '40P01'; end $$`],
    ['the connection is lost', 'select pg_terminate_backend(pg_backend_pid())'],
  ])('is written again, not asked again, when %s', async (why, breaking) => {
    let asked = 0;
    let written = 0;
    const answer = await done(why, ({ record }) =>
      record(
        'asked',
        async () => {
          asked += 1;
          return asked;
        },
        async (tx) => {
          await tell(why, 'told')(tx);
          written += 1;
          if (written === 1) await rows(managerOf(tx), breaking);
        },
      ),
    );
    expect({ answer, asked, written }).toEqual({ answer: 1, asked: 1, written: 2 });
    expect(await told(why)).toEqual(['told']);
  });
});

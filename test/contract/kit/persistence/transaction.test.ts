import type { DataSource, EntityManager } from 'typeorm';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { sqlStateOf } from '#kit/persistence/sql-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { seededRandom } from '#kit/runtime/random.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';
import { type TestDatabase, testDatabase } from '#test/support/database.ts';

let database: TestDatabase;
let ledger: DataSource;

beforeAll(async () => {
  database = await testDatabase();
  ledger = await openDataSource({
    url: database.url,
    schema: 'public',
    entities: [],
    poolSize: 4,
    applicationName: 'transaction test',
  });
  await rows(ledger, 'create table account (id text primary key, balance bigint not null)');
});

beforeEach(async () => {
  await rows(ledger, 'truncate account');
  await rows(ledger, `insert into account values ('a', 0), ('b', 0)`);
});

afterAll(async () => {
  await ledger.destroy();
  await database.close();
});

const add = (em: EntityManager | DataSource, id: string, amount: number) =>
  rows(em, 'update account set balance = balance + $2 where id = $1', [id, amount]);

const balances = async () =>
  (await rows<{ balance: string }>(ledger, 'select balance from account order by id')).map(({ balance }) => balance);

/** Each caller waits until `count` have come. */
function meetingOf(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let came = 0;
  return () => {
    came += 1;
    if (came === count) resolve();
    return promise;
  };
}

/** Somebody else changes the row between our reading and our writing it, so often. */
function overtaken(times: number) {
  let attempts = 0;
  const work = async (em: EntityManager) => {
    attempts += 1;
    await rows(em, 'select balance from account');
    if (attempts <= times) await add(ledger, 'a', 100);
    await add(em, 'a', 1);
  };
  return { work, attempts: () => attempts };
}

describe('a transaction', () => {
  it('keeps all of its work or nothing', async () => {
    await inTransaction(ledger, async (em) => {
      await add(em, 'a', -5);
      await add(em, 'b', 5);
    });
    const bug = new Error('half-way');
    const failing = inTransaction(ledger, async (em) => {
      await add(em, 'a', -5);
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    await expect(balances()).resolves.toEqual(['-5', '5']);
  });

  it('runs again when it was given up to end a deadlock, and both take effect once', async () => {
    const bothHoldOne = meetingOf(2);
    let attempts = 0;
    const move = (from: string, to: string) =>
      inTransaction(ledger, async (em) => {
        attempts += 1;
        await add(em, from, -1);
        if (attempts <= 2) await bothHoldOne();
        await add(em, to, 1);
      });
    await Promise.all([move('a', 'b'), move('b', 'a')]);
    expect(attempts).toBe(3);
    await expect(balances()).resolves.toEqual(['0', '0']);
  });

  it('runs again when another one changed what it had read', async () => {
    const { work, attempts } = overtaken(2);
    await inTransaction(ledger, work, { isolation: 'REPEATABLE READ' });
    expect(attempts()).toBe(3);
    await expect(balances()).resolves.toEqual(['201', '0']);
  });

  it('gives up after the attempts it has, each after a longer pause at most', async () => {
    const { work, attempts } = overtaken(Number.POSITIVE_INFINITY);
    const pauses: number[] = [];
    const timers = new FakeTimers(new FixedClock('2026-11-21T10:00:00Z'));
    timers.sleep = async (ms) => void pauses.push(ms);
    const lost = inTransaction(ledger, work, {
      isolation: 'REPEATABLE READ',
      attemptsMax: 4,
      timers,
      random: seededRandom('pauses'),
    });
    expect(sqlStateOf(await lost.catch((error: unknown) => error))).toBe('40001');
    expect(attempts()).toBe(4);
    expect(pauses).toHaveLength(3);
    for (const [index, pause] of pauses.entries()) expect(pause).toBeLessThanOrEqual(10 * 2 ** (index + 1));
  });

  it('does not run again for any other refusal', async () => {
    let attempts = 0;
    const doubled = inTransaction(ledger, async (em) => {
      attempts += 1;
      await rows(em, `insert into account values ('a', 1)`);
    });
    expect(sqlStateOf(await doubled.catch((error: unknown) => error))).toBe('23505');
    expect(attempts).toBe(1);
  });

  it('sees the legal entities it was given, and leaves none to the next on its connection', async () => {
    const single = await openDataSource({
      url: database.url,
      schema: 'public',
      entities: [],
      poolSize: 1,
      applicationName: 'entities test',
    });
    const seen = `select current_setting('app.entities', true) as entities`;
    await expect(inTransaction(single, (em) => firstRow(em, seen), { entities: ['US', 'D"E,'] })).resolves.toEqual({
      entities: '{US,"D\\"E,"}',
    });
    await expect(firstRow(single, seen)).resolves.toEqual({ entities: '' });
    await single.destroy();
  });
});

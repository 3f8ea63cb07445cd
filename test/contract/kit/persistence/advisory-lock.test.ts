import { withAdvisoryLock } from '#kit/persistence/advisory-lock.ts';
import { connect } from '#kit/persistence/connect.ts';
import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import { type TestDatabase, testDatabase } from '#test/support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(() => database.close());

const locked = <T>(
  work: () => Promise<T>,
  more: { readonly name?: string; readonly waitMaxMs?: number; readonly timers?: Timers } = {},
) => withAdvisoryLock({ url: database.url, name: 'migrations', ...more }, work);

const answer = async (word: string) => word;

/** Timers that tell when somebody had to wait for the first time. */
function watched() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timers: Timers = {
    ...systemTimers,
    sleep: (ms) => {
      resolve();
      return systemTimers.sleep(Math.min(ms, 10));
    },
  };
  return { timers, waits: promise };
}

describe('a lock', () => {
  it('is held by one at a time', async () => {
    let inside = 0;
    let mostInside = 0;
    const enter = () =>
      locked(async () => {
        inside += 1;
        mostInside = Math.max(mostInside, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter()]);
    expect(mostInside).toBe(1);
  });

  it('of another name is another lock', async () => {
    await expect(locked(() => locked(() => answer('inner'), { name: 'other' }))).resolves.toBe('inner');
  });

  it('is free again when the work failed', async () => {
    await expect(locked(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(locked(() => answer('next'), { waitMaxMs: 0 })).resolves.toBe('next');
  });

  it('is not waited for without end', async () => {
    await expect(locked(() => locked(() => answer('never'), { waitMaxMs: 0 }))).rejects.toThrow('not free within 0 ms');
  });

  it('lets its holder build an index concurrently while another waits for it', async () => {
    const { timers, waits } = watched();
    let waiting: Promise<string> = answer('not yet');
    await locked(async () => {
      waiting = locked(() => answer('second'), { timers });
      await waits;
      const client = await connect(database.url, 'index builder');
      await client.query('create table event (id bigint)');
      await client.query(`set statement_timeout = '10s'`);
      await client.query('create index concurrently event_by_id on event (id)');
      await client.end();
    });
    await expect(waiting).resolves.toBe('second');
  });

  it('says so when its connection was lost while the work relied on it', async () => {
    const losing = locked(async () => {
      const client = await connect(database.url, 'operator');
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'revgraph lock migrations'`,
      );
      await client.end();
    });
    await expect(losing).rejects.toThrow('was lost');
  });
});

import { FixedClock } from '#kit/runtime/clock.ts';
import { type InboxHandler, type InboxMessage, InboxWorker, receiveMessage } from '#kit/webhooks/inbox.ts';
import { type Ground, openGround, openTransaction, SCHEMA } from '../ground.ts';

let ground: Ground;
let clock: FixedClock;
let failures: string[];
const workers: InboxWorker[] = [];

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  await ground.em.query(`truncate ${SCHEMA}.inbox`);
  clock = new FixedClock('2026-08-16T09:00:00Z');
  failures = [];
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

async function arrives(eventId: string, body = '{}', connection = 'stripe-main') {
  clock.advance(1);
  return receiveMessage(ground.em, SCHEMA, { connection, eventId, body }, clock);
}

function worker(handle: InboxHandler): InboxWorker {
  const made = new InboxWorker({ dataSource: ground.dataSource, schema: SCHEMA, clock }, handle, (error, message) =>
    failures.push(`${message.eventId}: ${String(error)}`),
  );
  workers.push(made);
  return made;
}

/** A handler that notes what it took, and fails as often as the story says. */
function taking(failsOf: Readonly<Record<string, number>> = {}) {
  const taken: string[] = [];
  const left = new Map(Object.entries(failsOf));
  const handle = ({ eventId }: InboxMessage) => {
    taken.push(eventId);
    const fails = left.get(eventId) ?? 0;
    left.set(eventId, fails - 1);
    return fails > 0 ? Promise.reject(new Error('not yet')) : Promise.resolve();
  };
  return { taken, handle };
}

const state = async (eventId: string) => {
  const [row] = await ground.em.query(
    `select attempts, finished_at is not null as finished, error from ${SCHEMA}.inbox where event_id = $1`,
    [eventId],
  );
  return row;
};

describe('a vendor’s message', () => {
  it('is stored once however often it comes, and tells which time was the first', async () => {
    await expect(arrives('evt_1', '{"first":true}')).resolves.toBe(true);
    await expect(arrives('evt_1', '{"first":false}')).resolves.toBe(false);
    await expect(arrives('evt_1', '{}', 'stripe-emea')).resolves.toBe(true);
    const bodies: string[] = [];
    await worker(({ body }) => Promise.resolve(void bodies.push(body))).idle();
    expect(bodies).toEqual(['{"first":true}', '{}']);
  });

  it('is taken once, the oldest first, though there are more than one batch of them', async () => {
    const expected = Array.from({ length: 45 }, (_, number) => `evt_${number}`);
    for (const eventId of expected) await arrives(eventId);
    const { taken, handle } = taking();
    await worker(handle).idle();
    await worker(handle).idle();
    expect(taken).toEqual(expected);
  });

  it('is taken by one of several processes', async () => {
    for (let number = 0; number < 60; number += 1) await arrives(`evt_${number}`);
    const { taken, handle } = taking();
    await Promise.all([worker(handle).idle(), worker(handle).idle(), worker(handle).idle()]);
    expect(taken.length).toBe(60);
    expect(new Set(taken).size).toBe(60);
  });

  it('that another process is about to take is passed over, and holds nobody up', async () => {
    await arrives('evt_1');
    await arrives('evt_2');
    const other = await openTransaction(ground.dataSource);
    await other.em.query(`select from ${SCHEMA}.inbox where event_id = 'evt_1' for update`);
    const { taken, handle } = taking();
    const inbox = worker(handle);
    await inbox.idle();
    expect(taken).toEqual(['evt_2']);
    await other.commit();
    await inbox.idle();
    expect(taken).toEqual(['evt_2', 'evt_1']);
  });

  it('that cannot be taken yet comes again later, and keeps no other one waiting', async () => {
    await arrives('evt_early');
    await arrives('evt_other');
    const { taken, handle } = taking({ evt_early: 2 });
    const inbox = worker(handle);
    await inbox.idle();
    expect(taken).toEqual(['evt_early', 'evt_other']);
    clock.advance(499);
    await inbox.idle();
    expect(taken).toHaveLength(2);
    clock.advance(1);
    await inbox.idle();
    clock.advance(1_000);
    await inbox.idle();
    expect(taken).toEqual(['evt_early', 'evt_other', 'evt_early', 'evt_early']);
    expect(failures).toEqual(['evt_early: Error: not yet', 'evt_early: Error: not yet']);
    await expect(state('evt_early')).resolves.toEqual({ attempts: 3, finished: true, error: null });
  });

  it('is given up after twelve attempts, with the reason kept beside it', async () => {
    await arrives('evt_bad');
    const { taken, handle } = taking({ evt_bad: 100 });
    const inbox = worker(handle);
    for (let attempt = 0; attempt < 15; attempt += 1) {
      await inbox.idle();
      clock.advance(3_600_000);
    }
    expect(taken).toHaveLength(12);
    await expect(state('evt_bad')).resolves.toEqual({ attempts: 12, finished: true, error: 'not yet' });
  });

  it('whose taker died is taken by another process half a minute later', async () => {
    await arrives('evt_1');
    const { promise: never } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const dying = new InboxWorker(
      { dataSource: ground.dataSource, schema: SCHEMA, clock },
      () => {
        begin();
        return never;
      },
      () => undefined,
    );
    dying.wake();
    await begun;
    const { taken, handle } = taking();
    const next = worker(handle);
    await next.idle();
    expect(taken).toEqual([]);
    clock.advance(30_000);
    await next.idle();
    expect(taken).toEqual(['evt_1']);
  });

  it('stays in the inbox when the worker ends before it', async () => {
    const { taken, handle } = taking();
    const inbox = worker(handle);
    await inbox.stop();
    await arrives('evt_1');
    await inbox.idle();
    expect(taken).toEqual([]);
    await worker(handle).idle();
    expect(taken).toEqual(['evt_1']);
  });
});

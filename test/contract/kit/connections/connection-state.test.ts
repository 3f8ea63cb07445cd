import {
  connectionStates,
  noteAnswer,
  readCursor,
  registerConnection,
  writeCursor,
} from '#kit/connections/connection-state.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { type Ground, openGround, SCHEMA } from '../ground.ts';

const CLOCK = new FixedClock('2026-08-16T09:00:00Z');

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  await ground.em.query(`truncate ${SCHEMA}.connection`);
  await registerConnection(ground.em, SCHEMA, 'stripe-main', 'stripe');
});

describe('a connection', () => {
  it('is named once, and keeps what is known of it when the service starts again', async () => {
    await noteAnswer(ground.em, SCHEMA, 'stripe-main', CLOCK);
    await registerConnection(ground.em, SCHEMA, 'stripe-main', 'stripe');
    await registerConnection(ground.em, SCHEMA, 'stripe-emea', 'stripe');
    await expect(connectionStates(ground.em, SCHEMA)).resolves.toEqual([
      { name: 'stripe-emea', vendor: 'stripe', lastAnswerAt: null },
      { name: 'stripe-main', vendor: 'stripe', lastAnswerAt: CLOCK.now() },
    ]);
  });

  it('never answers earlier than it did: a slow process does not take its freshness back', async () => {
    await noteAnswer(ground.em, SCHEMA, 'stripe-main', CLOCK);
    await noteAnswer(ground.em, SCHEMA, 'stripe-main', new FixedClock('2026-08-16T08:59:59Z'));
    const [state] = await connectionStates(ground.em, SCHEMA);
    expect(state?.lastAnswerAt).toEqual(CLOCK.now());
  });

  it('keeps a read position a name, each apart from the others', async () => {
    await writeCursor(ground.em, SCHEMA, 'stripe-main', 'events', 'evt_7');
    await writeCursor(ground.em, SCHEMA, 'stripe-main', 'poll', '2026-08-16T09:00:00Z');
    await writeCursor(ground.em, SCHEMA, 'stripe-main', 'events', 'evt_9');
    await expect(readCursor(ground.em, SCHEMA, 'stripe-main', 'events')).resolves.toBe('evt_9');
    await expect(readCursor(ground.em, SCHEMA, 'stripe-main', 'poll')).resolves.toBe('2026-08-16T09:00:00Z');
  });

  it('has no read position before the first, nor one of a connection that is not there', async () => {
    await expect(readCursor(ground.em, SCHEMA, 'stripe-main', 'events')).resolves.toBeNull();
    await expect(readCursor(ground.em, SCHEMA, 'nowhere', 'events')).resolves.toBeNull();
  });
});

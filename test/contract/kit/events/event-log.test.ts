import type { EventFilter, EventPosition, NewEvent } from '#kit/events/event.ts';
import { appendEvents, LOG_START, readEvents, readHorizon } from '#kit/events/event-log.ts';
import { type Ground, horizonPassed, openGround, openTransaction } from '../ground.ts';

const told = (type: string, change: Partial<NewEvent> = {}): NewEvent => ({
  type,
  schemaVersion: 1,
  origin: 'DERIVED',
  occurredAt: new Date('2026-08-16T09:00:00Z'),
  legalEntity: 'US',
  customerId: 'cust_1',
  contractId: null,
  operationId: null,
  correlationId: 'cor_1',
  causationId: null,
  data: {},
  ...change,
});

let ground: Ground;
let start: EventPosition;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  await horizonPassed(ground.em);
  start = await readHorizon(ground.em);
});

const read = (filter: EventFilter = {}, after = start, limit = 100) => readEvents(ground.em, after, filter, limit);
const types = async (...asked: Parameters<typeof read>) => (await read(...asked)).map(({ type }) => type);

describe('the event log', () => {
  it('gives an event back as it was told, with every digit of its amounts', async () => {
    const event = told('invoice.issued', {
      origin: 'SOURCE',
      contractId: 'ctr_1',
      operationId: 'op_1',
      causationId: 'evt_1',
      data: { totalMinor: '9007199254740993' },
    });
    await appendEvents(ground.em, [event]);
    await horizonPassed(ground.em);
    const [found] = await read();
    expect(found).toEqual({ ...event, position: expect.anything() });
  });

  it('refuses an event of the catalogue that says something else than its schema, and all that came with it', async () => {
    const data = { periodId: 'per_1', status: 'CLOSED' };
    const badly = [
      told('period.changed', { data: { periodId: 'per_1' } }),
      told('period.changed', { data: { ...data, status: 3 } }),
      told('period.changed', { data, schemaVersion: 7 }),
    ];
    for (const event of badly) {
      await expect(appendEvents(ground.em, [told('one'), event])).rejects.toThrow('period.changed');
    }
    await appendEvents(ground.em, [told('period.changed', { data })]);
    await horizonPassed(ground.em);
    expect(await types()).toEqual(['period.changed']);
  });

  it('keeps an event if and only if the change is kept', async () => {
    const broken = ground.dataSource.transaction(async (em) => {
      await appendEvents(em, [told('lost')]);
      throw new Error('refused');
    });
    await expect(broken).rejects.toThrow('refused');
    await appendEvents(ground.em, []);
    await horizonPassed(ground.em);
    await expect(types()).resolves.toEqual([]);
  });

  it('shows nothing behind a change that is still open, so that none appears before a place already read', async () => {
    const slow = await openTransaction(ground.dataSource);
    await appendEvents(slow.em, [told('slow')]);
    await appendEvents(ground.em, [told('quick')]);
    await expect(types()).resolves.toEqual([]);
    await expect(readHorizon(ground.em)).resolves.toEqual(start);
    await slow.commit();
    await horizonPassed(ground.em);
    await expect(types()).resolves.toEqual(['slow', 'quick']);
  });

  it('misses and repeats nothing for a reader that goes on from its last place while others write', async () => {
    const seen: string[] = [];
    let place = start;
    const follow = async () => {
      for (const event of await read({}, place, 3)) {
        seen.push(event.type);
        place = event.position;
      }
    };
    const open = [await openTransaction(ground.dataSource), await openTransaction(ground.dataSource)] as const;
    for (const [number, { em }] of open.entries()) await appendEvents(em, [told(`early ${number}`)]);
    await follow();
    await open[1].commit();
    await appendEvents(ground.em, [told('late 0'), told('late 1'), told('late 2')]);
    await follow();
    await open[0].commit();
    await horizonPassed(ground.em);
    for (let reads = 0; reads < 3; reads += 1) await follow();
    expect(seen).toEqual(['early 0', 'early 1', 'late 0', 'late 1', 'late 2']);
  });

  it('has its horizon right behind everything that can be read', async () => {
    await appendEvents(ground.em, [told('one'), told('two')]);
    await horizonPassed(ground.em);
    const horizon = await readHorizon(ground.em);
    await expect(types({}, horizon)).resolves.toEqual([]);
    await appendEvents(ground.em, [told('three')]);
    await horizonPassed(ground.em);
    await expect(types({}, horizon)).resolves.toEqual(['three']);
    expect((await readEvents(ground.em, LOG_START, {}, 1000)).length).toBeGreaterThanOrEqual(3);
  });

  it.each<[string, EventFilter, readonly string[]]>([
    ['all', {}, ['invoice', 'step of billing', 'of nobody']],
    ['one customer', { customerId: 'cust_1' }, ['invoice', 'step of billing']],
    ['one contract', { contractId: 'ctr_1' }, ['step of billing']],
    ['one operation', { operationId: 'op_1' }, ['step of billing']],
    ['some types', { types: ['invoice', 'of nobody'] }, ['invoice', 'of nobody']],
    ['one system, with what is about no step', { systems: ['ERP'] }, ['invoice', 'of nobody']],
    ['a foreign legal entity, with what is of none', { entities: ['DE'] }, ['of nobody']],
    ['two conditions at once', { customerId: 'cust_1', operationId: 'op_1' }, ['step of billing']],
  ])('shows a reader of %s what is theirs', async (_who, filter, expected) => {
    await appendEvents(ground.em, [
      told('invoice'),
      told('step of billing', { contractId: 'ctr_1', operationId: 'op_1', data: { step: { system: 'BILLING' } } }),
      told('of nobody', { legalEntity: null, customerId: null }),
    ]);
    await horizonPassed(ground.em);
    await expect(types(filter)).resolves.toEqual(expected);
  });

  it('is never changed', async () => {
    await appendEvents(ground.em, [told('one')]);
    await expect(ground.em.query(`update event_log.event set type = 'two'`)).rejects.toThrow('append-only');
    await expect(ground.em.query('delete from event_log.event')).rejects.toThrow('append-only');
  });
});

import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { about, BUILD, mixedBooking, TERM } from './life.ts';
import { booking, invoice, take } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const GERMAN: Principal = { subject: 'jo', roles: ['finance'], entities: ['DE'], scopes: [], correlationId: 'corr_de' };
const DELAYS = `query ($id: ID!, $cause: RevenueDelayCause, $first: Int!, $after: String) {
  revenueDelays(legalEntityId: $id, cause: $cause, first: $first, after: $after) {
    totalCount total { amount currency } pageInfo { endCursor hasNextPage }
    edges { node { name status delay { cause reason since amount { amount } contract { id } } } } } }`;

/** 600,000.00 of seats for 2026, an implementation of 12,000.00 that is to be accepted, and metered calls. Today is 16 August. */
describe('what an entity cannot earn yet', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  const delays = async (asked: Readonly<Record<string, unknown>> = {}, principal?: Principal) => {
    const { data, errors } = await room.ask(DELAYS, { id: legalEntityId('US'), first: 10, ...asked }, principal);
    expect(errors).toEqual([]);
    return data.revenueDelays;
  };
  const causesOf = (found: { edges: readonly { node: { name: string; delay: { cause: string } } }[] }) =>
    found.edges.map(({ node }) => `${node.name} ${node.delay.cause}`);
  const milestone = (operationId: string, completedOn: string, percentComplete: string | null) =>
    room.command(
      'recordMilestone',
      { ...about(operationId), obligation: 'IMPLEMENTATION', completedOn, percentComplete, evidence: 'report' },
      operationId,
    );

  it('R167 waits for work while its days run, for its acceptance once they are over, and for the charge of use', async () => {
    await take(room, 'recognizeContract', mixedBooking());
    const found = await delays();
    expect(found).toMatchObject({
      totalCount: 2,
      total: [{ amount: '12000.00', currency: 'USD' }],
      edges: [
        {
          node: {
            name: 'Implementation',
            status: 'PENDING_EVIDENCE',
            delay: {
              cause: 'EXECUTION',
              reason: 'Implementation is not wholly done yet: record each part that is, with its evidence.',
              since: '2026-01-01',
              amount: { amount: '12000.00' },
              contract: { id: 'ctr_meridian' },
            },
          },
        },
        {
          node: {
            name: 'API calls',
            delay: {
              cause: 'BILLING',
              reason: 'No use of API calls is charged for a month that was over before 2026-02-01: bill it.',
              since: '2026-02-01',
              amount: { amount: '0.00' },
            },
          },
        },
      ],
    });
    room.clock.set(new Date('2027-01-04T09:00:00.000Z'));
    expect(causesOf(await delays())).toEqual(['Implementation ACCEPTANCE', 'API calls BILLING']);
    expect(causesOf(await delays({ cause: 'ACCEPTANCE' }))).toEqual(['Implementation ACCEPTANCE']);
    expect(causesOf(await delays({ cause: 'EXECUTION' }))).toEqual([]);
  });

  it('R170 is listed with its count and amount, and leaves the list with its evidence', async () => {
    await take(room, 'recognizeContract', mixedBooking());
    await milestone('op_part', '2026-07-10', '40');
    expect(await delays({ cause: 'EXECUTION' })).toMatchObject({
      totalCount: 1,
      total: [{ amount: '7200.00' }],
      edges: [{ node: { status: 'ACTIVE', delay: { amount: { amount: '7200.00' } } } }],
    });
    await milestone('op_all', '2026-08-12', null);
    expect(await delays({ cause: 'EXECUTION' })).toMatchObject({ totalCount: 0, total: [], edges: [] });
    await room.command('withdraw', { contractId: 'ctr_meridian', operationId: 'op_all' }, 'undo');
    expect(await delays({ cause: 'EXECUTION' })).toMatchObject({ totalCount: 1, total: [{ amount: '7200.00' }] });
  });

  it('waits for the charge of use no more up to the month that was charged', async () => {
    await take(room, 'recognizeContract', mixedBooking());
    const usage = invoice('inv_usage', '2026-08-01', [['API-CALLS', 12_345]]);
    const lines = usage.lines.map((line) => ({ ...line, serviceStartsOn: '2026-01-01', serviceEndsOn: '2026-07-31' }));
    await room.command('recordInvoice', { ...about('op_usage'), invoice: { ...usage, lines } }, 'op_usage');
    expect(causesOf(await delays())).toEqual(['Implementation EXECUTION']);
    room.clock.set(new Date('2026-09-01T09:00:00.000Z'));
    expect(causesOf(await delays())).toEqual(['Implementation EXECUTION', 'API calls BILLING']);
  });

  it('is in pages, the largest amount first, and of the entities that the asker may see', async () => {
    for (const [index, unitPrice] of ['12000', '30000', '12000'].entries()) {
      const contractId = `ctr_${index}`;
      const lines = [{ ...BUILD, quantity: '1', unitPrice, chargeModel: 'MILESTONE' as const, ...TERM }];
      const invoiced = invoice(`inv_${index}`, '2026-01-01', [['IMPLEMENTATION', Number(unitPrice) * 100]]);
      await take(room, 'recognizeContract', { ...booking({ contractId, lines }), invoice: invoiced });
    }
    const first = await delays({ first: 2 });
    expect(first).toMatchObject({ totalCount: 3, total: [{ amount: '54000.00' }], pageInfo: { hasNextPage: true } });
    const rest = await delays({ first: 2, after: first.pageInfo.endCursor });
    const seen = [...first.edges, ...rest.edges].map(
      ({ node }) => `${node.delay.contract.id} ${node.delay.amount.amount}`,
    );
    expect(seen[0]).toBe('ctr_1 30000.00');
    expect(new Set(seen)).toEqual(new Set(['ctr_1 30000.00', 'ctr_0 12000.00', 'ctr_2 12000.00']));
    expect(await delays({}, GERMAN)).toBeNull();
  });
});

import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { booking, take, upgrade } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const GERMAN: Principal = { subject: 'jo', roles: ['finance'], entities: ['DE'], scopes: [], correlationId: 'corr_de' };
const AMOUNTS = ['opening', 'billed', 'recognized', 'modified', 'exchange', 'other', 'closing'] as const;
const DISCLOSURES = `query ($legalEntityId: ID!, $from: Date!, $to: Date!, $knownAt: DateTime) {
  revenueDisclosures(legalEntityId: $legalEntityId, from: $from, to: $to, knownAt: $knownAt) {
    legalEntity { id } from to
    remainingObligations { label from to amount { amount currency } }
    rollforward { balance ${AMOUNTS.map((name) => `${name} { amount }`).join(' ')} }
    disaggregation { dimension value amount { amount } } } }`;
const AUGUST = { legalEntityId: legalEntityId('US'), from: '2026-08-01', to: '2026-08-31' };

/**
 * 600,000.00 for 2026 are earned to 348,493.15 by 31 July (212 of 365 days) and 399,452.05 by 31 August. The upgrade of
 * 16 August is 136,109.58 for seats and 34,027.40 for analytics over 138 days, of which August has 16: 15,780.82 and
 * 3,945.21. So August earns 50,958.90 + 15,780.82 + 3,945.21 = 70,684.93, and 251,506.85 deferred before it become
 * 251,506.85 + 170,136.98 − 70,684.93 = 350,958.90.
 */
describe('what a filing needs of an entity', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
    await take(room, 'recognizeContract', booking());
  });

  afterEach(() => room.close());

  const disclosed = async (asked: Readonly<Record<string, unknown>> = AUGUST, principal?: Principal) => {
    const { data, errors } = await room.ask(DISCLOSURES, asked, principal);
    return data === null ? { errors } : data.revenueDisclosures;
  };
  const movement = (rows: readonly { readonly balance: string }[], balance: string) => {
    const row = rows.find((one) => one.balance === balance) as Record<string, { amount: string }> | undefined;
    return AMOUNTS.map((name) => row?.[name]?.amount);
  };

  it('R163 comes out to the cent for a month with an upgrade', async () => {
    await take(room, 'modifyContract', upgrade());
    const { remainingObligations, rollforward, disaggregation, ...head } = await disclosed();
    expect(head).toEqual({ legalEntity: { id: legalEntityId('US') }, from: '2026-08-01', to: '2026-08-31' });
    const none = { amount: '0.00', currency: 'USD' };
    expect(remainingObligations).toEqual([
      {
        label: 'months 1 to 12',
        from: '2026-09-01',
        to: '2027-08-31',
        amount: { amount: '350958.90', currency: 'USD' },
      },
      { label: 'months 13 to 24', from: '2027-09-01', to: '2028-08-31', amount: none },
      { label: 'months 25 to 36', from: '2028-09-01', to: '2029-08-31', amount: none },
      { label: 'later', from: '2029-09-01', to: null, amount: none },
      { label: 'awaits evidence', from: '2026-09-01', to: null, amount: none },
    ]);
    const liability = ['251506.85', '170136.98', '-70684.93', '0.00', '0.00', '0.00', '350958.90'];
    expect(movement(rollforward, 'CONTRACT_LIABILITY')).toEqual(liability);
    expect(movement(rollforward, 'CONTRACT_ASSET')).toEqual(AMOUNTS.map(() => '0.00'));
    expect(disaggregation).toEqual([
      { dimension: 'PRODUCT', value: 'PLATFORM-SEAT', amount: { amount: '66739.72' } },
      { dimension: 'TIMING', value: 'OVER_TIME', amount: { amount: '70684.93' } },
      { dimension: 'METHOD', value: 'DAILY', amount: { amount: '70684.93' } },
      { dimension: 'PRODUCT', value: 'PREMIUM-ANALYTICS', amount: { amount: '3945.21' } },
    ]);
  });

  it('is as it was known then, whatever was recorded since', async () => {
    const { recorded_at: known } = (
      await room.sql<{ recorded_at: Date }>('select max(recorded_at) as recorded_at from revrec.event')
    )[0] ?? { recorded_at: new Date(0) };
    const before = await disclosed();
    room.clock.set(new Date('2026-08-20T09:00:00Z'));
    await take(room, 'modifyContract', upgrade());
    expect(await disclosed()).not.toEqual(before);
    expect(await disclosed({ ...AUGUST, knownAt: known.toISOString() })).toEqual(before);
  });

  it('belongs to those who may see the entity, and refuses a span that ends before it begins', async () => {
    expect(await disclosed(AUGUST, GERMAN)).toBeNull();
    expect(await disclosed({ ...AUGUST, legalEntityId: 'le_of_nobody' })).toBeNull();
    const { data, errors } = await room.ask(DISCLOSURES, { ...AUGUST, to: '2026-07-31' });
    expect(data?.revenueDisclosures ?? null).toBeNull();
    expect(errors).toMatchObject([{ message: 'to must not lie before from.', extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

import type { Principal } from '#kit/identity/principal.ts';
import { booking, take, upgrade } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const GERMAN: Principal = { subject: 'jo', roles: ['finance'], entities: ['DE'], scopes: [], correlationId: 'corr_de' };

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename
  ... on Customer { revenue { contracted { amount currency } recognized { amount } } }
  ... on Contract { revenueContract { id } }
  ... on RevenueContract { version }
  ... on PerformanceObligation { name allocated { amount } } } }`;

const SCHEDULE = `query ($asOf: Date, $knownAt: DateTime) {
  _entities(representations: [{ __typename: "Contract", id: "ctr_meridian" }]) { ... on Contract {
    revenueContract { schedule(asOf: $asOf, knownAt: $knownAt) { amount { amount } } } } } }`;

describe('what revenue shows', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
    await take(room, 'recognizeContract', booking());
  });

  afterEach(() => room.close());

  async function everything() {
    const { data } = await room.ask(
      `{ _entities(representations: [{ __typename: "Contract", id: "ctr_meridian" }]) { ... on Contract {
           revenueContract { id obligations { id } } } } }`,
    );
    const { id, obligations } = data._entities[0].revenueContract;
    return [
      { __typename: 'Customer', id: 'cust_meridian' },
      { __typename: 'Contract', id: 'ctr_meridian' },
      { __typename: 'RevenueContract', id },
      { __typename: 'PerformanceObligation', id: obligations[0].id },
    ];
  }

  it('came of no vendor’s call: there is none to tell of', async () => {
    expect(await room.command('readVendorCalls', { keyPrefix: 'op_' })).toMatchObject({ ok: true, value: [] });
  });

  it('belongs to those who may see its legal entity; to others it reads like missing', async () => {
    const representations = await everything();
    const own = await room.ask(ENTITIES, { representations });
    expect(own.data._entities).toMatchObject([
      { revenue: [{ contracted: { amount: '600000.00', currency: 'USD' } }] },
      { revenueContract: { id: representations[2]?.id } },
      { version: 1 },
      { name: 'Platform seats', allocated: { amount: '600000.00' } },
    ]);
    const foreign = await room.ask(ENTITIES, { representations }, GERMAN);
    expect(foreign.errors).toEqual([]);
    expect(foreign.data._entities).toEqual([
      { __typename: 'Customer', revenue: [] },
      { __typename: 'Contract', revenueContract: null },
      null,
      null,
    ]);
  });

  it('is null for what was never there', async () => {
    const { data } = await room.ask(ENTITIES, {
      representations: ['Customer', 'Contract', 'RevenueContract', 'PerformanceObligation'].map((__typename) => ({
        __typename,
        id: 'nobody',
      })),
    });
    expect(data._entities).toMatchObject([{ revenue: [] }, { revenueContract: null }, null, null]);
  });

  it('keeps entities and currencies apart, a row each', async () => {
    const german = booking({ contractId: 'ctr_de', legalEntity: 'DE', currency: 'EUR' });
    const inEuro = JSON.parse(JSON.stringify(german).replaceAll('USD', 'EUR'));
    expect(await take(room, 'recognizeContract', inEuro)).toMatchObject({ ok: true });
    const { data } = await room.ask(ENTITIES, { representations: [{ __typename: 'Customer', id: 'cust_meridian' }] });
    const { revenue } = data._entities[0];
    expect(revenue.map((row: { contracted: unknown }) => row.contracted)).toEqual([
      { amount: '600000.00', currency: 'EUR' },
      { amount: '600000.00', currency: 'USD' },
    ]);
  });

  it('can be asked as it was known at a moment, and as it held on a day', async () => {
    room.clock.set(new Date('2026-08-20T12:00:00.000Z'));
    await take(room, 'modifyContract', upgrade());
    const rowCount = async (variables: Readonly<Record<string, string>>) => {
      const { data } = await room.ask(SCHEDULE, variables);
      return data._entities[0].revenueContract.schedule.length;
    };
    expect(await rowCount({})).toBe(22);
    expect(await rowCount({ knownAt: '2026-08-20T11:59:59.999Z' })).toBe(12);
    expect(await rowCount({ knownAt: '2026-08-20T14:00:00+02:00' })).toBe(22);
    expect(await rowCount({ knownAt: '2026-08-16T08:59:59.999Z' })).toBe(0);
    expect(await rowCount({ asOf: '2026-08-15' })).toBe(12);
    expect(await rowCount({ asOf: '2026-08-16' })).toBe(22);
    expect(await rowCount({ asOf: '2025-12-31' })).toBe(0);
  });

  it('refuses a day or an instant that is none', async () => {
    for (const variables of [{ asOf: '2026-02-30' }, { knownAt: 'yesterday' }]) {
      const { errors } = await room.ask(SCHEDULE, variables);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  it('takes commands from our own services only', async () => {
    const query = 'mutation { revrecCommand(name: "readConnections", command: {}) }';
    const { errors } = await room.ask(query, {}, GERMAN);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

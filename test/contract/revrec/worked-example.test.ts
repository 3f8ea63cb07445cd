import { booking, post, take, upgrade } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const CUSTOMER = `query ($id: ID!, $asOf: Date, $knownAt: DateTime) {
  _entities(representations: [{ __typename: "Customer", id: $id }]) { ... on Customer {
    revenue(asOf: $asOf, knownAt: $knownAt) {
      contracted { amount currency } billed { amount } recognized { amount } deferred { amount } unbilled { amount }
      remainingObligation { amount } } } } }`;

const CONTRACT = `query ($id: ID!, $from: Date, $to: Date) {
  _entities(representations: [{ __typename: "Contract", id: $id }]) { ... on Contract { revenueContract {
    id policy version transactionPrice { amount }
    contract { id }
    obligations { id name product { id } method standaloneSellingPrice { amount } allocated { amount }
      recognized { amount } startsOn endsOn status explanation { rule ruleVersion inputs result } }
    schedule(from: $from, to: $to) { period { id } obligation { name } amount { amount } posted originPeriod
      cumulative { amount } }
    waterfall(from: "2026-08-01", to: "2026-09-30") { bookedIn cells { recognizedIn amount { amount } } }
    modifications { effectiveOn treatment deltaPrice { amount } catchUp { amount } explanation { rule result } }
    journalEntries { id } } } } }`;

describe('a contract that grows from 500 to 800 seats and takes Premium Analytics', () => {
  let room: Room;

  beforeEach(async () => {
    room = await openRoom();
  });

  afterEach(() => room.close());

  it('shows the figures of the worked example to the cent', async () => {
    const booked = await take(room, 'recognizeContract', booking());
    expect(booked).toMatchObject({
      ok: true,
      value: { version: 1, treatment: null, transactionPrice: { minor: '60000000' }, prorationCheck: null },
    });
    expect(await post(room, booked.value.journals, 'op_book')).toMatchObject({ ok: true });

    const upgraded = await take(room, 'modifyContract', upgrade());
    expect(upgraded).toMatchObject({
      ok: true,
      value: {
        version: 2,
        treatment: 'SEPARATE_CONTRACT',
        transactionPrice: { minor: '77013698', currency: 'USD' },
        prorationCheck: {
          billed: { minor: '17013698' },
          recomputed: { minor: '17013699' },
          difference: { minor: '1' },
          explained: true,
        },
        journals: [{ batchKey: 'rev:ctr_meridian:op_upgrade:2026-08', journal: { period: '2026-08' } }],
        effect: { system: 'REVREC', type: 'RevenueContract' },
      },
    });

    const atAugust = await room.ask(CUSTOMER, { id: 'cust_meridian', asOf: '2026-08-31' });
    expect(atAugust.data._entities[0].revenue).toEqual([
      {
        contracted: { amount: '770136.98', currency: 'USD' },
        billed: { amount: '770136.98' },
        recognized: { amount: '419178.08' },
        deferred: { amount: '350958.90' },
        unbilled: { amount: '0.00' },
        remainingObligation: { amount: '350958.90' },
      },
    ]);

    const { data, errors } = await room.ask(CONTRACT, { id: 'ctr_meridian', from: '2026-08-01', to: '2026-08-31' });
    expect(errors).toEqual([]);
    const contract = data._entities[0].revenueContract;
    expect(contract).toMatchObject({
      version: 2,
      transactionPrice: { amount: '770136.98' },
      contract: { id: 'ctr_meridian' },
      obligations: [
        { name: 'Platform seats', allocated: { amount: '600000.00' }, method: 'DAILY', status: 'ACTIVE' },
        { name: 'Platform seats', allocated: { amount: '136109.58' }, startsOn: '2026-08-16', endsOn: '2026-12-31' },
        { name: 'Premium Analytics', allocated: { amount: '34027.40' }, product: { id: 'prod_analytics' } },
      ],
      schedule: [
        { obligation: { name: 'Platform seats' }, amount: { amount: '50958.90' }, posted: true },
        { obligation: { name: 'Platform seats' }, amount: { amount: '15780.82' }, posted: false },
        { obligation: { name: 'Premium Analytics' }, amount: { amount: '3945.21' }, posted: false },
      ],
      waterfall: [
        { bookedIn: '2026-01', cells: [{ recognizedIn: '2026-08', amount: { amount: '50958.90' } }, {}] },
        { bookedIn: '2026-08', cells: [{ recognizedIn: '2026-08', amount: { amount: '19726.03' } }, {}] },
      ],
      modifications: [
        {
          effectiveOn: '2026-08-16',
          treatment: 'SEPARATE_CONTRACT',
          deltaPrice: { amount: '170136.98' },
          catchUp: { amount: '0.00' },
        },
      ],
    });
    expect(contract.obligations[1].explanation).toMatchObject([
      { rule: 'relative SSP, largest remainder', result: '136109.58 USD' },
    ]);
    expect(contract.modifications[0].explanation.at(-2)).toMatchObject({ result: 'SEPARATE' });
    expect(contract.modifications[0].explanation.at(-1)).toMatchObject({ rule: 'proration-check' });
    expect(contract.journalEntries).toHaveLength(8);
  });

  it('says of each month how its amount came to be, down to what was signed', async () => {
    const booked = await take(room, 'recognizeContract', booking());
    await post(room, booked.value.journals, 'op_book');
    const { data } = await room.ask(
      `{ _entities(representations: [{ __typename: "Contract", id: "ctr_meridian" }]) { ... on Contract { revenueContract {
         schedule(from: "2026-08-01", to: "2026-09-30") { amount { amount } posted
           explanation { rule inputs result } } } } } }`,
    );
    const { schedule } = data._entities[0].revenueContract;
    // 60,000,000 cents by 243 of 365 days are 39,945,205.48, less the 34,849,315 that July ends with.
    expect(schedule).toMatchObject([
      {
        amount: { amount: '50958.90' },
        posted: true,
        explanation: [
          { rule: 'relative SSP, largest remainder', result: '600000.00 USD' },
          { result: '50958.90 USD', inputs: { formula: 'round(60000000 * 243/365) - 34849315' } },
        ],
      },
      { amount: { amount: '49315.07' }, posted: false, explanation: [{}, { result: '49315.07 USD' }] },
    ]);
  });

  it('earns 70,684.93 in August', async () => {
    await take(room, 'recognizeContract', booking());
    const before = await recognizedOn(room, '2026-07-31');
    await take(room, 'modifyContract', upgrade());
    expect((await recognizedOn(room, '2026-08-31')) - before).toBe(7_068_493n);
  });
});

async function recognizedOn(room: Room, asOf: string): Promise<bigint> {
  const { data } = await room.ask(CUSTOMER, { id: 'cust_meridian', asOf });
  return BigInt(data._entities[0].revenue[0].recognized.amount.replace('.', ''));
}

import { latestVersion } from '#revrec/engine/contract-state.ts';
import type { ContractApproved, ModificationApproved, RevenueEvent } from '#revrec/engine/events.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { aBonus, aCount, allocatedIn, delivered, earnedBy, extendedTo } from './counted.ts';
import { folded, refusal } from './folded.ts';
import { aCancellation, aCredit, building, calls, measured, serviceLine, usageInvoice } from './life.ts';
import {
  aLine,
  aModification,
  anApproval,
  analytics,
  anInvoice,
  documentLine,
  firstInvoice,
  KNOWN_AT,
  moreSeats,
  stamp,
  upgrade,
  upgradeInvoice,
  usd,
} from './meridian.ts';

const wells = aCount('wells', { total: '10', dollars: 1_000 });
const pumps = aCount('pumps', { total: '5', dollars: 500 });
const four = delivered({ id: 'e-four', effectiveAt: '2026-02-01' }, 'wells', '4', '10');
const amended = (change: Partial<ModificationApproved>, on = '2026-03-01', id = 'e-change') =>
  aModification(change, { id, effectiveAt: on });
const made = (events: readonly RevenueEvent[]) =>
  folded(events).modifications.map(({ row, priceDeltaMinor, catchUpMinor }) => [row, priceDeltaMinor, catchUpMinor]);
const prices = (events: readonly RevenueEvent[]) =>
  folded(events).contracts.map((contract) => [contract.key, latestVersion(contract).transactionPriceMinor]);

function signed(lines: ContractApproved['lines'], change: Partial<ContractApproved> = {}): RevenueEvent {
  const approval = anApproval(lines);
  if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
  return { ...approval, payload: { ...approval.payload, ...change } };
}

describe('an amendment', () => {
  it('may be agreed on the day the contract is signed', () => {
    expect(made([anApproval(), amended({ priceDelta: usd(5n) }, '2026-01-01')])).toEqual([[4, 5n, 0n]]);
  });

  it('that only concedes is decided once; with anything else the rest is decided by itself', () => {
    const concession = usd(4_000n);
    const contract = [signed([wells, pumps]), four];
    const removed = [{ product: 'pumps', quantity: '1', credit: usd(-10_000n) }];
    const rows = (change: Partial<ModificationApproved>) =>
      made([...contract, amended({ concession, ...change })]).map(([row]) => row);
    expect(rows({})).toEqual([2]);
    expect(rows({ removed })).toEqual([2, 4]);
    expect(rows({ extended: [extendedTo('16')] })).toEqual([2, 4]);
    expect(rows({ added: [analytics] })).toEqual([2, 3]);
    expect(rows({ priceDelta: usd(7n) })).toEqual([2, 4]);
  });

  it('concedes in the signed contract, whatever has been added beside it', () => {
    const concession = amended({ amendment: 'A-2', concession: usd(4_000n) }, '2026-10-01');
    expect(prices([anApproval(), firstInvoice, upgrade, upgradeInvoice, concession])).toEqual([
      ['K-1', 60_000_000n - 4_000n],
      ['K-1/A-1', 17_013_698n],
    ]);
  });

  it('adds to the signed contract alone, also when it takes from another', () => {
    const cheap = { ...analytics, key: 'cheap', unitPrice: '1', from: '2026-10-01', amount: usd(10_000n) };
    const both = amended(
      {
        amendment: 'A-2',
        added: [cheap],
        removed: [{ product: 'PREMIUM-ANALYTICS', quantity: '1', credit: usd(-1_000_000n) }],
      },
      '2026-10-01',
    );
    expect(prices([anApproval(), upgrade, both])).toEqual([
      ['K-1', 60_010_000n],
      ['K-1/A-1', 16_013_698n],
    ]);
  });

  it('judged separate that takes or extends anything is a person’s to divide', () => {
    const judged = { addsDistinct: true, priceReflectsSsp: true } as const;
    const held = { kind: 'HELD', subject: 'row 3 SEPARATE' };
    const removed = [{ product: 'pumps', quantity: '1', credit: usd(0n) }];
    const contract = [signed([wells, pumps]), four];
    expect(refusal([...contract, amended({ added: [analytics], removed, answers: judged })])).toMatchObject(held);
    const extended = [extendedTo('16')];
    expect(refusal([...contract, amended({ added: [analytics], extended, answers: judged })])).toMatchObject(held);
  });

  it('that adds what has no price of its own, or one name twice, is held', () => {
    const cheap = { ...moreSeats, unitPrice: '1' };
    expect(refusal([anApproval(), amended({ added: [{ ...moreSeats, ssp: null }] })])).toMatchObject({
      kind: 'MISSING_SSP',
    });
    expect(refusal([anApproval(), amended({ added: [cheap, cheap] })])).toMatchObject({ kind: 'INVALID_EVENT' });
  });

  it('that takes parts of a unit leaves the other parts, and all of them nothing', () => {
    const contract = anApproval([aLine({ quantity: '2.5' })]);
    const less = (quantity: string) =>
      made([contract, amended({ removed: [{ product: 'PLATFORM-SEAT', quantity, credit: usd(-1_000n) }] })]);
    expect(less('1.25').map(([row]) => row)).toEqual([4]);
    expect(less('2.5').map(([row]) => row)).toEqual([7]);
  });

  it('of one promise asks for no price of the day, which it would have no use for', () => {
    const values = { ...CONTRACT_DRIVEN.values, sspBasisAtModification: 'ALL_AT_MODIFICATION' } as const;
    const rise = amended({ priceDelta: usd(10_000n), answers: { remainingDistinct: 'NONE' } });
    const policies = { ...CONTRACT_DRIVEN, values };
    expect(earnedBy(folded([signed([wells]), four, rise], KNOWN_AT, policies), '2026-03-01')).toEqual({
      wells: 44_000n,
    });
  });

  it('counts a promise as begun by what was delivered before its day, not on it', () => {
    const setup = { ...building, key: 'setup', product: 'SETUP' };
    const told = (on: string) => [
      anApproval([aLine(), building, setup]),
      measured({ id: 'e-half', effectiveAt: '2026-02-01' }, '50'),
      measured({ id: 'e-setup', effectiveAt: on }, '10', 'K-1/setup'),
      amended({ priceDelta: usd(600_000n) }),
    ];
    const caughtUp = (on: string) =>
      folded(told(on))
        .derivations.filter(({ id }) => id.startsWith('catch-up'))
        .map(({ id }) => id);
    expect(caughtUp('2026-02-28')).toEqual([
      'catch-up:K-1/building@2026-03-01:A-1',
      'catch-up:K-1/setup@2026-03-01:A-1',
    ]);
    expect(caughtUp('2026-03-01')).toEqual(['catch-up:K-1/building@2026-03-01:A-1']);
  });
});

describe('an estimate that an amendment promises', () => {
  const variable = [aBonus(100, { key: 'haste', target: ['more-seats'] }), aBonus(30, { key: 'quality' })];
  const addition = { added: [moreSeats, analytics], variable };

  it('enters the contract that it made, tied to the lines it names', () => {
    const state = folded([anApproval(), amended(addition, '2026-08-16')]);
    expect(state.variable.map(({ key, contractKey, target }) => [key, contractKey, target])).toEqual([
      ['haste', 'K-1/A-1', ['K-1/A-1/more-seats']],
      ['quality', 'K-1/A-1', 'ALL'],
    ]);
    expect(prices([anApproval(), amended(addition, '2026-08-16')])).toEqual([
      ['K-1', 60_000_000n],
      ['K-1/A-1', 17_013_698n + 13_000n],
    ]);
  });

  it('enters the signed contract when that is what it changes', () => {
    const rise = { priceDelta: usd(5_000n), variable: [aBonus(100, { key: 'haste', target: ['seats'] })] };
    const state = folded([anApproval([aLine(), wells]), amended(rise)]);
    expect(state.variable.map(({ contractKey, target }) => [contractKey, target])).toEqual([['K-1', ['K-1/seats']]]);
    expect(prices([anApproval([aLine(), wells]), amended(rise)])).toEqual([['K-1', 60_115_000n]]);
  });

  it('enters the signed contract also when what it changes is another one', () => {
    const less = {
      amendment: 'A-2',
      removed: [{ product: 'PREMIUM-ANALYTICS', quantity: '1', credit: usd(-1_000_000n) }],
      variable: [aBonus(100, { key: 'haste' })],
    };
    expect(prices([anApproval(), upgrade, amended(less, '2026-10-01')])).toEqual([
      ['K-1', 60_010_000n],
      ['K-1/A-1', 16_013_698n],
    ]);
  });

  it('is promised by no amendment that changes nothing of the deal', () => {
    const state = folded([
      anApproval(),
      amended({ priceDelta: usd(5_000n), variable: [aBonus(100)], answers: { priceOpen: true } }),
    ]);
    expect([state.variable, prices([anApproval()])]).toEqual([[], [['K-1', 60_000_000n]]]);
  });

  it('has a name of its own in the whole contract, and names lines that are there', () => {
    const taken = signed([aLine()], { variable: [aBonus(1)] });
    const rise = (change: Partial<Parameters<typeof aBonus>[1]>) =>
      amended({ priceDelta: usd(5n), variable: [aBonus(2, change)] });
    expect(refusal([taken, rise({})])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'bonus' });
    expect(refusal([taken, rise({ key: 'more' })])).toBeNull();
    expect(refusal([anApproval(), rise({ target: ['roof'] })])).toEqual({ kind: 'NO_WEIGHT', subject: 'bonus' });
  });

  it('is decided by a person when a split of the whole price would move what is tied, met or not', () => {
    const tied = signed([wells, pumps], { variable: [aBonus(50, { target: ['pumps'] })] });
    const met = delivered({ id: 'e-met', effectiveAt: '2026-02-01' }, 'pumps', '5', '5');
    const rise = (remainingDistinct: 'ALL' | 'NONE') =>
      amended({ priceDelta: usd(10_000n), answers: { remainingDistinct } });
    expect(refusal([tied, four, met, rise('ALL')])).toBeNull();
    expect(refusal([tied, four, met, rise('NONE')])).toMatchObject({ kind: 'HELD', subject: 'A-1' });
    expect(refusal([tied, four, rise('ALL')])).toMatchObject({ kind: 'HELD', subject: 'A-1' });
  });
});

describe('a credit memo whose price is told elsewhere', () => {
  const memo = (change: object = {}) =>
    aCredit({ id: 'c', effectiveAt: '2026-02-20' }, [serviceLine(1_000n, 'PLATFORM-SEAT', null, null)], change);
  const rows = (...events: readonly RevenueEvent[]) => made([anApproval(), ...events]).map(([row]) => row);

  it('lowers no price by itself: an amendment names it, or it names the amendment', () => {
    expect(rows(memo())).toEqual([2, 4]);
    const fall = { priceDelta: usd(-1_000n) };
    expect(rows(memo(), amended({ ...fall, documents: ['credit-c'] }))).toEqual([4]);
    expect(rows(memo({ amendment: 'A-1' }), amended(fall))).toEqual([4]);
  });

  it('is a cancellation’s when that names it, or when it comes on its day or later', () => {
    const end = (documents: readonly string[], on: string) =>
      aCancellation({ id: 'e-end', effectiveAt: on }, { refundable: usd(1_000n), documents });
    expect(rows(memo(), end(['credit-c'], '2026-06-01'))).toEqual([7]);
    expect(rows(memo(), end([], '2026-02-20'))).toEqual([7]);
    expect(rows(memo(), end([], '2026-02-21'))).toEqual([2, 4, 7]);
  });
});

describe('an amendment for days after the end of a contract', () => {
  it('that was agreed before it makes no contract at all', () => {
    const renewal = { ...upgrade, effectiveAt: '2027-01-01' };
    const end = aCancellation({ id: 'e-end', effectiveAt: '2026-08-01', objectVersion: '10' });
    const state = folded([anApproval(), firstInvoice, renewal, end]);
    expect(state.contracts.map(({ key }) => key)).toEqual(['K-1']);
    expect(state.modifications.map(({ row }) => row)).toEqual([7]);
  });
});

describe('a document', () => {
  const billedTo = (...events: readonly RevenueEvent[]) =>
    folded([anApproval(), upgrade, ...events]).billed.map(({ contractKey, amountMinor, byProduct }) => [
      contractKey,
      amountMinor,
      byProduct?.length,
    ]);
  const bill = (on: string, lines: Parameters<typeof anInvoice>[1]['lines']) =>
    anInvoice({ id: 'e-bill', effectiveAt: on }, { lines });

  it('that names no product falls on the contracts in force by what is allocated in them', () => {
    expect(billedTo(bill('2026-09-01', [documentLine(77_013_698n, null)]))).toEqual([
      ['K-1', 60_000_000n, 0],
      ['K-1/A-1', 17_013_698n, 0],
    ]);
  });

  it('dated before there was a contract is the first one’s', () => {
    expect(billedTo(bill('2025-11-01', [documentLine(500n, null)]))).toEqual([['K-1', 500n, 0]]);
  });

  it('for what has no price in any contract is the signed one’s', () => {
    const state = folded([
      anApproval([calls]),
      amended({ added: [{ ...calls, key: 'more', product: 'MORE' }] }),
      bill('2026-09-01', [documentLine(500n, 'LUNCH')]),
    ]);
    expect(state.billed.map(({ contractKey, amountMinor }) => [contractKey, amountMinor])).toEqual([['K-1', 500n]]);
  });

  it('that takes back a bill of which a part was credited takes back the rest of what was used', () => {
    const used = usageInvoice({ id: 'u', effectiveAt: '2026-09-01' }, 12_000n, ['2026-08-01', '2026-08-31']);
    const line = (minor: bigint) => [serviceLine(minor, 'API-CALLS', '2026-08-01', '2026-08-31')];
    const about = { invoice: 'document-u', correctsInvoice: true };
    const part = aCredit({ id: 'part', effectiveAt: '2026-09-05' }, line(2_000n), about);
    const back = aCredit({ id: 'void', effectiveAt: '2026-09-10' }, line(12_000n), { ...about, voidsInvoice: true });
    const state = folded([anApproval([calls]), used, part, back]);
    expect(earnedBy(state, '2026-09-09')).toEqual({ 'API-CALLS': 10_000n });
    expect(earnedBy(state, '2026-09-10')).toEqual({ 'API-CALLS': 0n });
  });
});

describe('a lower price for service that was given', () => {
  const contract = [signed([wells, pumps])];
  const conceded: RevenueEvent = {
    ...stamp({ id: 'e-less', effectiveAt: '2026-03-01' }),
    kind: 'PRICE_CONCESSION',
    payload: { amount: usd(6_000n), obligation: 'ALL', satisfiedShare: '1' },
  };
  const two = (on: string) => delivered({ id: 'e-two', effectiveAt: on }, 'pumps', '2', '5');

  it('falls on what was given before its day, and says nothing of what was not', () => {
    const events = [...contract, two('2026-02-01'), conceded];
    expect(allocatedIn(folded(events))).toEqual({ wells: 100_000n, pumps: 44_000n });
    const told = folded(events).derivations.filter(({ id }) => id.startsWith('concession'));
    expect(told.map(({ id }) => id)).toEqual(['concession:K-1/pumps@2026-03-01:e-less']);
  });

  it('falls on the first promise when nothing was given by then', () => {
    expect(allocatedIn(folded([...contract, two('2026-03-01'), conceded]))).toEqual({ wells: 94_000n, pumps: 50_000n });
  });
});

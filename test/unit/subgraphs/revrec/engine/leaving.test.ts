import { latestVersion } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { unbilledByObligation } from '#revrec/engine/unbilled-split.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { aBonus, aCount, delivered, earnedBy } from './counted.ts';
import { folded, refusal } from './folded.ts';
import { aCancellation, aCredit, building, calls, met, serviceLine, usageInvoice } from './life.ts';
import {
  aLine,
  aModification,
  anApproval,
  anInvoice,
  documentLine,
  firstInvoice,
  KNOWN_AT,
  upgrade,
  upgradeInvoice,
  usd,
} from './meridian.ts';

const RECORDED = '2026-12-01T08:00:00.000Z';
const wells = aCount('wells', { total: '10', dollars: 1_000 });
const pumps = aCount('pumps', { total: '5', dollars: 500 });
const four = delivered({ id: 'e-four', effectiveAt: '2026-02-01' }, 'wells', '4', '10');
const less = (product: string, credit: bigint, change: object = {}, on = '2026-03-01') =>
  aModification(
    { removed: [{ product, quantity: '1', credit: usd(credit), ...change }] },
    { id: 'e-less', effectiveAt: on, recordedAt: RECORDED },
  );
const withBonus = (...targets: readonly (readonly string[])[]): RevenueEvent => {
  const approval = anApproval([wells, pumps]);
  if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
  const variable = targets.map((target, index) => aBonus(10, { key: `bonus-${index}`, target }));
  return { ...approval, payload: { ...approval.payload, variable } };
};

describe('what is taken back', () => {
  it('may be what waits for its evidence, whatever its days say', () => {
    const signed = anApproval([building, aLine({ to: '2028-12-31' })]);
    const late = less('IMPLEMENTATION', -1_200_000n, {}, '2027-02-01');
    expect(folded([signed, late]).modifications.map(({ row }) => row)).toEqual([4]);
    const training = aLine({
      key: 'training',
      product: 'TRAINING',
      kind: 'POINT_IN_TIME',
      measure: 'POINT',
      trigger: 'DELIVERY',
      to: '2026-01-31',
    });
    const unheld = aModification(
      { removed: [{ product: 'TRAINING', quantity: '500', credit: usd(-60_000_000n) }] },
      { id: 'e', effectiveAt: '2026-06-01' },
    );
    expect(folded([anApproval([training, aLine()]), unheld]).modifications.map(({ row }) => row)).toEqual([4]);
  });

  it('for days that end with the first day of another step is a person’s to divide', () => {
    const step = (key: string, from: string, to: string) => aLine({ key, from, to, quantity: '1' });
    const signed = anApproval([step('a', '2026-01-01', '2026-06-30'), step('b', '2026-07-01', '2026-12-31')]);
    const days = (to: string) => ({ from: '2026-04-01', to });
    expect(refusal([signed, less('PLATFORM-SEAT', -1n, days('2026-07-01'))])).toMatchObject({ kind: 'HELD' });
    expect(refusal([signed, less('PLATFORM-SEAT', -1n, days('2026-06-30'))])).toBeNull();
  });

  it('with all that was not earned of it given back says nothing at once', () => {
    const state = folded([anApproval([wells]), four, less('wells', -60_000n)]);
    expect(state.derivations.filter(({ id }) => id.startsWith('release'))).toEqual([]);
    expect(earnedBy(state, '2026-12-31')).toEqual({ wells: 40_000n });
  });

  it('leaves what is used as it was', () => {
    const used = usageInvoice({ id: 'e-used', effectiveAt: '2026-05-01' }, 700n, ['2026-04-01', '2026-04-30']);
    const state = folded([anApproval([wells, calls]), four, less('wells', -60_000n), used]);
    const [contract] = state.contracts;
    if (contract === undefined) throw new Error('there is a contract');
    expect(latestVersion(contract).obligations.map(({ quantity }) => quantity.n)).toEqual([0n, 1n]);
    expect(earnedBy(state, '2026-12-31')).toEqual({ wells: 40_000n, 'API-CALLS': 700n });
  });
});

describe('what a cancellation gives back', () => {
  const end = (on: string, refundable: bigint) =>
    aCancellation(
      { id: 'e-end', effectiveAt: on, recordedAt: RECORDED },
      { refundable: usd(refundable), documents: ['credit-c'] },
    );
  const memo = (on: string, product: string | null, change: object = {}) =>
    aCredit({ id: 'c', effectiveAt: on, recordedAt: RECORDED }, [serviceLine(3_000n, product, null, null)], change);
  const both = [anApproval(), firstInvoice, upgrade, upgradeInvoice];
  const refunds = (events: readonly RevenueEvent[]) => folded(events).ended?.refunds.map(({ minor }) => minor);

  it('for what no contract has falls on each by what it has not earned in all', () => {
    // 92 of 365 days of 60,000,000 and 92 of 138 of 17,013,698 are left: 15,123,288 and 11,342,465.
    expect(refunds([...both, end('2026-10-01', 3_000n), memo('2026-10-01', 'LUNCH')])).toEqual([1_714n, 1_286n]);
  });

  it('falls on the signed contract when all of it was served', () => {
    expect(refunds([...both, end('2027-01-01', 3_000n), memo('2027-01-01', null)])).toEqual([3_000n, 0n]);
  });

  it('has its tax once, with the contract that was signed', () => {
    const taxed = folded([...both, end('2026-10-01', 3_000n), memo('2026-10-01', 'LUNCH', { tax: usd(570n) })]);
    expect(
      taxed.billed
        .filter(({ document }) => document === 'credit-c')
        .map(({ contractKey, taxMinor }) => [contractKey, taxMinor]),
    ).toEqual([
      ['K-1', -570n],
      ['K-1/A-1', 0n],
    ]);
    const onlyTax = aCredit({ id: 'c', effectiveAt: '2026-10-01' }, [], { tax: usd(570n) });
    const state = folded([...both, end('2026-10-01', 0n), onlyTax]);
    expect(state.billed.filter(({ document }) => document === 'credit-c')).toMatchObject([{ contractKey: 'K-1' }]);
  });
});

describe('a bill that is taken back', () => {
  it('leaves what is unbilled of each promise as it was without it', () => {
    const bill = anInvoice({ id: 'bill', effectiveAt: '2026-02-01' }, { lines: [documentLine(9_000n, 'wells')] });
    const about = { invoice: 'document-bill', correctsInvoice: true };
    const back = aCredit({ id: 'void', effectiveAt: '2026-03-01' }, [documentLine(9_000n, 'wells')], {
      ...about,
      voidsInvoice: true,
    });
    const contract = [anApproval([wells, pumps]), four];
    const unbilled = (...events: readonly RevenueEvent[]) =>
      Object.fromEntries(unbilledByObligation(folded([...contract, ...events]), civilDate('2026-03-31')));
    expect(unbilled(bill, back)).toEqual(unbilled());
    expect(unbilled(bill)).toEqual({ 'K-1/wells': 31_000n, 'K-1/pumps': 0n });
    // A credit that comes after it takes back no more of it.
    const late = aCredit({ id: 'late', effectiveAt: '2026-03-10' }, [documentLine(500n, 'wells')], about);
    expect(unbilled(bill, back, late)).toEqual({ 'K-1/wells': 40_500n, 'K-1/pumps': 0n });
  });

  it('after a credit that came with the end of the contract takes back the rest', () => {
    const end = aCancellation(
      { id: 'e-end', effectiveAt: '2026-10-01' },
      { refundable: usd(1_000n), documents: ['credit-part'], settledOn: '2026-10-20' },
    );
    const part = aCredit({ id: 'part', effectiveAt: '2026-10-05' }, [documentLine(1_000n)], {
      invoice: 'document-e-invoice-1',
    });
    const back = aCredit({ id: 'void', effectiveAt: '2026-10-10' }, [documentLine(60_000_000n)], {
      invoice: 'document-e-invoice-1',
      correctsInvoice: true,
      voidsInvoice: true,
    });
    const items = folded([anApproval(), firstInvoice, end, part, back]).billed;
    expect(items.reduce((all, { amountMinor }) => all + amountMinor, 0n)).toBe(0n);
  });
});

describe('a part of the price that is tied', () => {
  it('to all promises at a price belongs to the whole of it', () => {
    expect(folded([withBonus(['wells', 'pumps'])]).variable.map(({ target }) => target)).toEqual(['ALL']);
    expect(folded([withBonus(['wells'])]).variable.map(({ target }) => target)).toEqual([['K-1/wells']]);
  });

  it('holds an amendment as long as one of its promises is open, and only while it counts for anything', () => {
    const rise = aModification({ priceDelta: usd(10n) }, { id: 'e-rise', effectiveAt: '2026-06-01' });
    const done = delivered({ id: 'e-done', effectiveAt: '2026-02-02' }, 'pumps', '5', '5');
    expect(refusal([withBonus(['pumps']), four, done, rise])).toBeNull();
    const hall = aCount('hall', { total: '1', dollars: 10 });
    const approval = withBonus(['wells', 'pumps']);
    if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
    const three = { ...approval, payload: { ...approval.payload, lines: [wells, pumps, hall] } };
    expect(refusal([three, four, done, rise])).toMatchObject({ kind: 'HELD', subject: 'A-1' });
    const nothing = { ...three.payload, variable: [aBonus(10, { constrained: usd(0n), target: ['wells', 'pumps'] })] };
    expect(refusal([{ ...three, payload: nothing }, four, done, rise])).toBeNull();
  });
});

describe('the months of a contract', () => {
  it('reach to evidence outside its days', () => {
    const short = { ...building, from: '2026-03-01', to: '2026-03-31' };
    const late = met({ id: 'e-met', effectiveAt: '2026-06-15' });
    expect(calendarOf(folded([anApproval([short]), late])).at(-1)?.key).toBe('2026-06');
    expect(calendarOf(folded([anApproval([short])])).map(({ key }) => key)).toEqual(['2026-01', '2026-02', '2026-03']);
  });

  it('when there are none have no rows', () => {
    expect(scheduleOf(folded([anApproval([wells]), four]), []).rows).toEqual([]);
  });
});

describe('what is unbilled by what was delivered', () => {
  const policies = {
    ...CONTRACT_DRIVEN,
    values: { ...CONTRACT_DRIVEN.values, unbilledSplit: 'DELIVERED_SSP' },
  } as const;

  it('counts what was delivered before a change and after it', () => {
    const rise = aModification({ priceDelta: usd(20_000n) }, { id: 'e-rise', effectiveAt: '2026-03-01' });
    const six = delivered({ id: 'e-six', effectiveAt: '2026-04-01' }, 'wells', '7', '10');
    const two = delivered({ id: 'e-two', effectiveAt: '2026-04-02' }, 'pumps', '2', '5');
    const state = folded([anApproval([wells, pumps]), four, rise, six, two], KNOWN_AT, policies);
    // Of wells 400 and half of 600 were delivered, of pumps 200 of 500.
    const minor = [...unbilledByObligation(state, civilDate('2026-04-30')).values()];
    const total = minor.reduce((all, one) => all + one, 0n);
    expect(minor).toEqual([(total * 7n + 5n) / 9n, total - (total * 7n + 5n) / 9n]);
  });

  it('before anything is delivered is billed ahead by price', () => {
    const bill = anInvoice({ id: 'bill', effectiveAt: '2026-01-05' }, { lines: [documentLine(9_000n, 'LUNCH')] });
    const split = (policy: typeof policies | typeof CONTRACT_DRIVEN) =>
      Object.fromEntries(
        unbilledByObligation(folded([anApproval([wells, pumps]), bill], KNOWN_AT, policy), civilDate('2026-01-31')),
      );
    expect(split(policies)).toEqual({ 'K-1/wells': -6_000n, 'K-1/pumps': -3_000n });
    expect(split(CONTRACT_DRIVEN)).toEqual({ 'K-1/wells': -6_000n, 'K-1/pumps': -3_000n });
  });
});

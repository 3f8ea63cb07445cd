import type { DeliveredWithReturnRight } from '#revrec/engine/invoice-driven/events.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { balances, delivered, due, entries, payment, postings, refund } from './a-ledger.ts';

const paid = (at: string, minor: bigint) => payment(at, minor, { invoice: null });

describe('a contract without invoices', () => {
  it('owes what was paid before it was due or delivered', () => {
    expect(postings([paid('2023-04-02', 800n), delivered('2023-05-02', 800n)])).toEqual({
      '2023-04': { CASH: 800n, CONTRACT_LIABILITY: 800n },
      '2023-05': { CONTRACT_LIABILITY: -800n, REVENUE: 800n },
    });
  });

  it('has a receivable on the due day only when it cannot be cancelled', () => {
    const life = (cancellable: boolean) => [due('2023-04-01', 800n, cancellable), paid('2023-05-02', 800n)];
    expect(postings(life(false))).toEqual({
      '2023-04': { AR: 800n, CONTRACT_LIABILITY: 800n },
      '2023-05': { AR: -800n, CASH: 800n },
    });
    expect(postings(life(true))).toEqual({ '2023-05': { CASH: 800n, CONTRACT_LIABILITY: 800n } });
  });

  it('has a receivable for what was transferred of an amount due that could be cancelled', () => {
    const part = delivered('2023-05-01', 300n, { unconditional: false });
    expect(balances([due('2023-04-01', 800n, true), part])).toEqual({ AR: 300n, REVENUE: 300n });
  });

  it('has an asset for what is delivered and still conditional, until the condition falls', () => {
    const first = delivered('2023-04-01', 300n, { unconditional: false });
    expect(postings([first, delivered('2023-05-01', 500n)])).toEqual({
      '2023-04': { CONTRACT_ASSET: 300n, REVENUE: 300n },
      '2023-05': { AR: 800n, CONTRACT_ASSET: -300n, REVENUE: 500n },
    });
    expect(balances([first], { aheadOfBilling: 'UNBILLED_AR' })).toEqual({ UNBILLED_AR: 300n, REVENUE: 300n });
  });

  it('moves its asset to the receivable when the amount falls due', () => {
    const all = [delivered('2023-04-01', 300n, { unconditional: false }), due('2023-05-01', 300n)];
    expect(entries(all).map(({ debit, credit, minor }) => [debit, credit, minor])).toEqual([
      ['CONTRACT_ASSET', 'REVENUE', 300n],
      ['AR', 'CONTRACT_ASSET', 300n],
    ]);
  });

  it('earns no rebate it expects to give, and pays it out of that liability', () => {
    const all = [delivered('2023-04-01', 900n, { expectedRebateMinor: 150n }), paid('2023-04-20', 900n)];
    expect(postings(all)['2023-04']).toEqual({ CASH: 900n, REVENUE: 750n, REFUND_LIABILITY: 150n });
    const given = refund('2023-05-01', null, { invoice: null });
    expect(postings([...all, given])['2023-05']).toEqual({ CASH: -150n, REFUND_LIABILITY: -150n });
  });

  it('takes a refund beyond that off what was paid', () => {
    const all = [paid('2023-04-20', 900n), refund('2023-05-01', 400n, { invoice: null })];
    expect(balances(all)).toEqual({ CASH: 500n, CONTRACT_LIABILITY: 500n });
  });

  it('earns what it expects to be kept, and keeps goods that may return as an asset', () => {
    const sale: DeliveredWithReturnRight = {
      kind: 'DELIVERED_WITH_RETURN_RIGHT',
      id: 'sale',
      at: civilDate('2023-04-01'),
      units: ratio(40n),
      unitPrice: ratio(250n),
      unitCost: ratio(90n),
      expectedReturnedUnits: ratio(5n, 2n),
      settlement: 'AR',
    };
    const figures = {
      REVENUE: 9_375n,
      REFUND_LIABILITY: 625n,
      RETURN_ASSET: 225n,
      COST_OF_SALES: 3_375n,
      INVENTORY: -3_600n,
    };
    expect(balances([sale])).toEqual({ AR: 10_000n, ...figures });
    expect(balances([{ ...sale, settlement: 'CASH' }])).toEqual({ CASH: 10_000n, ...figures });
    expect(balances([sale, paid('2023-05-01', 10_000n)])).toEqual({ CASH: 10_000n, ...figures });
  });

  it('shows the processor’s fee beside the money', () => {
    expect(balances([payment('2023-04-02', 800n, { invoice: null, feeMinor: 25n })])).toEqual({
      CASH: 775n,
      PROCESSING_FEES: 25n,
      CONTRACT_LIABILITY: 800n,
    });
  });
});

import {
  aLine,
  balances,
  creditMemo,
  days,
  entries,
  invoice,
  memoVoided,
  payment,
  pending,
  postings,
  refund,
  refusal,
} from './a-ledger.ts';

const JANUARY = { AR: 12_000n, DEFERRED_REVENUE: 8_900n, REVENUE: 3_100n };

describe('an invoice of the ledger by documents', () => {
  it('is earned by the days of its service, each month what the days came to', () => {
    expect(postings([invoice('2023-01-01')])).toEqual({
      '2023-01': JANUARY,
      '2023-02': { DEFERRED_REVENUE: -2_800n, REVENUE: 2_800n },
      '2023-03': { DEFERRED_REVENUE: -3_100n, REVENUE: 3_100n },
      '2023-04': { DEFERRED_REVENUE: -3_000n, REVENUE: 3_000n },
    });
  });

  it('is earned by another measure where the terms say so', () => {
    const months = postings([invoice('2023-01-01')], { measure: 'MONTHLY_EVEN' });
    expect(Object.values(months).map((roles) => roles['REVENUE'])).toEqual([3_000n, 3_000n, 3_000n, 3_000n]);
  });

  it('that comes late earns the months before it in its own', () => {
    expect(postings([invoice('2023-03-15')])['2023-03']).toEqual({
      AR: 12_000n,
      DEFERRED_REVENUE: 3_000n,
      REVENUE: 9_000n,
    });
  });

  it('is earned on its day without a service period', () => {
    const event = invoice('2023-05-31', { lines: [aLine({ service: null })] });
    expect(postings([event])).toEqual({ '2023-05': { AR: 12_000n, REVENUE: 12_000n } });
  });

  it('is earned on the last day of all days too', () => {
    const event = invoice('9999-12-31', { lines: [aLine({ service: null })] });
    expect(postings([event])).toEqual({ '9999-12': { AR: 12_000n, REVENUE: 12_000n } });
  });

  it('keeps tax apart: on top of the line, or as the part of it that the document says', () => {
    const taxed = (taxInclusive: boolean) =>
      invoice('2023-01-01', { lines: [aLine({ taxMinor: 2_003n, taxInclusive })] });
    expect(balances([taxed(false)])).toEqual({ AR: 14_003n, TAX_LIABILITY: 2_003n, REVENUE: 12_000n });
    expect(balances([taxed(true)])).toEqual({ AR: 12_000n, TAX_LIABILITY: 2_003n, REVENUE: 9_997n });
  });

  it('is paid in part by the customer’s balance', () => {
    const event = invoice('2023-01-01', { balanceAppliedMinor: 5_000n });
    expect(postings([event])['2023-01']).toEqual({
      AR: 7_000n,
      CUSTOMER_BALANCE: -5_000n,
      DEFERRED_REVENUE: 8_900n,
      REVENUE: 3_100n,
    });
  });

  it('that is negative is the mirror image, given to the customer’s balance', () => {
    const event = invoice('2023-01-01', { lines: [aLine({ amountMinor: -12_000n })] });
    expect(postings([event])['2023-01']).toEqual({
      CUSTOMER_BALANCE: 12_000n,
      DEFERRED_REVENUE: -8_900n,
      REVENUE: -3_100n,
    });
  });

  it('gives to the balance only what it says', () => {
    const event = invoice('2023-01-01', { lines: [aLine({ amountMinor: -12_000n })], toBalanceMinor: 4_000n });
    expect(balances([event])).toEqual({ AR: -8_000n, CUSTOMER_BALANCE: 4_000n, REVENUE: -12_000n });
  });

  it('is paid outside the processor, or inside less its fee', () => {
    const outside = payment('2023-05-02', 12_000n, { into: 'EXTERNAL_ASSET' });
    expect(postings([invoice('2023-01-01'), outside])['2023-05']).toEqual({ AR: -12_000n, EXTERNAL_ASSET: 12_000n });
    const inside = payment('2023-05-02', 12_000n, { feeMinor: 378n });
    expect(postings([invoice('2023-01-01'), inside])['2023-05']).toEqual({
      AR: -12_000n,
      CASH: 11_622n,
      PROCESSING_FEES: 378n,
    });
  });

  it('is the same in whatever order its days are told, and nothing where nothing was told', () => {
    const told = [invoice('2023-01-01'), payment('2023-01-20', 12_000n), refund('2023-02-01', 12_000n)];
    expect(entries(told.toReversed())).toEqual(entries(told));
    expect(entries([])).toEqual([]);
  });

  it('leaves each entry named after its own document', () => {
    const told = entries([invoice('2023-01-01'), payment('2023-01-20', 12_000n), refund('2023-02-01', 12_000n)]);
    expect(told.map(({ month, document, debit, credit, minor }) => [month, document, debit, credit, minor])).toEqual([
      ['2023-01', 'INV', 'AR', 'DEFERRED_REVENUE', 12_000n],
      ['2023-01', 'paid 2023-01-20', 'CASH', 'AR', 12_000n],
      ['2023-01', 'INV', 'DEFERRED_REVENUE', 'REVENUE', 3_100n],
      ['2023-02', 'refunded 2023-02-01', 'REFUNDS_CONTRA', 'CASH', 3_100n],
      ['2023-02', 'refunded 2023-02-01', 'DEFERRED_REVENUE', 'CASH', 8_900n],
    ]);
  });
});

describe('what no invoice has yet', () => {
  const plus = pending('P+', '2023-01-22', aLine({ amountMinor: 4_000n, service: days('2023-01-22', '2023-02-10') }));
  const minus = pending('P-', '2023-01-22', aLine({ amountMinor: -2_000n, service: days('2023-01-22', '2023-02-10') }));

  it('is earned against unbilled receivables, with either sign', () => {
    expect(postings([plus])['2023-01']).toEqual({ UNBILLED_AR: 2_000n, REVENUE: 2_000n });
    expect(postings([minus])['2023-01']).toEqual({ UNBILLED_AR: -1_000n, REVENUE: -1_000n });
  });

  it('moves to the receivable with its invoice, and what is not earned by then is deferred', () => {
    const bill = invoice('2023-02-06', { lines: [], includesPending: true });
    // Five more days had been earned by the evening before: a quarter of it is left.
    expect(postings([plus, minus, bill])['2023-02']).toEqual({
      UNBILLED_AR: -1_000n,
      AR: 2_000n,
      REVENUE: 1_000n,
    });
    const early = invoice('2023-01-27', { lines: [], includesPending: true });
    expect(postings([plus, early])['2023-01']).toEqual({ AR: 4_000n, REVENUE: 2_000n, DEFERRED_REVENUE: 2_000n });
  });

  it('is on one invoice only', () => {
    const first = invoice('2023-02-06', { lines: [], includesPending: true });
    const second = invoice('2023-02-20', { lines: [], includesPending: true, document: 'INV-2' });
    expect(balances([plus, first, second])).toEqual({ AR: 4_000n, REVENUE: 4_000n });
  });

  it('is a line of its invoice from then on: a refund takes back what it had earned', () => {
    const bill = invoice('2023-02-11', { lines: [], includesPending: true });
    const all = [plus, bill, payment('2023-02-11', 4_000n), refund('2023-03-01', 1_000n)];
    expect(postings(all)['2023-03']).toEqual({ CASH: -1_000n, REFUNDS_CONTRA: 1_000n });
  });
});

describe('money that goes back', () => {
  const paid = [invoice('2023-01-01'), payment('2023-01-05', 12_000n)];

  it('takes back its fraction of what was earned and of what is deferred, and scales what follows', () => {
    expect(postings([...paid, refund('2023-03-01', 3_000n)])).toEqual({
      '2023-01': { CASH: 12_000n, DEFERRED_REVENUE: 8_900n, REVENUE: 3_100n },
      '2023-02': { DEFERRED_REVENUE: -2_800n, REVENUE: 2_800n },
      // A quarter of 5900 earned and of 6100 deferred; the month earns three quarters of its 3100.
      '2023-03': { CASH: -3_000n, REFUNDS_CONTRA: 1_475n, DEFERRED_REVENUE: -1_525n - 2_325n, REVENUE: 2_325n },
      '2023-04': { DEFERRED_REVENUE: -2_250n, REVENUE: 2_250n },
    });
  });

  it('before anything is earned only makes the line smaller', () => {
    const early = postings([...paid.slice(0, 1), payment('2023-01-01', 12_000n), refund('2023-01-01', 6_000n)]);
    expect(early['2023-01']).toEqual({ CASH: 6_000n, REVENUE: 1_550n, DEFERRED_REVENUE: 4_450n });
  });

  it('in several steps takes back the same in the end as the sum of their fractions', () => {
    const steps = [...paid, refund('2023-02-01', 4_000n), refund('2023-04-01', 8_000n)];
    // A third of 3100, then two thirds of 9000; a third of February and March was no longer earned.
    expect(balances(steps)).toEqual({ REVENUE: 7_033n, REFUNDS_CONTRA: 7_033n });
  });

  it('is no more than what is left', () => {
    const twice = [...paid, refund('2023-02-01', 8_000n), refund('2023-04-01', 8_000n)];
    expect(refusal(twice)).toMatchObject({ kind: 'INVALID_EVENT', subject: 'refunded 2023-04-01' });
  });

  it('takes its part of the tax with it', () => {
    const taxed = invoice('2023-01-01', { lines: [aLine({ taxMinor: 2_400n })] });
    expect(balances([taxed, payment('2023-01-01', 14_400n), refund('2023-01-01', 3_600n)])).toEqual({
      CASH: 10_800n,
      TAX_LIABILITY: 1_800n,
      REVENUE: 9_000n,
    });
  });

  it('is shared by lines of both signs', () => {
    const mixed = invoice('2023-01-01', { lines: [aLine(), aLine({ amountMinor: -4_000n, service: null })] });
    const all = [mixed, payment('2023-01-01', 8_000n), refund('2023-05-01', 4_000n)];
    expect(postings(all)['2023-05']).toEqual({ CASH: -4_000n, REFUNDS_CONTRA: 4_000n });
  });
});

describe('a credit memo', () => {
  it('of an unpaid invoice lowers the receivable', () => {
    expect(postings([invoice('2023-01-01'), creditMemo('2023-02-01', 6_000n)])['2023-02']).toEqual({
      AR: -6_000n,
      CREDIT_NOTES_CONTRA: 1_550n,
      DEFERRED_REVENUE: -4_450n - 1_400n,
      REVENUE: 1_400n,
    });
  });

  it('of a paid invoice is settled by its split, and its contra is divided by the same amounts', () => {
    const split = { refundMinor: 1_000n, balanceMinor: 2_000n, externalMinor: 4_000n };
    const all = [invoice('2023-01-01'), payment('2023-01-01', 12_000n), creditMemo('2023-05-10', 7_000n, { split })];
    expect(postings(all)['2023-05']).toEqual({
      CASH: -1_000n,
      CUSTOMER_BALANCE: 2_000n,
      EXTERNAL_CUSTOMER_BALANCE: 4_000n,
      REFUNDS_CONTRA: 1_000n,
      CREDIT_NOTES_CONTRA: 6_000n,
    });
  });

  it('of an invoice paid in part lowers what is open first and gives the rest to the balance', () => {
    const all = [invoice('2023-01-01'), payment('2023-01-01', 9_000n), creditMemo('2023-05-10', 7_000n)];
    expect(postings(all)['2023-05']).toEqual({
      AR: -3_000n,
      CUSTOMER_BALANCE: 4_000n,
      CREDIT_NOTES_CONTRA: 7_000n,
    });
  });

  it('that is voided is as if it had never been, and the month of the void takes the whole difference', () => {
    const voided = [invoice('2023-01-01'), creditMemo('2023-02-01', 6_000n), memoVoided('2023-03-10')];
    expect(postings(voided)).toMatchObject({
      '2023-02': { AR: -6_000n, REVENUE: 1_400n },
      '2023-03': { AR: 6_000n, CREDIT_NOTES_CONTRA: -1_550n, REVENUE: 3_100n + 1_400n, DEFERRED_REVENUE: -50n },
      '2023-04': { REVENUE: 3_000n, DEFERRED_REVENUE: -3_000n },
    });
    expect(balances(voided)).toEqual(balances([invoice('2023-01-01')]));
  });

  it('that nobody issued cannot be voided', () => {
    expect(refusal([invoice('2023-01-01'), memoVoided('2023-02-01')])).toMatchObject({ kind: 'INVALID_EVENT' });
  });
});

describe('facts', () => {
  it('that come twice count once, and are a conflict when they say something else', () => {
    const all = [invoice('2023-01-01'), payment('2023-01-20', 12_000n)];
    expect(entries([...all, ...all])).toEqual(entries(all));
    expect(refusal([...all, payment('2023-01-20', 11_999n)])).toMatchObject({ kind: 'EVENT_CONFLICT' });
  });

  it('about an invoice that nobody issued are refused', () => {
    expect(refusal([payment('2023-01-20', 12_000n)])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'INV' });
  });
});

import fc from 'fast-check';
import { type BilledInvoice, creditsOf, roomOf, spreadOver } from '#billing/commands/unused-credit.ts';
import type { BillingCreditMemo, BillingInvoice, BillingInvoiceLine } from '#billing/port-records.ts';

type Line = readonly [product: string, amountMinor: bigint, from?: string, to?: string];

function anInvoice(externalId: string, lines: readonly Line[], change: Partial<BillingInvoice> = {}): BillingInvoice {
  const made = lines.map(
    ([product, amountMinor, from = '2026-01-01', to = '2026-12-31'], index): BillingInvoiceLine => ({
      externalId: `${externalId}_${index}`,
      description: '',
      productExternalId: product,
      quantity: '1',
      amountMinor,
      serviceStartsOn: from,
      serviceEndsOn: to,
      proration: false,
    }),
  );
  const totalMinor = lines.reduce((sum, [, amount]) => sum + amount, 0n);
  return {
    externalId,
    raw: {},
    number: externalId,
    status: 'OPEN',
    customerExternalId: 'cus_1',
    subscriptionExternalId: 'sub_1',
    contractId: 'ctr_1',
    legalEntity: 'US',
    changeKey: null,
    currency: 'USD',
    issuedOn: '2026-01-01',
    dueOn: null,
    totalMinor,
    taxMinor: 0n,
    amountDueMinor: totalMinor,
    amountPaidMinor: 0n,
    creditDrawnMinor: 0n,
    lines: made,
    ...change,
  };
}

function billed(invoice: BillingInvoice, ...creditMemos: readonly BillingCreditMemo[]): BilledInvoice {
  return { invoice, creditMemos };
}

function aCredit(lines: readonly (readonly [line: string, minor: bigint])[], status: 'ISSUED' | 'VOID' = 'ISSUED') {
  const totalMinor = lines.reduce((sum, [, minor]) => sum + minor, 0n);
  return {
    externalId: 'cn_1',
    raw: {},
    number: 'cn_1',
    status,
    invoiceExternalId: 'in_1',
    customerExternalId: 'cus_1',
    currency: 'USD',
    totalMinor,
    taxMinor: 0n,
    reducesInvoiceMinor: totalMinor,
    onAccountMinor: 0n,
    refundedMinor: 0n,
    reason: null,
    issuedOn: '2026-02-01',
    changeKey: null,
    part: null,
    lines: lines.map(([invoiceLineExternalId, amountMinor], index) => ({
      externalId: `cnli_${index}`,
      description: '',
      invoiceLineExternalId,
      amountMinor,
      serviceStartsOn: null,
      serviceEndsOn: null,
    })),
  } satisfies BillingCreditMemo;
}

const YEAR = anInvoice('in_1', [['seats', 60_000_000n]]);
/** 500 to 800 seats and a module from 16 August on. */
const UPGRADE = anInvoice('in_2', [
  ['seats', -22_684_932n, '2026-08-16'],
  ['seats', 36_295_890n, '2026-08-16'],
  ['module', 3_402_740n, '2026-08-16'],
]);
const FROM_OCTOBER = { extent: 'PRORATED', effectiveOn: '2026-10-01' } as const;

const amounts = (billings: readonly BilledInvoice[], asked: Parameters<typeof creditsOf>[1]) =>
  creditsOf(billings, asked).map(({ invoice, amountMinor, lines }) => [
    invoice.externalId,
    amountMinor,
    lines.map((line) => [line.line.externalId, line.amountMinor]),
  ]);

describe('the credit of unused time', () => {
  it('is each line’s share of its days, and what a change gave back lowers the same product', () => {
    // 92 of 365 days of 600,000.00; 92 of 138 days of the change
    expect(amounts([billed(YEAR), billed(UPGRADE)], FROM_OCTOBER)).toEqual([
      ['in_1', 15_123_288n, [['in_1_0', 15_123_288n]]],
      [
        'in_2',
        11_342_465n,
        [
          ['in_2_1', 9_073_972n],
          ['in_2_2', 2_268_493n],
        ],
      ],
    ]);
  });

  it('names the days that are taken back', () => {
    const [credit] = creditsOf([billed(YEAR)], FROM_OCTOBER);
    expect(credit?.lines[0]).toMatchObject({ serviceStartsOn: '2026-10-01', serviceEndsOn: '2026-12-31' });
  });

  it('is lowered by an invoice that gave credit already', () => {
    const fewer = anInvoice('in_2', [
      ['seats', -22_684_932n, '2026-08-16'],
      ['seats', 18_147_945n, '2026-08-16'],
    ]);
    // 151,232.88 less 92 of 138 days of 45,369.87
    expect(amounts([billed(YEAR), billed({ ...fewer, status: 'PAID' })], FROM_OCTOBER)).toEqual([
      ['in_1', 15_123_288n - 3_024_658n, [['in_1_0', 15_123_288n - 3_024_658n]]],
    ]);
  });

  it('is nothing before the day, for NONE, or for invoices that nobody owes', () => {
    expect(creditsOf([billed(YEAR)], { extent: 'PRORATED', effectiveOn: '2027-01-01' })).toEqual([]);
    expect(creditsOf([billed(YEAR)], { extent: 'NONE', effectiveOn: '2026-01-01' })).toEqual([]);
    expect(creditsOf([billed({ ...YEAR, status: 'VOID' })], FROM_OCTOBER)).toEqual([]);
    expect(creditsOf([billed({ ...YEAR, status: 'DRAFT' })], FROM_OCTOBER)).toEqual([]);
  });

  it('is all of what bills service from the day on when it is full, and nothing of what was served', () => {
    const served = anInvoice('in_0', [['setup', 500n, '2025-12-01', '2025-12-31']]);
    expect(amounts([billed(served), billed(YEAR)], { ...FROM_OCTOBER, extent: 'FULL' })).toEqual([
      ['in_1', 60_000_000n, [['in_1_0', 60_000_000n]]],
    ]);
  });

  it('leaves out what was credited for the same days, and a void credit counts for nothing', () => {
    // Of 500,000.00 off the whole year 92 of 365 days are credited already.
    expect(amounts([billed(YEAR, aCredit([['in_1_0', 50_000_000n]]))], FROM_OCTOBER)).toEqual([
      ['in_1', 2_520_548n, [['in_1_0', 2_520_548n]]],
    ]);
    expect(amounts([billed(YEAR, aCredit([['in_1_0', 50_000_000n]], 'VOID'))], FROM_OCTOBER)).toEqual([
      ['in_1', 15_123_288n, [['in_1_0', 15_123_288n]]],
    ]);
    const [first] = creditsOf([billed(YEAR)], FROM_OCTOBER);
    const days = { serviceStartsOn: '2026-10-01', serviceEndsOn: '2026-12-31' };
    const memo = aCredit([['in_1_0', first?.amountMinor ?? 0n]]);
    const issued = { ...memo, lines: memo.lines.map((line) => ({ ...line, ...days })) };
    expect(creditsOf([billed(YEAR, issued)], FROM_OCTOBER)).toEqual([]);
  });

  it('adds up, whatever was billed, and leaves no line more than it billed', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-06-${String(n).padStart(2, '0')}`);
    const line = fc.record({ product: fc.constantFrom('a', 'b', 'c'), minor: fc.bigInt(-100_000n, 1_000_000n) });
    const invoice = fc.array(line, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(invoice, { minLength: 1, maxLength: 4 }), day, (invoices, effectiveOn) => {
        const made = invoices.map((lines, index) =>
          billed(
            anInvoice(
              `in_${index}`,
              lines.map(({ product, minor }) => [product, minor, '2026-06-01', '2026-06-30']),
            ),
          ),
        );
        for (const extent of ['PRORATED', 'FULL'] as const) {
          for (const { invoice: one, amountMinor, lines } of creditsOf(made, { extent, effectiveOn })) {
            expect(lines.reduce((sum, part) => sum + part.amountMinor, 0n)).toBe(amountMinor);
            for (const part of lines) {
              expect(part.amountMinor > 0n && part.amountMinor <= part.line.amountMinor).toBe(true);
            }
            expect(amountMinor <= one.totalMinor).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a credit that names no lines', () => {
  it('falls on them by what they hold, to the cent', () => {
    const three = anInvoice('in_1', [
      ['a', 100n],
      ['b', 100n],
      ['c', 100n],
    ]);
    const spread = spreadOver(billed(three), 100n)?.map(({ amountMinor }) => amountMinor);
    expect(spread).toEqual([34n, 33n, 33n]);
  });

  it('is refused where the lines hold less', () => {
    const credited = billed(YEAR, aCredit([['in_1_0', 59_999_990n]]));
    expect(roomOf(credited)).toBe(10n);
    expect(spreadOver(credited, 11n)).toBeNull();
    expect(spreadOver(credited, 10n)).toMatchObject([{ amountMinor: 10n }]);
  });
});

import { receivables } from '#erp/receivable.ts';

const TODAY = '2026-08-16';

function anInvoice(openMinor: bigint, dueOn: string | null, change = {}) {
  return {
    kind: 'INVOICE',
    status: 'VERIFIED',
    legalEntity: 'US',
    currency: 'USD',
    openMinor,
    dueOn,
    issuedOn: '2026-08-01',
    ...change,
  } as const;
}

const amounts = (open: Parameters<typeof receivables>[0]) =>
  receivables(open, TODAY).map(({ balanceMinor, overdueMinor, ageing }) => [
    balanceMinor,
    overdueMinor,
    ...ageing.map(({ amountMinor }) => amountMinor),
  ]);

describe('what a customer owes', () => {
  it.each([
    ['due today', '2026-08-16', [1n, 0n, 1n, 0n, 0n, 0n, 0n]],
    ['due tomorrow', '2026-08-17', [1n, 0n, 1n, 0n, 0n, 0n, 0n]],
    ['a day late', '2026-08-15', [1n, 1n, 0n, 1n, 0n, 0n, 0n]],
    ['30 days late', '2026-07-17', [1n, 1n, 0n, 1n, 0n, 0n, 0n]],
    ['31 days late', '2026-07-16', [1n, 1n, 0n, 0n, 1n, 0n, 0n]],
    ['60 days late', '2026-06-17', [1n, 1n, 0n, 0n, 1n, 0n, 0n]],
    ['61 days late', '2026-06-16', [1n, 1n, 0n, 0n, 0n, 1n, 0n]],
    ['90 days late', '2026-05-18', [1n, 1n, 0n, 0n, 0n, 1n, 0n]],
    ['91 days late', '2026-05-17', [1n, 1n, 0n, 0n, 0n, 0n, 1n]],
    ['without a due date is due when it was issued', null, [1n, 1n, 0n, 1n, 0n, 0n, 0n]],
  ])('%s', (_title, dueOn, wanted) => {
    expect(amounts([anInvoice(1n, dueOn)])).toEqual([wanted]);
  });

  it('is one row an entity and currency, and the buckets come to the balance', () => {
    const open = [
      anInvoice(100n, '2026-08-30'),
      anInvoice(10n, '2026-01-01'),
      anInvoice(7n, '2026-08-30', { legalEntity: 'DE', currency: 'EUR' }),
      anInvoice(-30n, null, { kind: 'CREDIT_MEMO' }),
    ];
    expect(amounts(open)).toEqual([
      [7n, 0n, 7n, 0n, 0n, 0n, 0n],
      [80n, 10n, 70n, 0n, 0n, 0n, 10n],
    ]);
  });

  it.each(['ACCEPTED', 'REVERSED', 'UNKNOWN'])('leaves out what is %s', (status) => {
    expect(amounts([anInvoice(1n, TODAY, { status })])).toEqual([]);
  });
});

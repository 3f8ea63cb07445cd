import type { CreditMemoFacts } from '#schema/commands/billing.ts';
import { booking, months, usd } from './meridian.ts';

export const REVENUE = `query ($id: ID!, $asOf: Date) {
  _entities(representations: [{ __typename: "Customer", id: $id }]) { ... on Customer {
    revenue(asOf: $asOf) { contracted { amount } billed { amount } recognized { amount } deferred { amount }
      unbilled { amount } } } } }`;

export const CONTRACT = `{ _entities(representations: [{ __typename: "Contract", id: "ctr_meridian" }]) { ... on Contract {
  revenueContract { version transactionPrice { amount }
    obligations { id name method status startsOn endsOn allocated { amount } recognized { amount } explanation { rule } }
    modifications { effectiveOn treatment deltaPrice { amount } catchUp { amount } explanation { rule inputs } } } } } }`;

export const YEAR = { through: '2026-12', openPeriods: months(1, 12) };
export const BUILD = {
  productId: 'prod_build',
  productCode: 'IMPLEMENTATION',
  productName: 'Implementation',
  listPrice: '12000',
};
export const CALLS = { productId: 'prod_calls', productCode: 'API-CALLS', productName: 'API calls', listPrice: null };
export const TERM = { startsOn: '2026-01-01', endsOn: '2026-12-31' };

/** Seats, a service to be accepted and metered calls; only the seats are billed yet. */
export function mixedBooking() {
  const lines = [
    ...booking().contract.lines,
    { ...BUILD, quantity: '1', unitPrice: '12000', chargeModel: 'MILESTONE' as const, ...TERM },
    { ...CALLS, quantity: '0', unitPrice: '0.01', chargeModel: 'USAGE' as const, ...TERM },
  ];
  return booking({ lines });
}

export function memo(
  creditMemoId: string,
  minor: number,
  days: readonly [string, string],
  change: Partial<CreditMemoFacts> = {},
): CreditMemoFacts {
  return {
    creditMemoId,
    externalId: `cn_${creditMemoId}`,
    number: `C-${creditMemoId}`,
    status: 'ISSUED',
    invoiceId: 'inv_ctr_meridian',
    customerId: 'cust_meridian',
    contractId: 'ctr_meridian',
    legalEntity: 'US',
    currency: 'USD',
    issuedOn: days[0],
    total: usd(minor),
    tax: usd(0),
    reducesInvoice: usd(0),
    onAccount: usd(minor),
    refunded: usd(0),
    reason: null,
    lines: [
      {
        productCode: 'PLATFORM-SEAT',
        description: 'seats',
        amount: usd(minor),
        serviceStartsOn: days[0],
        serviceEndsOn: days[1],
      },
    ],
    ...change,
  };
}

export const END = '2026-10-01';
export const UNUSED = memo('cm_end', 15_123_288, [END, '2026-12-31']);
export const about = (operationId: string) => ({ contractId: 'ctr_meridian', operationId });
export const termination = (credits: readonly CreditMemoFacts[] = [UNUSED]) => ({
  ...about('op_end'),
  version: 2,
  effectiveOn: END,
  credits,
  window: YEAR,
});

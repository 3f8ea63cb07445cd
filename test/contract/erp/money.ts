import type { CreditMemoFacts, PaymentFacts, RefundFacts } from '#schema/commands/billing.ts';
import { AUGUST_INVOICE, CUSTOMER } from './meridian.ts';

export const usd = (minor: bigint) => ({ minor: minor.toString(), currency: 'USD' });

const WHOSE = {
  customerId: CUSTOMER.customerId,
  contractId: 'ctr_meridian',
  legalEntity: 'US',
} as const;

/** A credit of so much on the invoice, all of it lowering that unless `change` says otherwise. */
export function credit(
  creditMemoId: string,
  invoiceId: string | null,
  minor: bigint,
  change: Partial<CreditMemoFacts> = {},
): CreditMemoFacts {
  return {
    creditMemoId,
    externalId: `cn_${creditMemoId}`,
    number: `CN-${creditMemoId}`,
    status: 'ISSUED',
    invoiceId,
    ...WHOSE,
    currency: 'USD',
    issuedOn: '2026-08-20',
    total: usd(minor),
    tax: usd(0n),
    reducesInvoice: usd(minor),
    onAccount: usd(0n),
    refunded: usd(0n),
    reason: 'Fewer seats',
    lines: [
      {
        productCode: 'PLATFORM-SEAT',
        description: 'Seats given back',
        amount: usd(minor),
        serviceStartsOn: '2026-08-16',
        serviceEndsOn: '2026-12-31',
      },
    ],
    ...change,
  };
}

export function payment(
  paymentId: string,
  invoiceId: string | null,
  minor: bigint,
  change: Partial<PaymentFacts> = {},
): PaymentFacts {
  return {
    paymentId,
    externalId: `pi_${paymentId}`,
    status: 'SUCCEEDED',
    invoiceId,
    ...WHOSE,
    amount: usd(minor),
    refunded: usd(0n),
    receivedOn: '2026-08-25',
    attempts: 1,
    final: false,
    ...change,
  };
}

export function refund(
  refundId: string,
  paymentId: string,
  minor: bigint,
  change: Partial<RefundFacts> = {},
): RefundFacts {
  return {
    refundId,
    externalId: `re_${refundId}`,
    status: 'SUCCEEDED',
    paymentId,
    invoiceId: AUGUST_INVOICE.invoiceId,
    creditMemoId: null,
    ...WHOSE,
    amount: usd(minor),
    refundedOn: '2026-08-28',
    ...change,
  };
}

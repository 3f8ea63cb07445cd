import type { MoneyWire } from '../canonical/money.ts';

/** One event of the catalogue: additive changes only; a change of meaning is a new version. */
interface Described<Type extends string, Version extends number, Data> {
  readonly type: Type;
  readonly schemaVersion: Version;
  readonly data: Data;
}

/**
 * Every canonical event. The `changed` ones say that a record was seen new or changed and that the mirror holds it now;
 * they identify it and carry only what a rule decides on. Amounts are minor units as text.
 */
export type CanonicalEvent =
  | Described<'customer.changed', 1, { readonly customerId: string }>
  | Described<
      'opportunity.changed',
      1,
      { readonly opportunityId: string; readonly stage: string; readonly won: boolean }
    >
  | Described<'contract.changed', 1, { readonly contractId: string; readonly version: number }>
  | Described<'subscription.changed', 1, { readonly subscriptionId: string; readonly status: string }>
  | Described<'invoice.changed', 1, { readonly invoiceId: string; readonly status: string; readonly total: MoneyWire }>
  | Described<
      'payment.changed',
      1,
      {
        readonly paymentId: string;
        readonly invoiceId: string | null;
        readonly status: string;
        readonly amount: MoneyWire;
      }
    >
  | Described<
      'creditMemo.changed',
      1,
      { readonly creditMemoId: string; readonly invoiceId: string | null; readonly total: MoneyWire }
    >
  | Described<
      'posting.changed',
      1,
      { readonly postingId: string; readonly status: string; readonly documentId: string }
    >
  | Described<'period.changed', 1, { readonly periodId: string; readonly status: string }>
  | Described<'revenue.recalculated', 1, { readonly revenueContractId: string; readonly version: number }>;

// Written by schema/codegen.ts from client/documents. Never edited.
import type { Decimal } from '#client/amounts.ts';
import type { MutationDocument } from '#client/document.ts';

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type AddProductInput = {
  readonly productCode: string;
  readonly quantity: string;
  /** For a year; the list price when left out. */
  readonly unitPrice?: string | null | undefined;
};

export type BillingFrequency =
  | 'MONTHLY'
  | 'QUARTERLY'
  | 'SEMI_ANNUAL'
  | 'ANNUAL'
  | 'PREPAID'
  | '%future added value';

/** Exactly one of the members is given, else a userError. */
export type ContractChangeInput = {
  readonly setQuantity?: SetQuantityInput | null | undefined;
  readonly addProduct?: AddProductInput | null | undefined;
  readonly removeProduct?: RemoveProductInput | null | undefined;
  readonly setPrice?: SetPriceInput | null | undefined;
  readonly setTerm?: SetTermInput | null | undefined;
  readonly setBillingFrequency?: SetBillingFrequencyInput | null | undefined;
  readonly coTerm?: CoTermInput | null | undefined;
};

/** This contract's end moves to the end of the other one. */
export type CoTermInput = {
  readonly withContractId: string;
};

export type MilestoneStatus =
  | 'PENDING'
  | 'DONE'
  | 'NOT_APPLICABLE'
  | 'FAILED'
  | '%future added value';

export type ModificationTreatment =
  | 'SEPARATE_CONTRACT'
  | 'PROSPECTIVE'
  | 'CUMULATIVE_CATCH_UP'
  | 'MIXED'
  | '%future added value';

export type OperationKind =
  | 'BOOK_OPPORTUNITY'
  | 'AMEND_CONTRACT'
  | 'RENEW_CONTRACT'
  | 'CANCEL_CONTRACT'
  | 'SUSPEND_CONTRACT'
  | 'RESUME_CONTRACT'
  | 'ISSUE_CREDIT_MEMO'
  | 'REFUND_PAYMENT'
  | 'POST_INVOICE'
  | 'APPLY_PAYMENT'
  | 'SYNC_CUSTOMER'
  | 'RECORD_MILESTONE'
  | 'RATE_USAGE'
  | 'CLOSE_PERIOD'
  | 'RECONCILE'
  /** Posts what a month earned to the ledger, one journal an entity. */
  | 'RECOGNIZE_REVENUE'
  | '%future added value';

export type OperationStatus =
  /** Durably accepted, not yet started. */
  | 'QUEUED'
  | 'RUNNING'
  /** Will go on by itself or by a decision; `steps.waitingFor` says which. */
  | 'WAITING'
  /** Cannot go on without something that is missing; an exception is open. */
  | 'PARKED'
  /** Being undone. */
  | 'COMPENSATING'
  /** All required writes are confirmed by the target systems. */
  | 'SUCCEEDED'
  /** Undone. */
  | 'COMPENSATED'
  /** Ended, with an open exception. */
  | 'FAILED'
  /** Stopped by a person before any financial effect. */
  | 'CANCELLED'
  | '%future added value';

export type RemoveProductInput = {
  readonly productCode: string;
};

export type SetBillingFrequencyInput = {
  readonly frequency: BillingFrequency;
};

export type SetPriceInput = {
  readonly productCode: string;
  /** For a year. */
  readonly unitPrice: string;
};

export type SetQuantityInput = {
  readonly productCode: string;
  /** The new quantity, not the difference. */
  readonly quantity: string;
};

export type SetTermInput = {
  readonly endsOn: string;
};

export type AmendContractMutationVariables = Exact<{
  contractId: string;
  expectedVersion: number;
  effectiveOn: string;
  changes: ReadonlyArray<ContractChangeInput>;
  reason?: string | null | undefined;
  idempotencyKey: string;
}>;


export type AmendContractMutation = { readonly amendContract: { readonly replayed: boolean, readonly operation: { readonly id: string, readonly kind: OperationKind, readonly status: OperationStatus, readonly commitment: MilestoneStatus, readonly finalization: MilestoneStatus } | null, readonly userErrors: ReadonlyArray<{ readonly code: string, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type PreviewAmendmentMutationVariables = Exact<{
  contractId: string;
  expectedVersion: number;
  effectiveOn: string;
  changes: ReadonlyArray<ContractChangeInput>;
  reason?: string | null | undefined;
  idempotencyKey: string;
}>;


export type PreviewAmendmentMutation = { readonly amendContract: { readonly replayed: boolean, readonly preview: { readonly treatment: ModificationTreatment | null, readonly approvalsRequired: ReadonlyArray<string>, readonly warnings: ReadonlyArray<string>, readonly invoiceTotal: { readonly amount: Decimal, readonly currency: string } | null, readonly invoiceLines: ReadonlyArray<{ readonly id: string, readonly description: string, readonly quantity: Decimal | null, readonly proration: boolean, readonly servicePeriodStartsOn: string | null, readonly servicePeriodEndsOn: string | null, readonly amount: { readonly amount: Decimal, readonly currency: string } }>, readonly revenueBefore: ReadonlyArray<{ readonly originPeriod: string | null, readonly period: { readonly name: string, readonly startsOn: string } | null, readonly amount: { readonly amount: Decimal, readonly currency: string } }>, readonly revenueAfter: ReadonlyArray<{ readonly originPeriod: string | null, readonly period: { readonly name: string, readonly startsOn: string } | null, readonly amount: { readonly amount: Decimal, readonly currency: string } }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: string, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export const amendContract: MutationDocument<AmendContractMutation, AmendContractMutationVariables> = {
  kind: 'mutation',
  name: 'AmendContract',
  text: `mutation AmendContract(
  $contractId: ID!
  $expectedVersion: Int!
  $effectiveOn: Date!
  $changes: [ContractChangeInput!]!
  $reason: String
  $idempotencyKey: String!
) {
  amendContract(
    input: {
      contractId: $contractId
      expectedVersion: $expectedVersion
      effectiveOn: $effectiveOn
      changes: $changes
      reason: $reason
      idempotencyKey: $idempotencyKey
      dryRun: false
    }
  ) {
    operation {
      id
      kind
      status
      commitment
      finalization
    }
    userErrors {
      code
      field
      message
    }
    replayed
  }
}`,
};

export const previewAmendment: MutationDocument<PreviewAmendmentMutation, PreviewAmendmentMutationVariables> = {
  kind: 'mutation',
  name: 'PreviewAmendment',
  text: `mutation PreviewAmendment(
  $contractId: ID!
  $expectedVersion: Int!
  $effectiveOn: Date!
  $changes: [ContractChangeInput!]!
  $reason: String
  $idempotencyKey: String!
) {
  amendContract(
    input: {
      contractId: $contractId
      expectedVersion: $expectedVersion
      effectiveOn: $effectiveOn
      changes: $changes
      reason: $reason
      idempotencyKey: $idempotencyKey
      dryRun: true
    }
  ) {
    preview {
      treatment
      approvalsRequired
      warnings
      invoiceTotal {
        amount
        currency
      }
      invoiceLines {
        id
        description
        quantity
        proration
        servicePeriodStartsOn
        servicePeriodEndsOn
        amount {
          amount
          currency
        }
      }
      revenueBefore {
        originPeriod
        period {
          name
          startsOn
        }
        amount {
          amount
          currency
        }
      }
      revenueAfter {
        originPeriod
        period {
          name
          startsOn
        }
        amount {
          amount
          currency
        }
      }
    }
    userErrors {
      code
      field
      message
    }
    replayed
  }
}`,
};

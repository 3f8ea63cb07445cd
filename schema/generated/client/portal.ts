// Written by schema/codegen.ts from client/documents. Never edited.
import type { Decimal } from '#client/amounts.ts';
import type { MutationDocument, QueryDocument, SubscriptionDocument } from '#client/document.ts';

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

export type ContractStatus =
  | 'DRAFT'
  | 'ACTIVE'
  | 'AMENDING'
  | 'SUSPENDED'
  | 'CANCELLED'
  | 'EXPIRED'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN'
  | '%future added value';

/** This contract's end moves to the end of the other one. */
export type CoTermInput = {
  readonly withContractId: string;
};

export type CustomerStatus =
  | 'PROSPECT'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'CHURNED'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN'
  | '%future added value';

export type InvoiceStatus =
  | 'DRAFT'
  | 'OPEN'
  | 'PAID'
  | 'VOID'
  | 'UNCOLLECTIBLE'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN'
  | '%future added value';

export type MilestoneStatus =
  | 'PENDING'
  | 'DONE'
  | 'NOT_APPLICABLE'
  | 'FAILED'
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

export type PaymentStatus =
  | 'PENDING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'REFUNDED'
  | 'PARTIALLY_REFUNDED'
  | 'DISPUTED'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN'
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

export type StepStatus =
  | 'PENDING'
  | 'RUNNING'
  | 'WAITING'
  /** A write was sent and its outcome is not known; it is looked up before anything is sent again. */
  | 'UNCERTAIN'
  | 'DONE'
  | 'SKIPPED'
  | 'FAILED'
  | 'COMPENSATING'
  | 'COMPENSATED'
  | '%future added value';

export type SyncStatus =
  | 'IN_SYNC'
  | 'SYNCING'
  | 'BLOCKED'
  | 'DRIFTED'
  | '%future added value';

/** The kinds of system that the graph brings together. */
export type SystemKind =
  | 'CRM'
  | 'BILLING'
  | 'ERP'
  | 'REVREC'
  | 'CPQ'
  | 'TAX'
  | 'PAYMENT'
  | 'USAGE'
  | 'ENTITLEMENT'
  | 'PROJECT'
  | 'SUPPORT'
  | 'SUCCESS'
  | 'MDM'
  | 'WAREHOUSE'
  | '%future added value';

export type AmendContractMutationVariables = Exact<{
  contractId: string;
  expectedVersion: number;
  effectiveOn: string;
  changes: ReadonlyArray<ContractChangeInput>;
  reason?: string | null | undefined;
  idempotencyKey: string;
}>;


export type AmendContractMutation = { readonly amendContract: { readonly replayed: boolean, readonly operation: { readonly id: string, readonly kind: OperationKind, readonly status: OperationStatus, readonly commitment: MilestoneStatus, readonly finalization: MilestoneStatus } | null, readonly userErrors: ReadonlyArray<{ readonly code: string, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type CustomerNewsSubscriptionVariables = Exact<{
  customerId: string;
  resumeFrom?: string | null | undefined;
}>;


export type CustomerNewsSubscription = { readonly syncStatus: { readonly cursor: string, readonly sequence: number, readonly occurredAt: string, readonly kind: string, readonly operation: { readonly id: string, readonly kind: OperationKind, readonly status: OperationStatus, readonly commitment: MilestoneStatus, readonly finalization: MilestoneStatus } | null, readonly step: { readonly name: string, readonly system: SystemKind, readonly status: StepStatus, readonly waitingFor: string | null } | null, readonly contract: { readonly id: string, readonly number: string, readonly version: number, readonly status: ContractStatus } | null } };

export type CustomerViewQueryVariables = Exact<{
  id: string;
  asOf?: string | null | undefined;
}>;


export type CustomerViewQuery = { readonly customer: { readonly id: string, readonly name: string, readonly status: CustomerStatus, readonly provenance: { readonly system: SystemKind, readonly asOf: string, readonly stale: boolean }, readonly syncState: { readonly status: SyncStatus, readonly runningOperations: number, readonly lastSyncedAt: string | null, readonly systems: ReadonlyArray<{ readonly system: SystemKind, readonly status: SyncStatus, readonly asOf: string, readonly lagSeconds: number }> } | null, readonly contracts: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly number: string, readonly version: number, readonly status: ContractStatus, readonly startsOn: string, readonly endsOn: string, readonly totalValue: { readonly amount: Decimal, readonly currency: string }, readonly annualValue: { readonly amount: Decimal, readonly currency: string }, readonly lines: ReadonlyArray<{ readonly id: string, readonly quantity: Decimal, readonly startsOn: string, readonly endsOn: string, readonly product: { readonly code: string, readonly name: string }, readonly unitPrice: { readonly amount: Decimal, readonly currency: string } }> } }> }, readonly invoices: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly number: string, readonly status: InvoiceStatus, readonly issuedOn: string, readonly dueOn: string | null, readonly total: { readonly amount: Decimal, readonly currency: string }, readonly amountPaid: { readonly amount: Decimal, readonly currency: string }, readonly amountDue: { readonly amount: Decimal, readonly currency: string }, readonly payments: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly receivedAt: string, readonly amount: { readonly amount: Decimal, readonly currency: string } }> } }> } | null, readonly openBalance: ReadonlyArray<{ readonly amount: Decimal, readonly currency: string }> | null, readonly revenue: ReadonlyArray<{ readonly contracted: { readonly amount: Decimal, readonly currency: string }, readonly billed: { readonly amount: Decimal, readonly currency: string }, readonly recognized: { readonly amount: Decimal, readonly currency: string }, readonly deferred: { readonly amount: Decimal, readonly currency: string }, readonly unbilled: { readonly amount: Decimal, readonly currency: string }, readonly remainingObligation: { readonly amount: Decimal, readonly currency: string } }> | null } | null };

export type FindCustomersQueryVariables = Exact<{
  search?: string | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type FindCustomersQuery = { readonly customers: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly status: CustomerStatus } }> } };

export type OperationNewsSubscriptionVariables = Exact<{
  operationId: string;
  resumeFrom?: string | null | undefined;
}>;


export type OperationNewsSubscription = { readonly syncStatus: { readonly cursor: string, readonly sequence: number, readonly occurredAt: string, readonly kind: string, readonly operation: { readonly id: string, readonly kind: OperationKind, readonly status: OperationStatus, readonly commitment: MilestoneStatus, readonly finalization: MilestoneStatus } | null, readonly step: { readonly name: string, readonly system: SystemKind, readonly status: StepStatus, readonly attempts: number, readonly waitingFor: string | null } | null } };

export type OperationStatusQueryVariables = Exact<{
  id: string;
}>;


export type OperationStatusQuery = { readonly operation: { readonly id: string, readonly kind: OperationKind, readonly status: OperationStatus, readonly commitment: MilestoneStatus, readonly finalization: MilestoneStatus, readonly requestedAt: string, readonly updatedAt: string, readonly committedAt: string | null, readonly finishedAt: string | null, readonly contract: { readonly id: string, readonly number: string, readonly version: number, readonly status: ContractStatus } | null, readonly steps: ReadonlyArray<{ readonly name: string, readonly system: SystemKind, readonly status: StepStatus, readonly attempts: number, readonly waitingFor: string | null }> } | null };

export type PreviewAmendmentMutationVariables = Exact<{
  contractId: string;
  expectedVersion: number;
  effectiveOn: string;
  changes: ReadonlyArray<ContractChangeInput>;
  reason?: string | null | undefined;
  idempotencyKey: string;
}>;


export type PreviewAmendmentMutation = { readonly amendContract: { readonly replayed: boolean, readonly preview: { readonly approvalsRequired: ReadonlyArray<string>, readonly warnings: ReadonlyArray<string>, readonly invoiceTotal: { readonly amount: Decimal, readonly currency: string } | null, readonly invoiceLines: ReadonlyArray<{ readonly id: string, readonly description: string, readonly quantity: Decimal | null, readonly proration: boolean, readonly servicePeriodStartsOn: string | null, readonly servicePeriodEndsOn: string | null, readonly amount: { readonly amount: Decimal, readonly currency: string } }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: string, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

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

export const customerNews: SubscriptionDocument<CustomerNewsSubscription, CustomerNewsSubscriptionVariables> = {
  kind: 'subscription',
  name: 'CustomerNews',
  text: `subscription CustomerNews($customerId: ID!, $resumeFrom: String) {
  syncStatus(filter: { customerId: $customerId }, resumeFrom: $resumeFrom) {
    cursor
    sequence
    occurredAt
    kind
    operation {
      id
      kind
      status
      commitment
      finalization
    }
    step {
      name
      system
      status
      waitingFor
    }
    contract {
      id
      number
      version
      status
    }
  }
}`,
};

export const customerView: QueryDocument<CustomerViewQuery, CustomerViewQueryVariables> = {
  kind: 'query',
  name: 'CustomerView',
  text: `query CustomerView($id: ID!, $asOf: Date) {
  customer(id: $id) {
    id
    name
    status
    provenance {
      system
      asOf
      stale
    }
    syncState {
      status
      runningOperations
      lastSyncedAt
      systems {
        system
        status
        asOf
        lagSeconds
      }
    }
    contracts(first: 20) {
      totalCount
      edges {
        node {
          id
          number
          version
          status
          startsOn
          endsOn
          totalValue {
            amount
            currency
          }
          annualValue {
            amount
            currency
          }
          lines {
            id
            product {
              code
              name
            }
            quantity
            unitPrice {
              amount
              currency
            }
            startsOn
            endsOn
          }
        }
      }
    }
    invoices(first: 20) {
      totalCount
      edges {
        node {
          id
          number
          status
          issuedOn
          dueOn
          total {
            amount
            currency
          }
          amountPaid {
            amount
            currency
          }
          amountDue {
            amount
            currency
          }
          payments {
            id
            status
            receivedAt
            amount {
              amount
              currency
            }
          }
        }
      }
    }
    openBalance {
      amount
      currency
    }
    revenue(asOf: $asOf) {
      contracted {
        amount
        currency
      }
      billed {
        amount
        currency
      }
      recognized {
        amount
        currency
      }
      deferred {
        amount
        currency
      }
      unbilled {
        amount
        currency
      }
      remainingObligation {
        amount
        currency
      }
    }
  }
}`,
};

export const findCustomers: QueryDocument<FindCustomersQuery, FindCustomersQueryVariables> = {
  kind: 'query',
  name: 'FindCustomers',
  text: `query FindCustomers($search: String, $first: Int! = 25, $after: String) {
  customers(first: $first, after: $after, filter: { search: $search }) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        name
        status
      }
    }
  }
}`,
};

export const operationNews: SubscriptionDocument<OperationNewsSubscription, OperationNewsSubscriptionVariables> = {
  kind: 'subscription',
  name: 'OperationNews',
  text: `subscription OperationNews($operationId: ID!, $resumeFrom: String) {
  syncStatus(filter: { operationId: $operationId }, resumeFrom: $resumeFrom) {
    cursor
    sequence
    occurredAt
    kind
    operation {
      id
      kind
      status
      commitment
      finalization
    }
    step {
      name
      system
      status
      attempts
      waitingFor
    }
  }
}`,
};

export const operationStatus: QueryDocument<OperationStatusQuery, OperationStatusQueryVariables> = {
  kind: 'query',
  name: 'OperationStatus',
  text: `query OperationStatus($id: ID!) {
  operation(id: $id) {
    id
    kind
    status
    commitment
    finalization
    requestedAt
    updatedAt
    committedAt
    finishedAt
    contract {
      id
      number
      version
      status
    }
    steps {
      name
      system
      status
      attempts
      waitingFor
    }
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

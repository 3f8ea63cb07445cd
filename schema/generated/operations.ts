// Written by schema/codegen.ts from schema/graphql. Never edited.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** RFC 3339 instant in UTC with milliseconds, such as 2026-08-16T09:30:00.000Z. */
  DateTime: { input: string; output: string; }
  /** Civil date without a zone, YYYY-MM-DD. */
  Date: { input: string; output: string; }
  /** Exact decimal as text. As an input any text of at most 40 characters is taken; the mutation judges it. */
  Decimal: { input: string; output: string; }
  /** ISO 4217 code in capitals. */
  CurrencyCode: { input: string; output: string; }
  /** Raw structure of a derivation or a vendor; no rule is built on its inside. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

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
  | 'WAREHOUSE';

/** Anything with a global id. Ids are opaque: never take one apart. */
export type Node = {
  /** Opaque and global. */
  readonly id: Scalars['ID']['output'];
};

/** An exact amount of one currency. */
export type Money = {
  readonly __typename?: 'Money';
  /** With the currency's own digits, such as 170136.98 USD or 500 JPY. */
  readonly amount: Scalars['Decimal']['output'];
  /** ISO 4217. */
  readonly currency: Scalars['CurrencyCode']['output'];
};

/** Where a value came from and how fresh it is. */
export type Provenance = {
  readonly __typename?: 'Provenance';
  /** Kind of the system of record. */
  readonly system: SystemKind;
  /** Product that plays this part, such as stripe. */
  readonly vendor: Scalars['String']['output'];
  /** The authorised account it was read from. */
  readonly connection: Scalars['String']['output'];
  /** The vendor's id of the record. */
  readonly externalId: Scalars['String']['output'];
  /** When the vendor last told us this. */
  readonly asOf: Scalars['DateTime']['output'];
  /** True when the connection has not answered for longer than its freshness limit. */
  readonly stale: Scalars['Boolean']['output'];
  /** Address of the record in the vendor's own screens. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

/** A record of a vendor that stands for this object. */
export type ExternalRef = {
  readonly __typename?: 'ExternalRef';
  /** Kind of the system. */
  readonly system: SystemKind;
  /** Product that plays this part. */
  readonly vendor: Scalars['String']['output'];
  /** The authorised account. */
  readonly connection: Scalars['String']['output'];
  /** The vendor's word for the kind of record. */
  readonly type: Scalars['String']['output'];
  /** The vendor's id. */
  readonly externalId: Scalars['String']['output'];
};

/** Where a page of a connection begins and ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** More rows follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Rows precede: true on every page but the first. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** Cursor of the last row; give it as `after`. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  readonly __typename?: 'Query';
  /** Anything by its global id; null when there is nothing. */
  readonly node?: Maybe<Node>;
  /** Many at once, in the order asked, null where there is nothing. At most 100. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** A business process by its id, which the mutation that started it answered; null when there is none for the asker. */
  readonly operation?: Maybe<Operation>;
  /** Operations, the latest first. */
  readonly operations: OperationConnection;
  /** Work that waits for a person, the oldest first. */
  readonly exceptions: ExceptionConnection;
  /** Second persons' decisions, the latest asked for first. */
  readonly approvals: ApprovalConnection;
  /**
   * How the teams kept the clocks of their exceptions in whole days of UTC, `from` and `to` among them; one item a team that
   * had any, by name.
   */
  readonly exceptionAttainment: ReadonlyArray<ExceptionAttainment>;
  /**
   * Whether a month is ready to close for a legal entity, and what keeps it open. `through` is the last day of the month. Null
   * when there is no such entity for the asker.
   */
  readonly closeChecklist?: Maybe<CloseChecklist>;
  /**
   * Which system owns which field, who may start, approve and overwrite a change of it, and the rule when two disagree.
   * `entity` is one of customer, contract, subscription, invoice, payment, tax, revenue; left out, all are shown.
   */
  readonly ownership: ReadonlyArray<OwnershipRule>;
  /**
   * Everything linked to any one identifier, from opportunity to journal line: a global id, a contract's or invoice's number,
   * the number of a document or journal in the ledger, or an id of any vendor. Null when nothing is known under it.
   */
  readonly trace?: Maybe<Trace>;
  /** The log behind `syncStatus`, by pages, the oldest first. */
  readonly syncEvents: SyncStatusEventConnection;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


export type QueryOperationArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOperationsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OperationFilter>;
};


export type QueryExceptionsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ExceptionFilter>;
};


export type QueryApprovalsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<ApprovalStatus>;
};


export type QueryExceptionAttainmentArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};


export type QueryCloseChecklistArgs = {
  legalEntityId: Scalars['ID']['input'];
  through: Scalars['Date']['input'];
};


export type QueryOwnershipArgs = {
  entity?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTraceArgs = {
  by: Scalars['String']['input'];
};


export type QuerySyncEventsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SyncStatusFilter>;
};

/** Members are joined by `and`. */
export type OperationFilter = {
  readonly kind?: InputMaybe<OperationKind>;
  readonly status?: InputMaybe<OperationStatus>;
  readonly finalization?: InputMaybe<MilestoneStatus>;
  /** Only those of which a step failed and will be tried again (true), or only the others (false). */
  readonly retrying?: InputMaybe<Scalars['Boolean']['input']>;
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly contractId?: InputMaybe<Scalars['ID']['input']>;
};

/** Members are joined by `and`. */
export type ExceptionFilter = {
  readonly cause?: InputMaybe<ExceptionCause>;
  readonly status?: InputMaybe<ExceptionStatus>;
  readonly ownerTeam?: InputMaybe<Scalars['String']['input']>;
  readonly overdue?: InputMaybe<Scalars['Boolean']['input']>;
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly operationId?: InputMaybe<Scalars['ID']['input']>;
};

export type Customer = Node & {
  readonly __typename?: 'Customer';
  readonly id: Scalars['ID']['output'];
  readonly operations?: Maybe<OperationConnection>;
  readonly exceptions?: Maybe<ExceptionConnection>;
  /** How far the systems agree about this customer. */
  readonly syncState?: Maybe<SyncState>;
};


export type CustomerOperationsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<OperationStatus>;
};


export type CustomerExceptionsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<ExceptionStatus>;
};

export type Contract = Node & {
  readonly __typename?: 'Contract';
  readonly id: Scalars['ID']['output'];
  readonly operations?: Maybe<OperationConnection>;
};


export type ContractOperationsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Opportunity = Node & {
  readonly __typename?: 'Opportunity';
  readonly id: Scalars['ID']['output'];
};

export type Product = Node & {
  readonly __typename?: 'Product';
  readonly id: Scalars['ID']['output'];
};

export type LegalEntity = Node & {
  readonly __typename?: 'LegalEntity';
  readonly id: Scalars['ID']['output'];
};

export type BillingSubscription = Node & {
  readonly __typename?: 'BillingSubscription';
  readonly id: Scalars['ID']['output'];
};

export type Invoice = Node & {
  readonly __typename?: 'Invoice';
  readonly id: Scalars['ID']['output'];
};

export type CreditMemo = Node & {
  readonly __typename?: 'CreditMemo';
  readonly id: Scalars['ID']['output'];
};

export type Payment = Node & {
  readonly __typename?: 'Payment';
  readonly id: Scalars['ID']['output'];
};

export type RevenueContract = Node & {
  readonly __typename?: 'RevenueContract';
  readonly id: Scalars['ID']['output'];
};

export type AccountingPeriod = {
  readonly __typename?: 'AccountingPeriod';
  readonly id: Scalars['ID']['output'];
};

/** A durable process over several systems, started by one mutation or event. */
export type Operation = Node & {
  readonly __typename?: 'Operation';
  readonly id: Scalars['ID']['output'];
  readonly kind: OperationKind;
  readonly status: OperationStatus;
  /** Towards the customer: fast. */
  readonly commitment: MilestoneStatus;
  /** Towards the books: controlled. */
  readonly finalization: MilestoneStatus;
  readonly requestedBy: Scalars['String']['output'];
  readonly requestedAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  /** When the customer's part was promised in every system that it needs; null until then. */
  readonly committedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the books were done too, or it ended otherwise; null until then. */
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The business process that it runs, by its name in the code, such as `amend-contract`. */
  readonly saga: Scalars['String']['output'];
  /** The version of that process with which it was accepted; it goes up when its steps change. */
  readonly sagaVersion: Scalars['Int']['output'];
  readonly idempotencyKey: Scalars['String']['output'];
  readonly correlationId: Scalars['String']['output'];
  /** Place in its contract's line, from 1. */
  readonly sequence?: Maybe<Scalars['Int']['output']>;
  readonly customer?: Maybe<Customer>;
  readonly contract?: Maybe<Contract>;
  readonly steps: ReadonlyArray<OperationStep>;
  readonly exceptions: ReadonlyArray<Exception>;
  readonly approvals: ReadonlyArray<Approval>;
  /** The vendors' records that it made or changed. */
  readonly effects: ReadonlyArray<ExternalRef>;
  readonly preview: Scalars['Boolean']['output'];
};

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
  | 'RECOGNIZE_REVENUE';

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
  | 'CANCELLED';

export type MilestoneStatus =
  | 'PENDING'
  | 'DONE'
  | 'NOT_APPLICABLE'
  | 'FAILED';

/** One recorded action of an operation. */
export type OperationStep = {
  readonly __typename?: 'OperationStep';
  readonly name: Scalars['String']['output'];
  readonly system: SystemKind;
  readonly vendor?: Maybe<Scalars['String']['output']>;
  readonly status: StepStatus;
  readonly attempts: Scalars['Int']['output'];
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** `retry`, `turn`, `decision` and so on, while the step waits. */
  readonly waitingFor?: Maybe<Scalars['String']['output']>;
  /** The vendor's record that it made or changed. */
  readonly effect?: Maybe<ExternalRef>;
  /** How far a step is that works through a long list, in rounds; null for any other. */
  readonly progress?: Maybe<StepProgress>;
  readonly error?: Maybe<StepError>;
  /**
   * The calls to the vendor that were made for it, the oldest first, at most 200 a step; secrets are blotted out. Kept for a
   * time only. Null where its system does not tell.
   */
  readonly vendorCalls?: Maybe<ReadonlyArray<VendorCall>>;
};

/** Of `total` pieces of work, as far as their number is known by now, `done` are done; the number may grow. */
export type StepProgress = {
  readonly __typename?: 'StepProgress';
  readonly done: Scalars['Int']['output'];
  readonly total: Scalars['Int']['output'];
};

/** One call to a vendor's interface as it was made, without its headers. */
export type VendorCall = {
  readonly __typename?: 'VendorCall';
  readonly at: Scalars['DateTime']['output'];
  readonly connection: Scalars['String']['output'];
  readonly method: Scalars['String']['output'];
  /** With its query. */
  readonly path: Scalars['String']['output'];
  /** HTTP status; null when no answer came. */
  readonly status?: Maybe<Scalars['Int']['output']>;
  readonly durationMs: Scalars['Int']['output'];
  /** The body as text, as it was sent; null when there was none. */
  readonly request?: Maybe<Scalars['String']['output']>;
  /** The body as text, as it came; null when there was none. */
  readonly response?: Maybe<Scalars['String']['output']>;
  /** Whether something of a body was cut off: each is kept up to 64 kB. */
  readonly truncated: Scalars['Boolean']['output'];
  /** Why there is no answer, such as `OutcomeUnknown`. */
  readonly error?: Maybe<Scalars['String']['output']>;
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
  | 'COMPENSATED';

export type StepError = {
  readonly __typename?: 'StepError';
  /** Of the catalogue of codes. */
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  readonly retryable: Scalars['Boolean']['output'];
  readonly at: Scalars['DateTime']['output'];
};

/** Work that waits for a person. */
export type Exception = Node & {
  readonly __typename?: 'Exception';
  readonly id: Scalars['ID']['output'];
  readonly cause: ExceptionCause;
  readonly status: ExceptionStatus;
  readonly title: Scalars['String']['output'];
  readonly explanation: Scalars['String']['output'];
  readonly nextAction: Scalars['String']['output'];
  /** Contracted or billed amount at stake. */
  readonly impact?: Maybe<Money>;
  readonly financiallyMaterial: Scalars['Boolean']['output'];
  readonly ownerTeam: Scalars['String']['output'];
  readonly assignee?: Maybe<Scalars['String']['output']>;
  readonly openedAt: Scalars['DateTime']['output'];
  readonly dueAt: Scalars['DateTime']['output'];
  readonly overdue: Scalars['Boolean']['output'];
  readonly operation?: Maybe<Operation>;
  readonly customer?: Maybe<Customer>;
  readonly contract?: Maybe<Contract>;
  readonly payload?: Maybe<Scalars['JSON']['output']>;
  readonly history: ReadonlyArray<ExceptionEvent>;
};

export type ExceptionCause =
  | 'MASTER_DATA_MISMATCH'
  | 'MISSING_MAPPING'
  | 'SEQUENCING'
  | 'CLOSED_PERIOD'
  | 'TAX_FAILURE'
  | 'DUPLICATE_EVENT'
  | 'MISSING_REVENUE_REFERENCE'
  | 'VALIDATION'
  | 'UNCERTAIN_OUTCOME'
  | 'VENDOR_REJECTED'
  | 'CREDENTIALS'
  | 'USAGE_ANOMALY'
  | 'RECONCILIATION_BREAK'
  | 'OWNERSHIP_CONFLICT'
  | 'UNSUPPORTED';

export type ExceptionStatus =
  | 'OPEN'
  | 'ASSIGNED'
  | 'AWAITING_APPROVAL'
  | 'RETRYING'
  | 'RESOLVED'
  | 'WAIVED';

export type ExceptionEvent = {
  readonly __typename?: 'ExceptionEvent';
  readonly at: Scalars['DateTime']['output'];
  readonly by: Scalars['String']['output'];
  readonly what: Scalars['String']['output'];
  readonly note?: Maybe<Scalars['String']['output']>;
};

/** A second person's decision. */
export type Approval = Node & {
  readonly __typename?: 'Approval';
  readonly id: Scalars['ID']['output'];
  readonly status: ApprovalStatus;
  readonly reason: Scalars['String']['output'];
  /** SHA-256 of `payload`; the decision names it, and is void when it no longer fits. */
  readonly payloadHash: Scalars['String']['output'];
  readonly requestedBy: Scalars['String']['output'];
  readonly decidedBy?: Maybe<Scalars['String']['output']>;
  readonly decidedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly operation?: Maybe<Operation>;
  readonly requestedAt: Scalars['DateTime']['output'];
  /** From then on it cannot be decided any more. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Roles that may decide; never who asked. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** The exception whose correction waits for it. */
  readonly exception?: Maybe<Exception>;
  /** All that will be done when it is approved. */
  readonly payload: Scalars['JSON']['output'];
};

export type ApprovalConnection = {
  readonly __typename?: 'ApprovalConnection';
  readonly edges: ReadonlyArray<ApprovalEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type ApprovalEdge = {
  readonly __typename?: 'ApprovalEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Approval;
};

/** A field, and who decides about it. What holds for one way of issuing invoices only names it in `profile`. */
export type OwnershipRule = {
  readonly __typename?: 'OwnershipRule';
  readonly entity: Scalars['String']['output'];
  readonly field: Scalars['String']['output'];
  readonly owner: SystemKind;
  readonly mayInitiate: ReadonlyArray<Scalars['String']['output']>;
  readonly mayApprove: ReadonlyArray<Scalars['String']['output']>;
  readonly mayOverwrite: ReadonlyArray<Scalars['String']['output']>;
  readonly conflictRule: Scalars['String']['output'];
  /** Of the whole register. */
  readonly version: Scalars['Int']['output'];
  /** BILLING or ERP: holds only for entities whose invoices are issued there. */
  readonly profile?: Maybe<Scalars['String']['output']>;
};

/** Everything linked to any one identifier, from opportunity to journal line. */
export type Trace = {
  readonly __typename?: 'Trace';
  readonly subject: Node;
  /** In the order of the business, from the deal to the books. */
  readonly links: ReadonlyArray<TraceLink>;
  /** What was done to any of it, the oldest first. */
  readonly events: AuditEventConnection;
  /** Every link that has to be there is there. */
  readonly complete: Scalars['Boolean']['output'];
  /** What has to be there and is not, a sentence each. */
  readonly missing: ReadonlyArray<Scalars['String']['output']>;
};


/** Everything linked to any one identifier, from opportunity to journal line. */
export type TraceEventsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type TraceLink = {
  readonly __typename?: 'TraceLink';
  readonly from: Scalars['ID']['output'];
  readonly to: Scalars['ID']['output'];
  /** Such as `bills`, `posts` or `recognizes`. */
  readonly relation: Scalars['String']['output'];
  /** The vendor's record that stands for `to`. */
  readonly ref?: Maybe<ExternalRef>;
};

/** Who did what to what. Rows of one chain are bound to each other by their hashes. */
export type AuditEvent = {
  readonly __typename?: 'AuditEvent';
  readonly id: Scalars['ID']['output'];
  readonly sequence: Scalars['Int']['output'];
  readonly at: Scalars['DateTime']['output'];
  readonly actor: Scalars['String']['output'];
  readonly action: Scalars['String']['output'];
  readonly subject: Scalars['ID']['output'];
  readonly correlationId: Scalars['String']['output'];
  readonly before?: Maybe<Scalars['JSON']['output']>;
  readonly after?: Maybe<Scalars['JSON']['output']>;
  readonly hash: Scalars['String']['output'];
  readonly previousHash: Scalars['String']['output'];
};

export type AuditEventConnection = {
  readonly __typename?: 'AuditEventConnection';
  readonly edges: ReadonlyArray<AuditEventEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type AuditEventEdge = {
  readonly __typename?: 'AuditEventEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: AuditEvent;
};

export type ApprovalStatus =
  | 'PENDING'
  | 'APPROVED'
  | 'REJECTED'
  | 'EXPIRED';

/** How far the systems agree about one customer. */
export type SyncState = {
  readonly __typename?: 'SyncState';
  readonly status: SyncStatus;
  readonly runningOperations: Scalars['Int']['output'];
  readonly openExceptions: Scalars['Int']['output'];
  readonly lastSyncedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly systems: ReadonlyArray<SystemSyncState>;
};

export type SyncStatus =
  | 'IN_SYNC'
  | 'SYNCING'
  | 'BLOCKED'
  | 'DRIFTED';

export type SystemSyncState = {
  readonly __typename?: 'SystemSyncState';
  readonly system: SystemKind;
  readonly vendor: Scalars['String']['output'];
  readonly status: SyncStatus;
  readonly asOf: Scalars['DateTime']['output'];
  readonly lagSeconds: Scalars['Int']['output'];
};

/** One change of an operation, as it was recorded. */
export type SyncStatusEvent = {
  readonly __typename?: 'SyncStatusEvent';
  /** Position in the log; give it as `resumeFrom` to go on after this item. */
  readonly cursor: Scalars['String']['output'];
  /** Counts this stream's items from 1 without a gap, on over a resume. */
  readonly sequence: Scalars['Int']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  /** `snapshot`, `operation.accepted`, `step.finished` and so on. */
  readonly kind: Scalars['String']['output'];
  readonly operation?: Maybe<Operation>;
  readonly step?: Maybe<OperationStep>;
  readonly customer?: Maybe<Customer>;
  readonly contract?: Maybe<Contract>;
  readonly exception?: Maybe<Exception>;
};

/** How one team kept the clocks of its exceptions over a period. */
export type ExceptionAttainment = {
  readonly __typename?: 'ExceptionAttainment';
  readonly ownerTeam: Scalars['String']['output'];
  /** Closed in the period, before their clock ran out. */
  readonly withinClock: Scalars['Int']['output'];
  /** Closed in the period after their clock ran out, or still open with a clock that ran out in it. */
  readonly beyondClock: Scalars['Int']['output'];
  /** Opened by the end of the period and open with time left; not part of the share. */
  readonly pending: Scalars['Int']['output'];
  /** withinClock of withinClock and beyondClock, 0 to 1 with four places; null when there is neither. */
  readonly share?: Maybe<Scalars['Decimal']['output']>;
};

/** What has to be done before a month is closed: work that touches its revenue or that of a month before it. */
export type CloseChecklist = {
  readonly __typename?: 'CloseChecklist';
  readonly legalEntity?: Maybe<LegalEntity>;
  readonly startsOn: Scalars['Date']['output'];
  /** Last day. */
  readonly endsOn: Scalars['Date']['output'];
  /**
   * True when there is no open exception, no operation whose books are not done, no journal that is due, no contract that the
   * month's run has to look at, and no adjustment by hand without a reason.
   */
  readonly ready: Scalars['Boolean']['output'];
  /** Open work for people, the oldest first, at most 100. What names no day of its own counts for every month. */
  readonly exceptions: ReadonlyArray<Exception>;
  readonly exceptionCount: Scalars['Int']['output'];
  /** What is at stake in all of them, one amount a currency. */
  readonly impact: ReadonlyArray<Money>;
  /** Whose books are not done, the oldest first, at most 100. */
  readonly operations: ReadonlyArray<Operation>;
  readonly operationCount: Scalars['Int']['output'];
  /** Journals of revenue up to the month's end that the ledger does not have yet. */
  readonly journalsDue: Scalars['Int']['output'];
  /**
   * Contracts that `recognizeRevenue` has not looked at for this month, or not since they changed, and contracts of which
   * revenue is held until a person decides.
   */
  readonly contractsDue: Scalars['Int']['output'];
  /**
   * Journals of the month that people made in the ledger on accounts that revenue is journalled on, the oldest first, at most
   * 100.
   */
  readonly adjustments: ReadonlyArray<ManualAdjustment>;
  readonly adjustmentCount: Scalars['Int']['output'];
  /** Opened in the month and waived, the oldest first, at most 100; the reason is in the history of each. */
  readonly waived: ReadonlyArray<Exception>;
};

/** A journal that somebody made in the ledger beside the revenue engine. */
export type ManualAdjustment = {
  readonly __typename?: 'ManualAdjustment';
  /** Of the `JournalEntry`. */
  readonly journalEntryId: Scalars['ID']['output'];
  readonly number: Scalars['String']['output'];
  readonly postedOn: Scalars['Date']['output'];
  /** What the ledger says of why; null when nothing. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Posted: the sum of its debits. */
  readonly amount: Money;
};

export type OperationConnection = {
  readonly __typename?: 'OperationConnection';
  readonly edges: ReadonlyArray<OperationEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type OperationEdge = {
  readonly __typename?: 'OperationEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Operation;
};

export type ExceptionConnection = {
  readonly __typename?: 'ExceptionConnection';
  readonly edges: ReadonlyArray<ExceptionEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type ExceptionEdge = {
  readonly __typename?: 'ExceptionEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Exception;
};

export type SyncStatusEventConnection = {
  readonly __typename?: 'SyncStatusEventConnection';
  readonly edges: ReadonlyArray<SyncStatusEventEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type SyncStatusEventEdge = {
  readonly __typename?: 'SyncStatusEventEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: SyncStatusEvent;
};

/** Why a request was not taken: one plain sentence that says what to do, and a stable code. */
export type UserError = {
  readonly __typename?: 'UserError';
  /** Path inside the input, such as changes, 0, setQuantity, quantity. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly message: Scalars['String']['output'];
  /** Of the catalogue of codes. */
  readonly code: Scalars['String']['output'];
};

/** The answer of every mutation that starts an operation. */
export type OperationPayload = {
  readonly __typename?: 'OperationPayload';
  /** Null when nothing was started: user errors, or a dry run. */
  readonly operation?: Maybe<Operation>;
  /** Filled when dryRun is true. */
  readonly preview?: Maybe<Preview>;
  /** Empty means accepted. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** The key was seen before with the same input. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** What would happen: nothing is written when dryRun is true. */
export type Preview = {
  readonly __typename?: 'Preview';
  readonly invoiceLines: ReadonlyArray<InvoiceLine>;
  /** Billed, as the billing system computes it. */
  readonly invoiceTotal?: Maybe<Money>;
  readonly journalEntries: ReadonlyArray<JournalEntry>;
  readonly revenueBefore: ReadonlyArray<RevenuePeriod>;
  readonly revenueAfter: ReadonlyArray<RevenuePeriod>;
  readonly treatment?: Maybe<ModificationTreatment>;
  readonly approvalsRequired: ReadonlyArray<Scalars['String']['output']>;
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

export type InvoiceLine = {
  readonly __typename?: 'InvoiceLine';
  readonly id: Scalars['ID']['output'];
  readonly description: Scalars['String']['output'];
  readonly product?: Maybe<Product>;
  readonly quantity?: Maybe<Scalars['Decimal']['output']>;
  readonly amount: Money;
  readonly servicePeriodStartsOn?: Maybe<Scalars['Date']['output']>;
  readonly servicePeriodEndsOn?: Maybe<Scalars['Date']['output']>;
  readonly proration: Scalars['Boolean']['output'];
  readonly taxCode?: Maybe<Scalars['String']['output']>;
};

export type JournalEntry = Node & {
  readonly __typename?: 'JournalEntry';
  readonly id: Scalars['ID']['output'];
  readonly postedOn: Scalars['Date']['output'];
  readonly period: AccountingPeriod;
  readonly legalEntity: LegalEntity;
  readonly lines: ReadonlyArray<JournalLine>;
  readonly source?: Maybe<Node>;
  readonly provenance?: Maybe<Provenance>;
};

export type JournalLine = {
  readonly __typename?: 'JournalLine';
  readonly account: Scalars['String']['output'];
  readonly accountName?: Maybe<Scalars['String']['output']>;
  readonly debit?: Maybe<Money>;
  readonly credit?: Maybe<Money>;
  readonly dimensions: ReadonlyArray<Dimension>;
};

export type Dimension = {
  readonly __typename?: 'Dimension';
  readonly name: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

export type RevenuePeriod = {
  readonly __typename?: 'RevenuePeriod';
  readonly period?: Maybe<AccountingPeriod>;
  readonly obligation: PerformanceObligation;
  readonly amount: Money;
  readonly originPeriod?: Maybe<Scalars['String']['output']>;
  readonly posted: Scalars['Boolean']['output'];
  readonly cumulative: Money;
  readonly explanation?: Maybe<ReadonlyArray<Derivation>>;
};

export type PerformanceObligation = Node & {
  readonly __typename?: 'PerformanceObligation';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly product?: Maybe<Product>;
  readonly method: RecognitionMethod;
  readonly standaloneSellingPrice: Money;
  readonly allocated: Money;
  readonly recognized: Money;
  readonly startsOn?: Maybe<Scalars['Date']['output']>;
  readonly endsOn?: Maybe<Scalars['Date']['output']>;
  readonly status: ObligationStatus;
  readonly delay?: Maybe<RevenueDelay>;
  readonly explanation: ReadonlyArray<Derivation>;
};

export type RevenueDelay = {
  readonly __typename?: 'RevenueDelay';
  readonly cause: RevenueDelayCause;
  readonly reason: Scalars['String']['output'];
  readonly since: Scalars['Date']['output'];
  readonly amount: Money;
  readonly contract: Contract;
};

export type RevenueDelayCause =
  | 'BILLING'
  | 'EXECUTION'
  | 'ACCEPTANCE';

export type RecognitionMethod =
  | 'DAILY'
  | 'MONTHLY'
  | 'POINT_IN_TIME'
  | 'MILESTONE'
  | 'USAGE'
  | 'PERCENT_COMPLETE';

export type ObligationStatus =
  | 'PENDING_EVIDENCE'
  | 'ACTIVE'
  | 'SATISFIED'
  | 'CANCELLED';

export type ModificationTreatment =
  | 'SEPARATE_CONTRACT'
  | 'PROSPECTIVE'
  | 'CUMULATIVE_CATCH_UP'
  | 'MIXED';

export type Derivation = {
  readonly __typename?: 'Derivation';
  readonly rule: Scalars['String']['output'];
  readonly ruleVersion: Scalars['String']['output'];
  readonly inputs: Scalars['JSON']['output'];
  readonly result: Scalars['String']['output'];
};

export type BookOpportunityInput = {
  readonly opportunityId: Scalars['ID']['input'];
  readonly idempotencyKey: Scalars['String']['input'];
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * expectedVersion is compared with the version that the last accepted change will produce, so a change sent while
 * another runs names that one's version and runs after it; an older one is STALE_VERSION.
 */
export type AmendContractInput = {
  readonly contractId: Scalars['ID']['input'];
  readonly expectedVersion: Scalars['Int']['input'];
  /** First day on which the change holds. */
  readonly effectiveOn: Scalars['Date']['input'];
  /** 1 to 20 changes. */
  readonly changes: ReadonlyArray<ContractChangeInput>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly idempotencyKey: Scalars['String']['input'];
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Exactly one of the members is given, else a userError. */
export type ContractChangeInput = {
  readonly setQuantity?: InputMaybe<SetQuantityInput>;
  readonly addProduct?: InputMaybe<AddProductInput>;
  readonly removeProduct?: InputMaybe<RemoveProductInput>;
  readonly setPrice?: InputMaybe<SetPriceInput>;
  readonly setTerm?: InputMaybe<SetTermInput>;
  readonly setBillingFrequency?: InputMaybe<SetBillingFrequencyInput>;
  readonly coTerm?: InputMaybe<CoTermInput>;
};

export type SetQuantityInput = {
  readonly productCode: Scalars['String']['input'];
  /** The new quantity, not the difference. */
  readonly quantity: Scalars['Decimal']['input'];
};

export type AddProductInput = {
  readonly productCode: Scalars['String']['input'];
  readonly quantity: Scalars['Decimal']['input'];
  /** For a year; the list price when left out. */
  readonly unitPrice?: InputMaybe<Scalars['Decimal']['input']>;
};

export type RemoveProductInput = {
  readonly productCode: Scalars['String']['input'];
};

export type SetPriceInput = {
  readonly productCode: Scalars['String']['input'];
  /** For a year. */
  readonly unitPrice: Scalars['Decimal']['input'];
};

export type SetTermInput = {
  readonly endsOn: Scalars['Date']['input'];
};

/** This contract's end moves to the end of the other one. */
export type CoTermInput = {
  readonly withContractId: Scalars['ID']['input'];
};

export type SetBillingFrequencyInput = {
  readonly frequency: BillingFrequency;
};

export type BillingFrequency =
  | 'MONTHLY'
  | 'QUARTERLY'
  | 'SEMI_ANNUAL'
  | 'ANNUAL'
  | 'PREPAID';

/** Carries a contract on for another term, which begins on the day after the present one's last. */
export type RenewContractInput = {
  readonly contractId: Scalars['ID']['input'];
  /** As in `AmendContractInput`. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** Last day of the new term. */
  readonly endsOn: Scalars['Date']['input'];
  /** What the new term holds differently from the last day of the present one. */
  readonly changes?: InputMaybe<ReadonlyArray<ContractChangeInput>>;
  /** 1 to 255 characters; the same key with the same input answers the same operation. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** Answers a preview and writes nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What of the billed amounts goes back when a contract ends. */
export type RefundPolicy =
  /** Nothing. */
  | 'NONE'
  /** The part for the days that are not served any more. */
  | 'PRORATED'
  /** Everything. */
  | 'FULL';

/** Ends a contract. */
export type CancelContractInput = {
  readonly contractId: Scalars['ID']['input'];
  /** As in `AmendContractInput`. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The first day without service; the day after the term's last ends it with its term. */
  readonly effectiveOn: Scalars['Date']['input'];
  readonly refund?: InputMaybe<RefundPolicy>;
  readonly reason: Scalars['String']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same operation. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** Answers a preview and writes nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Stops service and collection of a contract. */
export type SuspendContractInput = {
  readonly contractId: Scalars['ID']['input'];
  /** As in `AmendContractInput`. */
  readonly expectedVersion: Scalars['Int']['input'];
  readonly effectiveOn: Scalars['Date']['input'];
  readonly reason: Scalars['String']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same operation. */
  readonly idempotencyKey: Scalars['String']['input'];
};

/** Has a suspended contract go on. */
export type ResumeContractInput = {
  readonly contractId: Scalars['ID']['input'];
  /** As in `AmendContractInput`. */
  readonly expectedVersion: Scalars['Int']['input'];
  readonly effectiveOn: Scalars['Date']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same operation. */
  readonly idempotencyKey: Scalars['String']['input'];
};

/** Gives credit on an invoice. */
export type IssueCreditMemoInput = {
  readonly invoiceId: Scalars['ID']['input'];
  /** In the invoice's currency, above zero. */
  readonly amount: Scalars['Decimal']['input'];
  /** Such as SLA_BREACH. */
  readonly reason: Scalars['String']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same operation. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** Answers a preview and writes nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Gives money back. */
export type RefundPaymentInput = {
  readonly paymentId: Scalars['ID']['input'];
  /** In the payment's currency, above zero, at most what the payment still holds. */
  readonly amount: Scalars['Decimal']['input'];
  /** The credit memo of the same customer whose balance on account is paid out; without one the invoice is owed again. */
  readonly creditMemoId?: InputMaybe<Scalars['ID']['input']>;
  readonly reason: Scalars['String']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same operation. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** Answers a preview and writes nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Evidence that an obligation is met. */
export type RecordMilestoneInput = {
  readonly contractId: Scalars['ID']['input'];
  /** The obligation's id or its product's code. */
  readonly obligation: Scalars['String']['input'];
  readonly completedOn: Scalars['Date']['input'];
  /** 0 to 100; left out, the obligation is met as a whole. */
  readonly percentComplete?: InputMaybe<Scalars['Decimal']['input']>;
  /** Where the evidence is to be found, such as the number of the acceptance. */
  readonly evidence: Scalars['String']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same operation. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** Answers a preview and writes nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

export type RecognizeRevenueInput = {
  readonly legalEntityId: Scalars['ID']['input'];
  /** Last day of the month to recognise. */
  readonly through: Scalars['Date']['input'];
  readonly idempotencyKey: Scalars['String']['input'];
};

export type ResolveExceptionInput = {
  readonly exceptionId: Scalars['ID']['input'];
  readonly action: ExceptionAction;
  readonly correction?: InputMaybe<Scalars['JSON']['input']>;
  /** Who looks after it from now on; for ASSIGN. */
  readonly assignee?: InputMaybe<Scalars['String']['input']>;
  /** Why: 1 to 1000 characters, kept in the exception's history. */
  readonly note: Scalars['String']['input'];
  readonly idempotencyKey: Scalars['String']['input'];
};

/** One decision over every exception that matches. */
export type ResolveExceptionsInput = {
  readonly filter: ExceptionFilter;
  /** RETRY_WITH_CORRECTION is one by one only. */
  readonly action: ExceptionAction;
  /** For ASSIGN. */
  readonly assignee?: InputMaybe<Scalars['String']['input']>;
  /** Why: 1 to 1000 characters, kept in each exception's history. */
  readonly note: Scalars['String']['input'];
  /** 1 to 255 characters; sent again after a broken connection, the rest is decided and nothing twice. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** Counts and sums only. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

export type ResolveExceptionsPayload = {
  readonly __typename?: 'ResolveExceptionsPayload';
  readonly matched: Scalars['Int']['output'];
  /** What is at stake in all that match, one amount a currency. */
  readonly impact: ReadonlyArray<Money>;
  /** Those whose exceptions were decided. */
  readonly operations: ReadonlyArray<Operation>;
  /** Those that do not allow the action. */
  readonly skipped: ReadonlyArray<Exception>;
  /** Why each was skipped, in the order of `skipped`. */
  readonly reasons: ReadonlyArray<Scalars['String']['output']>;
  readonly userErrors: ReadonlyArray<UserError>;
  readonly replayed: Scalars['Boolean']['output'];
};

/** A second person's word. */
export type DecideApprovalInput = {
  readonly approvalId: Scalars['ID']['input'];
  readonly decision: ApprovalDecision;
  /** Of what was shown: `Approval.payloadHash`. */
  readonly payloadHash: Scalars['String']['input'];
  /** Why: 1 to 1000 characters. */
  readonly note: Scalars['String']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same. */
  readonly idempotencyKey: Scalars['String']['input'];
};

export type ApprovalDecision =
  | 'APPROVE'
  /** Stops what waits for it. Who asked may withdraw so. */
  | 'REJECT';

/** Has an operation tried again. What was done stays done once. */
export type ReplayOperationInput = {
  readonly operationId: Scalars['ID']['input'];
  /** A step that is done or waits; left out, the one that the operation waits at, or the first of one that has succeeded. */
  readonly fromStep?: InputMaybe<Scalars['String']['input']>;
  /** Why: 1 to 1000 characters, kept in the audit. */
  readonly reason: Scalars['String']['input'];
  /** 1 to 255 characters; the same key with the same input answers the same. */
  readonly idempotencyKey: Scalars['String']['input'];
};

export type ExceptionAction =
  /** Has the step tried again, under the same key as before. */
  | 'RETRY'
  /** Has it tried again with other members of its payload; a material one waits for a second person. */
  | 'RETRY_WITH_CORRECTION'
  /** Has the operation go on without the step, where it can; a material one waits for a second person. */
  | 'SKIP'
  /** Has the operation taken back; only before the step from which it goes forward only, and while no write is in doubt. */
  | 'COMPENSATE'
  | 'WAIVE'
  /** Gives the exception to somebody; the operation keeps waiting. */
  | 'ASSIGN';

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Turns a won deal into a contract in every system. Decided before the answer: the deal exists, is won, has lines,
   * a term and prices. What follows is seen through the operation.
   */
  readonly bookOpportunity: OperationPayload;
  /**
   * Changes a signed contract in every system. Decided before the answer: version, dates, products and quantities.
   * What follows is seen through the operation.
   */
  readonly amendContract: OperationPayload;
  /**
   * Carries a contract on for another term. Decided before the answer: version, term, products and quantities. What follows
   * is seen through the operation.
   */
  readonly renewContract: OperationPayload;
  /**
   * Ends a contract. Decided before the answer: version, date, and whether somebody else has to approve the refund. What
   * follows is seen through the operation.
   */
  readonly cancelContract: OperationPayload;
  /** Stops service and collection. Decided before the answer: version and date. What follows is seen through the operation. */
  readonly suspendContract: OperationPayload;
  /** Has a suspended contract go on. Decided before the answer: version and date. */
  readonly resumeContract: OperationPayload;
  /**
   * Gives credit on an invoice; what exceeds its open balance is kept on account. Decided before the answer: the invoice, the
   * amount, and whether somebody else has to approve it. What follows is seen through the operation.
   */
  readonly issueCreditMemo: OperationPayload;
  /**
   * Gives money back. Decided before the answer: the payment, the amount, and whether somebody else has to approve it. What
   * follows is seen through the operation.
   */
  readonly refundPayment: OperationPayload;
  /** Takes up evidence that an obligation is met. Decided before the answer: the contract, the day and the percentage. */
  readonly recordMilestone: OperationPayload;
  /** Posts the revenue of a month to the ledger: one journal an entity and month. */
  readonly recognizeRevenue: OperationPayload;
  /**
   * Decides about work that waits for a person. Decided before the answer: the exception is open and allows the action.
   * An exception is decided once; what follows is seen through its operation.
   */
  readonly resolveException: OperationPayload;
  /**
   * One action over every exception that matches, at most 1000. Decided before the answer: which match, and for each
   * whether it allows the action. Those that do not are skipped with the reason.
   */
  readonly resolveExceptions: ResolveExceptionsPayload;
  /**
   * Decides about what waits for a second person. Decided before the answer: it is pending, not expired, exactly what was
   * shown, and asked for by somebody else. What follows is seen through the operation.
   */
  readonly decideApproval: OperationPayload;
  /**
   * Has a parked operation tried again where it waits, or every step of one that has succeeded asked once more from
   * `fromStep` on. Each is asked under the key that it was done under, so what is done stays done once; `syncStatus` tells
   * `step.replayed` for each. Refused for one that runs, is held for approval, was taken back or never began.
   */
  readonly replayOperation: OperationPayload;
};


export type MutationBookOpportunityArgs = {
  input: BookOpportunityInput;
};


export type MutationAmendContractArgs = {
  input: AmendContractInput;
};


export type MutationRenewContractArgs = {
  input: RenewContractInput;
};


export type MutationCancelContractArgs = {
  input: CancelContractInput;
};


export type MutationSuspendContractArgs = {
  input: SuspendContractInput;
};


export type MutationResumeContractArgs = {
  input: ResumeContractInput;
};


export type MutationIssueCreditMemoArgs = {
  input: IssueCreditMemoInput;
};


export type MutationRefundPaymentArgs = {
  input: RefundPaymentInput;
};


export type MutationRecordMilestoneArgs = {
  input: RecordMilestoneInput;
};


export type MutationRecognizeRevenueArgs = {
  input: RecognizeRevenueInput;
};


export type MutationResolveExceptionArgs = {
  input: ResolveExceptionInput;
};


export type MutationResolveExceptionsArgs = {
  input: ResolveExceptionsInput;
};


export type MutationDecideApprovalArgs = {
  input: DecideApprovalInput;
};


export type MutationReplayOperationArgs = {
  input: ReplayOperationInput;
};

export type SyncStatusFilter = {
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly contractId?: InputMaybe<Scalars['ID']['input']>;
  readonly operationId?: InputMaybe<Scalars['ID']['input']>;
  readonly systems?: InputMaybe<ReadonlyArray<SystemKind>>;
  readonly kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Snapshot first, then every later event in order. Give the last cursor as resumeFrom to miss and repeat nothing. */
  readonly syncStatus: SyncStatusEvent;
};


export type SubscriptionSyncStatusArgs = {
  filter?: InputMaybe<SyncStatusFilter>;
  resumeFrom?: InputMaybe<Scalars['String']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Customer: Customer;
  Contract: Contract;
  Operation: Operation;
  Exception: Exception;
  Approval: Approval;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Customer:
    ( { __typename: 'Customer' }
    & GraphQLRecursivePick<FederationTypes['Customer'], {"id":true}> );
  Contract:
    ( { __typename: 'Contract' }
    & GraphQLRecursivePick<FederationTypes['Contract'], {"id":true}> );
  Operation:
    ( { __typename: 'Operation' }
    & GraphQLRecursivePick<FederationTypes['Operation'], {"id":true}> );
  Exception:
    ( { __typename: 'Exception' }
    & GraphQLRecursivePick<FederationTypes['Exception'], {"id":true}> );
  Approval:
    ( { __typename: 'Approval' }
    & GraphQLRecursivePick<FederationTypes['Approval'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( Customer )
    | ( Contract )
    | ( Opportunity )
    | ( Product )
    | ( LegalEntity )
    | ( BillingSubscription )
    | ( Invoice )
    | ( CreditMemo )
    | ( Payment )
    | ( RevenueContract )
    | ( Operation )
    | ( Exception )
    | ( Approval )
    | ( Omit<JournalEntry, 'period' | 'source'> & { period: _RefType['AccountingPeriod'], source?: Maybe<_RefType['Node']> } )
    | ( PerformanceObligation )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  SystemKind: SystemKind;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Money: ResolverTypeWrapper<Money>;
  Provenance: ResolverTypeWrapper<Provenance>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ExternalRef: ResolverTypeWrapper<ExternalRef>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  OperationFilter: OperationFilter;
  ExceptionFilter: ExceptionFilter;
  Customer: ResolverTypeWrapper<Customer>;
  Contract: ResolverTypeWrapper<Contract>;
  Opportunity: ResolverTypeWrapper<Opportunity>;
  Product: ResolverTypeWrapper<Product>;
  LegalEntity: ResolverTypeWrapper<LegalEntity>;
  BillingSubscription: ResolverTypeWrapper<BillingSubscription>;
  Invoice: ResolverTypeWrapper<Invoice>;
  CreditMemo: ResolverTypeWrapper<CreditMemo>;
  Payment: ResolverTypeWrapper<Payment>;
  RevenueContract: ResolverTypeWrapper<RevenueContract>;
  AccountingPeriod: ResolverTypeWrapper<AccountingPeriod>;
  Operation: ResolverTypeWrapper<Operation>;
  OperationKind: OperationKind;
  OperationStatus: OperationStatus;
  MilestoneStatus: MilestoneStatus;
  OperationStep: ResolverTypeWrapper<OperationStep>;
  StepProgress: ResolverTypeWrapper<StepProgress>;
  VendorCall: ResolverTypeWrapper<VendorCall>;
  StepStatus: StepStatus;
  StepError: ResolverTypeWrapper<StepError>;
  Exception: ResolverTypeWrapper<Exception>;
  ExceptionCause: ExceptionCause;
  ExceptionStatus: ExceptionStatus;
  ExceptionEvent: ResolverTypeWrapper<ExceptionEvent>;
  Approval: ResolverTypeWrapper<Approval>;
  ApprovalConnection: ResolverTypeWrapper<ApprovalConnection>;
  ApprovalEdge: ResolverTypeWrapper<ApprovalEdge>;
  OwnershipRule: ResolverTypeWrapper<OwnershipRule>;
  Trace: ResolverTypeWrapper<Omit<Trace, 'subject'> & { subject: ResolversTypes['Node'] }>;
  TraceLink: ResolverTypeWrapper<TraceLink>;
  AuditEvent: ResolverTypeWrapper<AuditEvent>;
  AuditEventConnection: ResolverTypeWrapper<AuditEventConnection>;
  AuditEventEdge: ResolverTypeWrapper<AuditEventEdge>;
  ApprovalStatus: ApprovalStatus;
  SyncState: ResolverTypeWrapper<SyncState>;
  SyncStatus: SyncStatus;
  SystemSyncState: ResolverTypeWrapper<SystemSyncState>;
  SyncStatusEvent: ResolverTypeWrapper<SyncStatusEvent>;
  ExceptionAttainment: ResolverTypeWrapper<ExceptionAttainment>;
  CloseChecklist: ResolverTypeWrapper<CloseChecklist>;
  ManualAdjustment: ResolverTypeWrapper<ManualAdjustment>;
  OperationConnection: ResolverTypeWrapper<OperationConnection>;
  OperationEdge: ResolverTypeWrapper<OperationEdge>;
  ExceptionConnection: ResolverTypeWrapper<ExceptionConnection>;
  ExceptionEdge: ResolverTypeWrapper<ExceptionEdge>;
  SyncStatusEventConnection: ResolverTypeWrapper<SyncStatusEventConnection>;
  SyncStatusEventEdge: ResolverTypeWrapper<SyncStatusEventEdge>;
  UserError: ResolverTypeWrapper<UserError>;
  OperationPayload: ResolverTypeWrapper<Omit<OperationPayload, 'preview'> & { preview?: Maybe<ResolversTypes['Preview']> }>;
  Preview: ResolverTypeWrapper<Omit<Preview, 'journalEntries' | 'revenueBefore' | 'revenueAfter'> & { journalEntries: ReadonlyArray<ResolversTypes['JournalEntry']>, revenueBefore: ReadonlyArray<ResolversTypes['RevenuePeriod']>, revenueAfter: ReadonlyArray<ResolversTypes['RevenuePeriod']> }>;
  InvoiceLine: ResolverTypeWrapper<InvoiceLine>;
  JournalEntry: ResolverTypeWrapper<Omit<JournalEntry, 'period' | 'source'> & { period: ResolversTypes['AccountingPeriod'], source?: Maybe<ResolversTypes['Node']> }>;
  JournalLine: ResolverTypeWrapper<JournalLine>;
  Dimension: ResolverTypeWrapper<Dimension>;
  RevenuePeriod: ResolverTypeWrapper<Omit<RevenuePeriod, 'period'> & { period?: Maybe<ResolversTypes['AccountingPeriod']> }>;
  PerformanceObligation: ResolverTypeWrapper<PerformanceObligation>;
  RevenueDelay: ResolverTypeWrapper<RevenueDelay>;
  RevenueDelayCause: RevenueDelayCause;
  RecognitionMethod: RecognitionMethod;
  ObligationStatus: ObligationStatus;
  ModificationTreatment: ModificationTreatment;
  Derivation: ResolverTypeWrapper<Derivation>;
  BookOpportunityInput: BookOpportunityInput;
  AmendContractInput: AmendContractInput;
  ContractChangeInput: ContractChangeInput;
  SetQuantityInput: SetQuantityInput;
  AddProductInput: AddProductInput;
  RemoveProductInput: RemoveProductInput;
  SetPriceInput: SetPriceInput;
  SetTermInput: SetTermInput;
  CoTermInput: CoTermInput;
  SetBillingFrequencyInput: SetBillingFrequencyInput;
  BillingFrequency: BillingFrequency;
  RenewContractInput: RenewContractInput;
  RefundPolicy: RefundPolicy;
  CancelContractInput: CancelContractInput;
  SuspendContractInput: SuspendContractInput;
  ResumeContractInput: ResumeContractInput;
  IssueCreditMemoInput: IssueCreditMemoInput;
  RefundPaymentInput: RefundPaymentInput;
  RecordMilestoneInput: RecordMilestoneInput;
  RecognizeRevenueInput: RecognizeRevenueInput;
  ResolveExceptionInput: ResolveExceptionInput;
  ResolveExceptionsInput: ResolveExceptionsInput;
  ResolveExceptionsPayload: ResolverTypeWrapper<ResolveExceptionsPayload>;
  DecideApprovalInput: DecideApprovalInput;
  ApprovalDecision: ApprovalDecision;
  ReplayOperationInput: ReplayOperationInput;
  ExceptionAction: ExceptionAction;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SyncStatusFilter: SyncStatusFilter;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Date: Scalars['Date']['output'];
  Decimal: Scalars['Decimal']['output'];
  CurrencyCode: Scalars['CurrencyCode']['output'];
  JSON: Scalars['JSON']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  ID: Scalars['ID']['output'];
  Money: Money;
  Provenance: Provenance;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  ExternalRef: ExternalRef;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  OperationFilter: OperationFilter;
  ExceptionFilter: ExceptionFilter;
  Customer: Customer | FederationReferenceTypes['Customer'];
  Contract: Contract | FederationReferenceTypes['Contract'];
  Opportunity: Opportunity;
  Product: Product;
  LegalEntity: LegalEntity;
  BillingSubscription: BillingSubscription;
  Invoice: Invoice;
  CreditMemo: CreditMemo;
  Payment: Payment;
  RevenueContract: RevenueContract;
  AccountingPeriod: AccountingPeriod;
  Operation: Operation | FederationReferenceTypes['Operation'];
  OperationStep: OperationStep;
  StepProgress: StepProgress;
  VendorCall: VendorCall;
  StepError: StepError;
  Exception: Exception | FederationReferenceTypes['Exception'];
  ExceptionEvent: ExceptionEvent;
  Approval: Approval | FederationReferenceTypes['Approval'];
  ApprovalConnection: ApprovalConnection;
  ApprovalEdge: ApprovalEdge;
  OwnershipRule: OwnershipRule;
  Trace: Omit<Trace, 'subject'> & { subject: ResolversParentTypes['Node'] };
  TraceLink: TraceLink;
  AuditEvent: AuditEvent;
  AuditEventConnection: AuditEventConnection;
  AuditEventEdge: AuditEventEdge;
  SyncState: SyncState;
  SystemSyncState: SystemSyncState;
  SyncStatusEvent: SyncStatusEvent;
  ExceptionAttainment: ExceptionAttainment;
  CloseChecklist: CloseChecklist;
  ManualAdjustment: ManualAdjustment;
  OperationConnection: OperationConnection;
  OperationEdge: OperationEdge;
  ExceptionConnection: ExceptionConnection;
  ExceptionEdge: ExceptionEdge;
  SyncStatusEventConnection: SyncStatusEventConnection;
  SyncStatusEventEdge: SyncStatusEventEdge;
  UserError: UserError;
  OperationPayload: Omit<OperationPayload, 'preview'> & { preview?: Maybe<ResolversParentTypes['Preview']> };
  Preview: Omit<Preview, 'journalEntries' | 'revenueBefore' | 'revenueAfter'> & { journalEntries: ReadonlyArray<ResolversParentTypes['JournalEntry']>, revenueBefore: ReadonlyArray<ResolversParentTypes['RevenuePeriod']>, revenueAfter: ReadonlyArray<ResolversParentTypes['RevenuePeriod']> };
  InvoiceLine: InvoiceLine;
  JournalEntry: Omit<JournalEntry, 'period' | 'source'> & { period: ResolversParentTypes['AccountingPeriod'], source?: Maybe<ResolversParentTypes['Node']> };
  JournalLine: JournalLine;
  Dimension: Dimension;
  RevenuePeriod: Omit<RevenuePeriod, 'period'> & { period?: Maybe<ResolversParentTypes['AccountingPeriod']> };
  PerformanceObligation: PerformanceObligation;
  RevenueDelay: RevenueDelay;
  Derivation: Derivation;
  BookOpportunityInput: BookOpportunityInput;
  AmendContractInput: AmendContractInput;
  ContractChangeInput: ContractChangeInput;
  SetQuantityInput: SetQuantityInput;
  AddProductInput: AddProductInput;
  RemoveProductInput: RemoveProductInput;
  SetPriceInput: SetPriceInput;
  SetTermInput: SetTermInput;
  CoTermInput: CoTermInput;
  SetBillingFrequencyInput: SetBillingFrequencyInput;
  RenewContractInput: RenewContractInput;
  CancelContractInput: CancelContractInput;
  SuspendContractInput: SuspendContractInput;
  ResumeContractInput: ResumeContractInput;
  IssueCreditMemoInput: IssueCreditMemoInput;
  RefundPaymentInput: RefundPaymentInput;
  RecordMilestoneInput: RecordMilestoneInput;
  RecognizeRevenueInput: RecognizeRevenueInput;
  ResolveExceptionInput: ResolveExceptionInput;
  ResolveExceptionsInput: ResolveExceptionsInput;
  ResolveExceptionsPayload: ResolveExceptionsPayload;
  DecideApprovalInput: DecideApprovalInput;
  ReplayOperationInput: ReplayOperationInput;
  Mutation: Record<PropertyKey, never>;
  SyncStatusFilter: SyncStatusFilter;
  Subscription: Record<PropertyKey, never>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type NodeResolvers<ContextType = any, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Customer' | 'Contract' | 'Opportunity' | 'Product' | 'LegalEntity' | 'BillingSubscription' | 'Invoice' | 'CreditMemo' | 'Payment' | 'RevenueContract' | 'Operation' | 'Exception' | 'Approval' | 'JournalEntry' | 'PerformanceObligation', ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = any, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type ProvenanceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Provenance'] = ResolversParentTypes['Provenance']> = {
  system?: Resolver<ResolversTypes['SystemKind'], ParentType, ContextType>;
  vendor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ExternalRefResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExternalRef'] = ResolversParentTypes['ExternalRef']> = {
  system?: Resolver<ResolversTypes['SystemKind'], ParentType, ContextType>;
  vendor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = any, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = any, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType, RequireFields<QueryOperationArgs, 'id'>>;
  operations?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, RequireFields<QueryOperationsArgs, 'first'>>;
  exceptions?: Resolver<ResolversTypes['ExceptionConnection'], ParentType, ContextType, RequireFields<QueryExceptionsArgs, 'first'>>;
  approvals?: Resolver<ResolversTypes['ApprovalConnection'], ParentType, ContextType, RequireFields<QueryApprovalsArgs, 'first'>>;
  exceptionAttainment?: Resolver<ReadonlyArray<ResolversTypes['ExceptionAttainment']>, ParentType, ContextType, RequireFields<QueryExceptionAttainmentArgs, 'from' | 'to'>>;
  closeChecklist?: Resolver<Maybe<ResolversTypes['CloseChecklist']>, ParentType, ContextType, RequireFields<QueryCloseChecklistArgs, 'legalEntityId' | 'through'>>;
  ownership?: Resolver<ReadonlyArray<ResolversTypes['OwnershipRule']>, ParentType, ContextType, Partial<QueryOwnershipArgs>>;
  trace?: Resolver<Maybe<ResolversTypes['Trace']>, ParentType, ContextType, RequireFields<QueryTraceArgs, 'by'>>;
  syncEvents?: Resolver<ResolversTypes['SyncStatusEventConnection'], ParentType, ContextType, RequireFields<QuerySyncEventsArgs, 'first'>>;
};

export type CustomerResolvers<ContextType = any, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer'], FederationReferenceType extends FederationReferenceTypes['Customer'] = FederationReferenceTypes['Customer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Customer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  operations?: Resolver<Maybe<ResolversTypes['OperationConnection']>, ParentType, ContextType, RequireFields<CustomerOperationsArgs, 'first'>>;
  exceptions?: Resolver<Maybe<ResolversTypes['ExceptionConnection']>, ParentType, ContextType, RequireFields<CustomerExceptionsArgs, 'first'>>;
  syncState?: Resolver<Maybe<ResolversTypes['SyncState']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContractResolvers<ContextType = any, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract'], FederationReferenceType extends FederationReferenceTypes['Contract'] = FederationReferenceTypes['Contract']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contract']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  operations?: Resolver<Maybe<ResolversTypes['OperationConnection']>, ParentType, ContextType, RequireFields<ContractOperationsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OpportunityResolvers<ContextType = any, ParentType extends ResolversParentTypes['Opportunity'] = ResolversParentTypes['Opportunity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProductResolvers<ContextType = any, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LegalEntityResolvers<ContextType = any, ParentType extends ResolversParentTypes['LegalEntity'] = ResolversParentTypes['LegalEntity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BillingSubscriptionResolvers<ContextType = any, ParentType extends ResolversParentTypes['BillingSubscription'] = ResolversParentTypes['BillingSubscription']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvoiceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Invoice'] = ResolversParentTypes['Invoice']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreditMemoResolvers<ContextType = any, ParentType extends ResolversParentTypes['CreditMemo'] = ResolversParentTypes['CreditMemo']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = any, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RevenueContractResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueContract'] = ResolversParentTypes['RevenueContract']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountingPeriodResolvers<ContextType = any, ParentType extends ResolversParentTypes['AccountingPeriod'] = ResolversParentTypes['AccountingPeriod']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type OperationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Operation'] = ResolversParentTypes['Operation'], FederationReferenceType extends FederationReferenceTypes['Operation'] = FederationReferenceTypes['Operation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Operation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['OperationKind'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OperationStatus'], ParentType, ContextType>;
  commitment?: Resolver<ResolversTypes['MilestoneStatus'], ParentType, ContextType>;
  finalization?: Resolver<ResolversTypes['MilestoneStatus'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  committedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  saga?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sagaVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  correlationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['OperationStep']>, ParentType, ContextType>;
  exceptions?: Resolver<ReadonlyArray<ResolversTypes['Exception']>, ParentType, ContextType>;
  approvals?: Resolver<ReadonlyArray<ResolversTypes['Approval']>, ParentType, ContextType>;
  effects?: Resolver<ReadonlyArray<ResolversTypes['ExternalRef']>, ParentType, ContextType>;
  preview?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OperationStepResolvers<ContextType = any, ParentType extends ResolversParentTypes['OperationStep'] = ResolversParentTypes['OperationStep']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['SystemKind'], ParentType, ContextType>;
  vendor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StepStatus'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  waitingFor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  effect?: Resolver<Maybe<ResolversTypes['ExternalRef']>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['StepProgress']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['StepError']>, ParentType, ContextType>;
  vendorCalls?: Resolver<Maybe<ReadonlyArray<ResolversTypes['VendorCall']>>, ParentType, ContextType>;
};

export type StepProgressResolvers<ContextType = any, ParentType extends ResolversParentTypes['StepProgress'] = ResolversParentTypes['StepProgress']> = {
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type VendorCallResolvers<ContextType = any, ParentType extends ResolversParentTypes['VendorCall'] = ResolversParentTypes['VendorCall']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  response?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  truncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StepErrorResolvers<ContextType = any, ParentType extends ResolversParentTypes['StepError'] = ResolversParentTypes['StepError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ExceptionResolvers<ContextType = any, ParentType extends ResolversParentTypes['Exception'] = ResolversParentTypes['Exception'], FederationReferenceType extends FederationReferenceTypes['Exception'] = FederationReferenceTypes['Exception']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Exception']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['ExceptionCause'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ExceptionStatus'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  explanation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nextAction?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  impact?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  financiallyMaterial?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  ownerTeam?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  assignee?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  payload?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  history?: Resolver<ReadonlyArray<ResolversTypes['ExceptionEvent']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExceptionEventResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExceptionEvent'] = ResolversParentTypes['ExceptionEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  what?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ApprovalResolvers<ContextType = any, ParentType extends ResolversParentTypes['Approval'] = ResolversParentTypes['Approval'], FederationReferenceType extends FederationReferenceTypes['Approval'] = FederationReferenceTypes['Approval']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Approval']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ApprovalStatus'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payloadHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  exception?: Resolver<Maybe<ResolversTypes['Exception']>, ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApprovalConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['ApprovalConnection'] = ResolversParentTypes['ApprovalConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ApprovalEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ApprovalEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['ApprovalEdge'] = ResolversParentTypes['ApprovalEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Approval'], ParentType, ContextType>;
};

export type OwnershipRuleResolvers<ContextType = any, ParentType extends ResolversParentTypes['OwnershipRule'] = ResolversParentTypes['OwnershipRule']> = {
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['SystemKind'], ParentType, ContextType>;
  mayInitiate?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  mayApprove?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  mayOverwrite?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  conflictRule?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  profile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TraceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Trace'] = ResolversParentTypes['Trace']> = {
  subject?: Resolver<ResolversTypes['Node'], ParentType, ContextType>;
  links?: Resolver<ReadonlyArray<ResolversTypes['TraceLink']>, ParentType, ContextType>;
  events?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, RequireFields<TraceEventsArgs, 'first'>>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  missing?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TraceLinkResolvers<ContextType = any, ParentType extends ResolversParentTypes['TraceLink'] = ResolversParentTypes['TraceLink']> = {
  from?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  relation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ref?: Resolver<Maybe<ResolversTypes['ExternalRef']>, ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = any, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  correlationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  previousHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type SyncStateResolvers<ContextType = any, ParentType extends ResolversParentTypes['SyncState'] = ResolversParentTypes['SyncState']> = {
  status?: Resolver<ResolversTypes['SyncStatus'], ParentType, ContextType>;
  runningOperations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  openExceptions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastSyncedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  systems?: Resolver<ReadonlyArray<ResolversTypes['SystemSyncState']>, ParentType, ContextType>;
};

export type SystemSyncStateResolvers<ContextType = any, ParentType extends ResolversParentTypes['SystemSyncState'] = ResolversParentTypes['SystemSyncState']> = {
  system?: Resolver<ResolversTypes['SystemKind'], ParentType, ContextType>;
  vendor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SyncStatus'], ParentType, ContextType>;
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lagSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SyncStatusEventResolvers<ContextType = any, ParentType extends ResolversParentTypes['SyncStatusEvent'] = ResolversParentTypes['SyncStatusEvent']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  step?: Resolver<Maybe<ResolversTypes['OperationStep']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  exception?: Resolver<Maybe<ResolversTypes['Exception']>, ParentType, ContextType>;
};

export type ExceptionAttainmentResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExceptionAttainment'] = ResolversParentTypes['ExceptionAttainment']> = {
  ownerTeam?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  withinClock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  beyondClock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  share?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type CloseChecklistResolvers<ContextType = any, ParentType extends ResolversParentTypes['CloseChecklist'] = ResolversParentTypes['CloseChecklist']> = {
  legalEntity?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType>;
  startsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  endsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  ready?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  exceptions?: Resolver<ReadonlyArray<ResolversTypes['Exception']>, ParentType, ContextType>;
  exceptionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  impact?: Resolver<ReadonlyArray<ResolversTypes['Money']>, ParentType, ContextType>;
  operations?: Resolver<ReadonlyArray<ResolversTypes['Operation']>, ParentType, ContextType>;
  operationCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  journalsDue?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  contractsDue?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  adjustments?: Resolver<ReadonlyArray<ResolversTypes['ManualAdjustment']>, ParentType, ContextType>;
  adjustmentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waived?: Resolver<ReadonlyArray<ResolversTypes['Exception']>, ParentType, ContextType>;
};

export type ManualAdjustmentResolvers<ContextType = any, ParentType extends ResolversParentTypes['ManualAdjustment'] = ResolversParentTypes['ManualAdjustment']> = {
  journalEntryId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  postedOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type OperationConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['OperationConnection'] = ResolversParentTypes['OperationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OperationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OperationEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['OperationEdge'] = ResolversParentTypes['OperationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Operation'], ParentType, ContextType>;
};

export type ExceptionConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExceptionConnection'] = ResolversParentTypes['ExceptionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ExceptionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExceptionEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExceptionEdge'] = ResolversParentTypes['ExceptionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Exception'], ParentType, ContextType>;
};

export type SyncStatusEventConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['SyncStatusEventConnection'] = ResolversParentTypes['SyncStatusEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SyncStatusEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SyncStatusEventEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['SyncStatusEventEdge'] = ResolversParentTypes['SyncStatusEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SyncStatusEvent'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = any, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OperationPayloadResolvers<ContextType = any, ParentType extends ResolversParentTypes['OperationPayload'] = ResolversParentTypes['OperationPayload']> = {
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  preview?: Resolver<Maybe<ResolversTypes['Preview']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PreviewResolvers<ContextType = any, ParentType extends ResolversParentTypes['Preview'] = ResolversParentTypes['Preview']> = {
  invoiceLines?: Resolver<ReadonlyArray<ResolversTypes['InvoiceLine']>, ParentType, ContextType>;
  invoiceTotal?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  journalEntries?: Resolver<ReadonlyArray<ResolversTypes['JournalEntry']>, ParentType, ContextType>;
  revenueBefore?: Resolver<ReadonlyArray<ResolversTypes['RevenuePeriod']>, ParentType, ContextType>;
  revenueAfter?: Resolver<ReadonlyArray<ResolversTypes['RevenuePeriod']>, ParentType, ContextType>;
  treatment?: Resolver<Maybe<ResolversTypes['ModificationTreatment']>, ParentType, ContextType>;
  approvalsRequired?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type InvoiceLineResolvers<ContextType = any, ParentType extends ResolversParentTypes['InvoiceLine'] = ResolversParentTypes['InvoiceLine']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  servicePeriodStartsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  servicePeriodEndsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  proration?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  taxCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type JournalEntryResolvers<ContextType = any, ParentType extends ResolversParentTypes['JournalEntry'] = ResolversParentTypes['JournalEntry']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  postedOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  period?: Resolver<ResolversTypes['AccountingPeriod'], ParentType, ContextType>;
  legalEntity?: Resolver<ResolversTypes['LegalEntity'], ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['JournalLine']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JournalLineResolvers<ContextType = any, ParentType extends ResolversParentTypes['JournalLine'] = ResolversParentTypes['JournalLine']> = {
  account?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  debit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  credit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  dimensions?: Resolver<ReadonlyArray<ResolversTypes['Dimension']>, ParentType, ContextType>;
};

export type DimensionResolvers<ContextType = any, ParentType extends ResolversParentTypes['Dimension'] = ResolversParentTypes['Dimension']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RevenuePeriodResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenuePeriod'] = ResolversParentTypes['RevenuePeriod']> = {
  period?: Resolver<Maybe<ResolversTypes['AccountingPeriod']>, ParentType, ContextType>;
  obligation?: Resolver<ResolversTypes['PerformanceObligation'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  originPeriod?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  posted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cumulative?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  explanation?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Derivation']>>, ParentType, ContextType>;
};

export type PerformanceObligationResolvers<ContextType = any, ParentType extends ResolversParentTypes['PerformanceObligation'] = ResolversParentTypes['PerformanceObligation']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['RecognitionMethod'], ParentType, ContextType>;
  standaloneSellingPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  allocated?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  recognized?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  startsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  endsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ObligationStatus'], ParentType, ContextType>;
  delay?: Resolver<Maybe<ResolversTypes['RevenueDelay']>, ParentType, ContextType>;
  explanation?: Resolver<ReadonlyArray<ResolversTypes['Derivation']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RevenueDelayResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueDelay'] = ResolversParentTypes['RevenueDelay']> = {
  cause?: Resolver<ResolversTypes['RevenueDelayCause'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  contract?: Resolver<ResolversTypes['Contract'], ParentType, ContextType>;
};

export type DerivationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Derivation'] = ResolversParentTypes['Derivation']> = {
  rule?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ruleVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  inputs?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  result?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ResolveExceptionsPayloadResolvers<ContextType = any, ParentType extends ResolversParentTypes['ResolveExceptionsPayload'] = ResolversParentTypes['ResolveExceptionsPayload']> = {
  matched?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  impact?: Resolver<ReadonlyArray<ResolversTypes['Money']>, ParentType, ContextType>;
  operations?: Resolver<ReadonlyArray<ResolversTypes['Operation']>, ParentType, ContextType>;
  skipped?: Resolver<ReadonlyArray<ResolversTypes['Exception']>, ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  bookOpportunity?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationBookOpportunityArgs, 'input'>>;
  amendContract?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationAmendContractArgs, 'input'>>;
  renewContract?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationRenewContractArgs, 'input'>>;
  cancelContract?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationCancelContractArgs, 'input'>>;
  suspendContract?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationSuspendContractArgs, 'input'>>;
  resumeContract?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationResumeContractArgs, 'input'>>;
  issueCreditMemo?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationIssueCreditMemoArgs, 'input'>>;
  refundPayment?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationRefundPaymentArgs, 'input'>>;
  recordMilestone?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationRecordMilestoneArgs, 'input'>>;
  recognizeRevenue?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationRecognizeRevenueArgs, 'input'>>;
  resolveException?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationResolveExceptionArgs, 'input'>>;
  resolveExceptions?: Resolver<ResolversTypes['ResolveExceptionsPayload'], ParentType, ContextType, RequireFields<MutationResolveExceptionsArgs, 'input'>>;
  decideApproval?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationDecideApprovalArgs, 'input'>>;
  replayOperation?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationReplayOperationArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = any, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  syncStatus?: SubscriptionResolver<ResolversTypes['SyncStatusEvent'], "syncStatus", ParentType, ContextType, Partial<SubscriptionSyncStatusArgs>>;
};

export type Resolvers<ContextType = any> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  CurrencyCode?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  ExternalRef?: ExternalRefResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  Contract?: ContractResolvers<ContextType>;
  Opportunity?: OpportunityResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  LegalEntity?: LegalEntityResolvers<ContextType>;
  BillingSubscription?: BillingSubscriptionResolvers<ContextType>;
  Invoice?: InvoiceResolvers<ContextType>;
  CreditMemo?: CreditMemoResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  RevenueContract?: RevenueContractResolvers<ContextType>;
  AccountingPeriod?: AccountingPeriodResolvers<ContextType>;
  Operation?: OperationResolvers<ContextType>;
  OperationStep?: OperationStepResolvers<ContextType>;
  StepProgress?: StepProgressResolvers<ContextType>;
  VendorCall?: VendorCallResolvers<ContextType>;
  StepError?: StepErrorResolvers<ContextType>;
  Exception?: ExceptionResolvers<ContextType>;
  ExceptionEvent?: ExceptionEventResolvers<ContextType>;
  Approval?: ApprovalResolvers<ContextType>;
  ApprovalConnection?: ApprovalConnectionResolvers<ContextType>;
  ApprovalEdge?: ApprovalEdgeResolvers<ContextType>;
  OwnershipRule?: OwnershipRuleResolvers<ContextType>;
  Trace?: TraceResolvers<ContextType>;
  TraceLink?: TraceLinkResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  SyncState?: SyncStateResolvers<ContextType>;
  SystemSyncState?: SystemSyncStateResolvers<ContextType>;
  SyncStatusEvent?: SyncStatusEventResolvers<ContextType>;
  ExceptionAttainment?: ExceptionAttainmentResolvers<ContextType>;
  CloseChecklist?: CloseChecklistResolvers<ContextType>;
  ManualAdjustment?: ManualAdjustmentResolvers<ContextType>;
  OperationConnection?: OperationConnectionResolvers<ContextType>;
  OperationEdge?: OperationEdgeResolvers<ContextType>;
  ExceptionConnection?: ExceptionConnectionResolvers<ContextType>;
  ExceptionEdge?: ExceptionEdgeResolvers<ContextType>;
  SyncStatusEventConnection?: SyncStatusEventConnectionResolvers<ContextType>;
  SyncStatusEventEdge?: SyncStatusEventEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  OperationPayload?: OperationPayloadResolvers<ContextType>;
  Preview?: PreviewResolvers<ContextType>;
  InvoiceLine?: InvoiceLineResolvers<ContextType>;
  JournalEntry?: JournalEntryResolvers<ContextType>;
  JournalLine?: JournalLineResolvers<ContextType>;
  Dimension?: DimensionResolvers<ContextType>;
  RevenuePeriod?: RevenuePeriodResolvers<ContextType>;
  PerformanceObligation?: PerformanceObligationResolvers<ContextType>;
  RevenueDelay?: RevenueDelayResolvers<ContextType>;
  Derivation?: DerivationResolvers<ContextType>;
  ResolveExceptionsPayload?: ResolveExceptionsPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
};


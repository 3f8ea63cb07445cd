import type { Reply } from '#kit/commands/reply.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { PeriodStatus } from '#schema/generated/erp.ts';

/** What a ledger can do beyond reads. A command that needs a missing one is refused with `UnsupportedByVendor`. */
export type ErpCapability =
  | 'CUSTOMERS'
  | 'INVOICES'
  | 'CREDIT_MEMOS'
  | 'PAYMENTS'
  | 'REFUNDS'
  | 'JOURNALS'
  | 'ACCOUNTING_PERIODS';

/** What every record carries: the vendor's id, the vendor's stamp of this state (an instant), the vendor's payload. */
export interface ErpRecord {
  readonly externalId: string;
  readonly version: Date;
  readonly raw: unknown;
}

/** A company that keeps books of its own. */
export interface ErpLegalEntity extends ErpRecord {
  /** Short and stable, such as US. */
  readonly code: string;
  readonly name: string;
  /** What its books are kept in. */
  readonly currency: string;
}

export interface ErpAccount extends ErpRecord {
  readonly number: string;
  readonly name: string;
  readonly active: boolean;
}

/** What the ledger's master asks for one unit of an item; a plain decimal. */
export interface ErpPrice {
  readonly currency: string;
  readonly unitPrice: string;
}

export interface ErpItem extends ErpRecord {
  /** The product code that it stands for; null for an item that was not made for one. */
  readonly code: string | null;
  readonly name: string;
  readonly active: boolean;
  readonly incomeAccountExternalId: string | null;
  /** Where its billings wait; null for one that is earned when it is billed. */
  readonly deferredAccountExternalId: string | null;
  /** The item's own rule of deferral, such as `DEFERRAL/1`. */
  readonly deferralExternalId: string | null;
  /** One a currency at most, by currency; empty for an item that the ledger has no price of. */
  readonly basePrices: readonly ErpPrice[];
}

/** What documents are sorted by, and currencies, by their name in the ledger. `externalId` starts with the kind. */
export interface ErpDimension extends ErpRecord {
  readonly kind: 'DEPARTMENT' | 'TAX_CODE' | 'DEFERRAL' | 'CURRENCY';
  readonly name: string;
  readonly active: boolean;
}

/** A month of the books of every entity of this ledger. */
export interface ErpPeriod extends ErpRecord {
  /** YYYY-MM. */
  readonly key: string;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: PeriodStatus;
}

export interface ErpCustomer extends ErpRecord {
  /** Ours; null for a customer that others made. */
  readonly customerId: string | null;
  readonly name: string;
  /** Code of its first legal entity. */
  readonly legalEntity: string;
  /** The customer above it. */
  readonly parentExternalId: string | null;
}

export type DocumentKind = 'INVOICE' | 'CREDIT_MEMO' | 'PAYMENT' | 'REFUND';

/** How far a document is in the books, by the ledger alone; whether it is the billed one is for the reader. */
export type DocumentStatus = 'ACCEPTED' | 'POSTED' | 'REVERSED' | 'UNKNOWN';

/** A document of receivables. Amounts are minor units of `currency`. */
export interface ErpDocument extends ErpRecord {
  readonly kind: DocumentKind;
  /** Ours: of the billing document that it stands for. */
  readonly documentId: string | null;
  readonly number: string;
  readonly status: DocumentStatus;
  readonly legalEntity: string;
  readonly customerExternalId: string | null;
  readonly contractId: string | null;
  /** YYYY-MM. */
  readonly period: string | null;
  readonly currency: string;
  readonly totalMinor: bigint;
  /** Of an invoice what is left to pay; of credit memos and payments, below zero, what was not applied yet. */
  readonly openMinor: bigint;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly postedAt: Date;
}

/** One side of an entry in minor units of the entry's currency: one of the two is zero. */
export interface ErpEntryLine {
  readonly position: number;
  readonly accountExternalId: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly contractId: string | null;
  readonly obligationId: string | null;
}

/** What a document or a journal did to the general ledger; `externalId` is the document's. */
export interface ErpEntry extends ErpRecord {
  readonly kind: DocumentKind | 'JOURNAL';
  readonly number: string;
  readonly legalEntity: string;
  readonly postedOn: string;
  /** YYYY-MM. */
  readonly period: string;
  /** The legal entity's. */
  readonly currency: string;
  readonly sourceDocumentId: string | null;
  /** Null when its lines are of several contracts or of none. */
  readonly contractId: string | null;
  /** A journal that somebody made in the ledger, not we. */
  readonly byHand: boolean;
  readonly memo: string | null;
  readonly lines: readonly ErpEntryLine[];
}

/** Records as they were read together, in our words. */
export interface ErpRecords {
  readonly legalEntities: readonly ErpLegalEntity[];
  readonly accounts: readonly ErpAccount[];
  readonly items: readonly ErpItem[];
  readonly dimensions: readonly ErpDimension[];
  readonly periods: readonly ErpPeriod[];
  readonly customers: readonly ErpCustomer[];
  readonly documents: readonly ErpDocument[];
  readonly entries: readonly ErpEntry[];
  /** Records that could not be read as ours; the rest of the batch stands. */
  readonly unmappable: readonly { readonly externalId: string; readonly error: ConnectorError }[];
}

/** One page of what changed, oldest first within a kind. */
export interface ChangePage {
  readonly records: ErpRecords;
  /** Where to read on; opaque. */
  readonly cursor: string;
  readonly hasMore: boolean;
}

export interface NewCustomer {
  readonly customerId: string;
  readonly name: string;
  readonly legalEntityExternalId: string;
  readonly currency: string;
  /** The customer above it in the ledger; null = none, or none that the ledger knows. */
  readonly parentExternalId: string | null;
}

/** What every new document says. Amounts and quantities are plain decimals above or, in lines, below zero. */
interface NewDocument {
  /** Ours: of the billing document that it stands for. */
  readonly documentId: string;
  readonly customerExternalId: string;
  readonly contractId: string | null;
  readonly legalEntityExternalId: string;
  readonly currency: string;
  /** The day of the document, whatever the month it is posted in. */
  readonly issuedOn: string;
  readonly periodExternalId: string;
  /** Of the command that makes it. */
  readonly key: string;
}

/** So much of a document is settled by another. */
export interface Application {
  readonly externalId: string;
  readonly amount: string;
}

interface NewSale extends NewDocument {
  /** Billing's number; null when the ledger alone numbers it. */
  readonly number: string | null;
  /** Billing's tax over all lines, under the one code of the taxed ones; null = none. */
  readonly tax: { readonly taxCodeExternalId: string; readonly amount: string } | null;
  readonly lines: readonly {
    readonly itemExternalId: string;
    readonly departmentExternalId: string;
    readonly revenueAccountExternalId: string;
    readonly deferralExternalId: string;
    readonly taxCodeExternalId: string;
    readonly description: string;
    readonly quantity: string | null;
    readonly amount: string;
    /** First and last day of service. */
    readonly serviceStartsOn: string | null;
    readonly serviceEndsOn: string | null;
  }[];
}

export interface NewInvoice extends NewSale {
  readonly dueOn: string | null;
}

/** What is not applied stays as the customer's credit on account. */
export interface NewCreditMemo extends NewSale {
  readonly memo: string | null;
  readonly applied: readonly Application[];
}

/** Money that came in; what is not applied stays as the customer's credit on account. */
export interface NewPayment extends NewDocument {
  readonly amount: string;
  readonly applied: readonly Application[];
}

/** Money that went back, taken from what of credit memos and payments is not applied. */
export interface NewRefund extends NewDocument {
  readonly accountExternalId: string;
  readonly applied: readonly Application[];
}

/**
 * What a payment or credit memo is applied to from now on, instead of what it was; `reversedBy` marks it as money that did
 * not stay.
 */
export interface Reapplication {
  readonly kind: 'PAYMENT' | 'CREDIT_MEMO';
  readonly documentId: string;
  readonly applied: readonly Application[];
  readonly reversedBy: string | null;
  readonly key: string;
}

/** A posted invoice that is to owe nothing any more: a credit of all its lines, applied as far as it is open. */
export interface Reversal {
  readonly documentId: string;
  readonly externalId: string;
  readonly postedOn: string;
  readonly periodExternalId: string;
  /** What is left of it, a plain decimal; null when nothing is. */
  readonly open: string | null;
  readonly key: string;
}

/** A balanced journal of one entity; amounts are plain decimals above zero. */
export interface NewJournal {
  readonly batchKey: string;
  /** Ours: of the billing document that it is about, if any. */
  readonly sourceDocumentId: string | null;
  readonly legalEntityExternalId: string;
  readonly currency: string;
  readonly postedOn: string;
  readonly periodExternalId: string;
  readonly memo: string;
  readonly key: string;
  readonly lines: readonly {
    readonly accountExternalId: string;
    readonly side: 'debit' | 'credit';
    readonly amount: string;
    readonly memo: string | null;
    /** Ours; needed on receivables. */
    readonly customerExternalId: string | null;
    readonly contractId: string | null;
    readonly obligationId: string | null;
  }[];
}

/**
 * What this subgraph asks of any ledger. Implemented once in each vendor folder.
 * Reads may be repeated freely. A write goes under a business key: one key, one record. A write whose reply is lost
 * answers `OutcomeUnknown` with the command's key; the read by business key then tells what became of it, and must be
 * asked before the write is repeated.
 */
export interface ErpConnector {
  readonly vendor: string;
  readonly connection: string;
  readonly capabilities: ReadonlySet<ErpCapability>;
  /** The vendor's words for what it keeps, for references to its records. */
  readonly words: Readonly<Record<'CUSTOMER' | 'JOURNAL' | DocumentKind, string>>;

  /** What rarely changes and is small: legal entities, accounts, items and all months. */
  reference(): Reply<ErpRecords>;
  /** The months alone. */
  periods(): Reply<readonly ErpPeriod[]>;
  /** Customers, documents and journals that changed since the cursor (null = from the beginning). */
  changedSince(cursor: string | null): Reply<ChangePage>;
  /** Documents and journals with what they did to the general ledger. */
  transactions(externalIds: readonly string[]): Reply<ErpRecords>;
  /** Customers as they are now. */
  customers(externalIds: readonly string[]): Reply<ErpRecords>;

  /** The ledger's id of our customer; null when it has none. */
  customerByKey(customerId: string): Reply<string | null>;
  /** The ledger's id of what stands for our document, or under a journal's batch key; null when it has none. */
  documentByKey(kind: DocumentKind | 'JOURNAL' | 'REVERSAL', key: string): Reply<string | null>;
  /** The ledger's ids of the journals under these batch keys; those that it has not are left out. */
  journalsByKeys(batchKeys: readonly string[]): Reply<ReadonlyMap<string, string>>;
  /** What a payment or credit memo is applied to now. */
  applicationsOf(externalId: string): Reply<readonly Application[]>;

  putCustomer(customer: NewCustomer, key: string): Reply<null>;
  /** Gives the ledger's customer `externalId` this name and parent; may be repeated. */
  changeCustomer(customer: NewCustomer, externalId: string, key: string): Reply<null>;
  /** Lets a customer trade with one more legal entity; `externalId` is the ledger's id of it. */
  relateCustomer(customer: NewCustomer, externalId: string, key: string): Reply<null>;
  putInvoice(invoice: NewInvoice): Reply<null>;
  putCreditMemo(creditMemo: NewCreditMemo): Reply<null>;
  putPayment(payment: NewPayment): Reply<null>;
  putRefund(refund: NewRefund): Reply<null>;
  putJournal(journal: NewJournal): Reply<null>;
  reapply(change: Reapplication): Reply<null>;
  /** Makes the credit that takes the invoice back; `REVERSAL` finds it under the invoice's document id. */
  reverseInvoice(reversal: Reversal): Reply<null>;
  /** Notes on the invoice that it was taken back; may be repeated. */
  markReversed(reversal: Pick<Reversal, 'documentId' | 'key'>): Reply<null>;
}

export const NO_RECORDS: ErpRecords = {
  legalEntities: [],
  accounts: [],
  items: [],
  dimensions: [],
  periods: [],
  customers: [],
  documents: [],
  entries: [],
  unmappable: [],
};

/** All of these batches as one. */
export function joinRecords(batches: readonly ErpRecords[]): ErpRecords {
  return {
    legalEntities: batches.flatMap(({ legalEntities }) => legalEntities),
    accounts: batches.flatMap(({ accounts }) => accounts),
    items: batches.flatMap(({ items }) => items),
    dimensions: batches.flatMap(({ dimensions }) => dimensions),
    periods: batches.flatMap(({ periods }) => periods),
    customers: batches.flatMap(({ customers }) => customers),
    documents: batches.flatMap(({ documents }) => documents),
    entries: batches.flatMap(({ entries }) => entries),
    unmappable: batches.flatMap(({ unmappable }) => unmappable),
  };
}

import type { Reply } from '#kit/commands/reply.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { PeriodStatus } from '#schema/generated/erp.ts';

/** What a ledger can do beyond reads. A command that needs a missing one is refused with `UnsupportedByVendor`. */
export type ErpCapability = 'CUSTOMERS' | 'INVOICES' | 'JOURNALS' | 'ACCOUNTING_PERIODS';

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

export interface ErpItem extends ErpRecord {
  /** The product code that it stands for; null for an item that was not made for one. */
  readonly code: string | null;
  readonly name: string;
  readonly active: boolean;
  readonly incomeAccountExternalId: string | null;
  /** Where its billings wait; null for one that is earned when it is billed. */
  readonly deferredAccountExternalId: string | null;
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
}

export type DocumentKind = 'INVOICE' | 'CREDIT_MEMO' | 'PAYMENT';

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
  /** Of an invoice what is left to pay; of the others, below zero, what was not applied yet. */
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
  readonly memo: string | null;
  readonly lines: readonly ErpEntryLine[];
}

/** Records as they were read together, in our words. */
export interface ErpRecords {
  readonly legalEntities: readonly ErpLegalEntity[];
  readonly accounts: readonly ErpAccount[];
  readonly items: readonly ErpItem[];
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
}

/** An invoice as it is to stand in the ledger; amounts and quantities are plain decimals. */
export interface NewInvoice {
  readonly documentId: string;
  readonly number: string;
  readonly customerId: string;
  readonly contractId: string | null;
  readonly legalEntityExternalId: string;
  readonly currency: string;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly periodExternalId: string;
  /** Of the command that makes it. */
  readonly key: string;
  readonly lines: readonly {
    readonly itemExternalId: string;
    readonly description: string;
    readonly quantity: string | null;
    readonly amount: string;
    /** First and last day of service. */
    readonly serviceStartsOn: string | null;
    readonly serviceEndsOn: string | null;
  }[];
}

/** A balanced journal of one entity; amounts are plain decimals above zero. */
export interface NewJournal {
  readonly batchKey: string;
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
  readonly words: Readonly<Record<'customer' | 'invoice' | 'journal', string>>;

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
  /** The ledger's id of the invoice that stands for our document; null when it has none. */
  invoiceByKey(documentId: string): Reply<string | null>;
  /** The ledger's id of the journal under this batch key; null when it has none. */
  journalByKey(batchKey: string): Reply<string | null>;

  putCustomer(customer: NewCustomer, key: string): Reply<null>;
  /** Lets a customer trade with one more legal entity. */
  relateCustomer(customer: NewCustomer, key: string): Reply<null>;
  putInvoice(invoice: NewInvoice, key: string): Reply<null>;
  putJournal(journal: NewJournal, key: string): Reply<null>;
}

export const NO_RECORDS: ErpRecords = {
  legalEntities: [],
  accounts: [],
  items: [],
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
    periods: batches.flatMap(({ periods }) => periods),
    customers: batches.flatMap(({ customers }) => customers),
    documents: batches.flatMap(({ documents }) => documents),
    entries: batches.flatMap(({ entries }) => entries),
    unmappable: batches.flatMap(({ unmappable }) => unmappable),
  };
}

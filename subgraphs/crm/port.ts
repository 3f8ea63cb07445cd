import type { Reply } from '#kit/commands/reply.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { BillingFrequency, ChargeModel, OpportunityFacts } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { AmendmentKind, ContractStatus, CustomerStatus } from '#schema/generated/crm.ts';

/** What a CRM can do beyond reads. A command that needs a missing one is refused with `UnsupportedByVendor`. */
export type CrmCapability = 'CHANGE_STREAM' | 'CONTRACT_VERSIONS' | 'STATUS_REPORT' | 'ACCOUNT_REPORT';

/** What every record carries: the vendor's id, the vendor's stamp of this state (an instant), the vendor's payload. */
export interface CrmRecord {
  readonly externalId: string;
  readonly version: Date;
  readonly raw: unknown;
}

export interface CrmAccount extends CrmRecord {
  readonly name: string;
  readonly status: CustomerStatus;
  readonly parentExternalId: string | null;
  readonly salesOwner: string | null;
  readonly country: string | null;
  /** Code of the legal entity that sells to it; nobody sees an account without one. */
  readonly legalEntity: string | null;
  /** The account that it was merged into; the vendor has it no longer as one of its own. */
  readonly mergedIntoExternalId: string | null;
}

export interface CrmProduct extends CrmRecord {
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
  readonly chargeModel: ChargeModel;
}

/** One price of a product: a unit for a year, a plain decimal. */
export interface CrmPrice extends CrmRecord {
  readonly productExternalId: string;
  readonly priceBookExternalId: string;
  /** Of the standard price book. */
  readonly standard: boolean;
  readonly active: boolean;
  readonly unitPrice: string;
  readonly currency: string;
}

export interface CrmOpportunity extends CrmRecord {
  readonly name: string;
  readonly stage: string;
  readonly won: boolean;
  /** Whole minor units of `currency`. */
  readonly amountMinor: bigint | null;
  readonly currency: string;
  readonly closedOn: string | null;
  readonly accountExternalId: string;
  /** The contract that came of a NEW deal. */
  readonly contractExternalId: string | null;
  readonly legalEntity: string | null;
  readonly kind: DealKind;
  /** Of an AMENDMENT or RENEWAL: the contract that it is about, and its version when the quote was made. */
  readonly changesContractExternalId: string | null;
  readonly quotedVersion: number | null;
  /** Null where the CRM knows no approval of deals. */
  readonly approval: DealApproval | null;
  readonly billingFrequency: BillingFrequency | null;
  /** What the deal itself says of its term, as civil dates; a deal may leave it open. */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly paymentTermDays: number | null;
}

export type DealKind = NonNullable<OpportunityFacts['kind']>;
export type DealApproval = NonNullable<OpportunityFacts['approval']>;

export interface CrmContract extends CrmRecord {
  readonly number: string;
  readonly currentVersion: number;
  /** As the vendor has it; whether its term is over is for the reader's clock. */
  readonly status: ContractStatus;
  readonly accountExternalId: string;
  readonly opportunityExternalId: string | null;
  readonly legalEntity: string | null;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly currency: string;
  /** Null where the CRM says nothing of it. */
  readonly billingFrequency: BillingFrequency | null;
  /** Of the command that made it. */
  readonly key: string | null;
}

/** One version of a contract. */
export interface CrmVersion extends CrmRecord {
  readonly contractExternalId: string;
  readonly number: number;
  readonly effectiveOn: string;
  /** Last day of the contract under this version. */
  readonly endsOn: string | null;
  readonly recordedAt: Date;
  readonly kind: AmendmentKind | null;
  readonly reason: string | null;
  readonly requestedBy: string | null;
  /** Of the command that made it: `operation:step`. */
  readonly key: string | null;
  /** The deal that asked for it. */
  readonly opportunityExternalId: string | null;
  /** Whether it was this version that linked the deal to the contract. */
  readonly linkedDeal: boolean;
  /** What the contract's head said under this version; null where the version does not tell. */
  readonly contractStatus: ContractStatus | null;
  readonly billingFrequency: BillingFrequency | null;
}

/** A signed difference that a version makes: plain decimals, a price for a unit and a year. */
export interface CrmChange extends CrmRecord {
  readonly versionExternalId: string;
  readonly productExternalId: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly chargeModel: ChargeModel;
}

export type CrmKind = 'account' | 'product' | 'price' | 'opportunity' | 'contract' | 'version' | 'change';

export interface GoneRecord {
  readonly kind: CrmKind;
  readonly externalId: string;
  readonly version: Date | null;
}

/** Records as they were read together, in our words. */
export interface CrmRecords {
  readonly accounts: readonly CrmAccount[];
  readonly products: readonly CrmProduct[];
  readonly prices: readonly CrmPrice[];
  readonly opportunities: readonly CrmOpportunity[];
  readonly contracts: readonly CrmContract[];
  readonly versions: readonly CrmVersion[];
  readonly changes: readonly CrmChange[];
  /** Records that the vendor no longer has, with its stamp of that where it gives one. */
  readonly gone: readonly GoneRecord[];
  /** Contracts that were read with all their versions and changes: what is not among them is gone. */
  readonly wholeContracts: readonly string[];
  /** Records that could not be read as ours; the rest of the batch stands. */
  readonly unmappable: readonly { readonly externalId: string; readonly error: ConnectorError }[];
}

/** One page of what changed, oldest first within a kind. */
export interface ChangePage {
  readonly records: CrmRecords;
  /** Where to read on; opaque. */
  readonly cursor: string;
  readonly hasMore: boolean;
}

/** What a vendor's stream said: something happened to these records. */
export interface ChangeNotice {
  /** The vendor's id of the message, the same when it is sent twice. */
  readonly eventId: string;
  /** JSON of the vendor's own, read again by `recordsOfNotice`. */
  readonly body: string;
}

/** Stores notices and the position behind them together; only then is the next batch taken. */
export type NoticeSink = (notices: readonly ChangeNotice[], cursor: string) => Promise<void>;

/** A line of a new contract or version: signed decimals as text. */
export interface WrittenLine {
  readonly productExternalId: string;
  readonly priceExternalId: string;
  readonly priceBookExternalId: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly chargeModel: ChargeModel;
}

export interface NewContract {
  readonly opportunityExternalId: string;
  readonly accountExternalId: string;
  readonly legalEntity: string;
  readonly currency: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly billingFrequency: BillingFrequency | null;
  readonly requestedBy: string;
  readonly lines: readonly WrittenLine[];
}

export interface NewVersion {
  readonly contract: CrmContract;
  readonly number: number;
  readonly effectiveOn: string;
  /** What the contract's head says from this version on; null leaves the status and the frequency as they are. */
  readonly endsOn: string;
  readonly status: ContractStatus | null;
  readonly billingFrequency: BillingFrequency | null;
  /** The deal that asked for it; `linksDeal` when that deal does not name the contract yet. */
  readonly opportunityExternalId: string | null;
  readonly linksDeal: boolean;
  readonly kind: string;
  readonly reason: string | null;
  readonly requestedBy: string;
  readonly lines: readonly WrittenLine[];
}

export interface StatusReport {
  readonly contractVersion: number;
  readonly seats: string;
  readonly invoiceNumber: string | null;
  readonly postingStatus: string;
  readonly syncStatus: string;
}

/** How a customer's latest invoice and payment stood; `asOf` is an instant in UTC to the millisecond. */
export interface AccountReport {
  readonly asOf: string;
  readonly invoiceNumber: string | null;
  readonly invoiceStatus: string | null;
  readonly paymentStatus: string | null;
  /** A plain decimal of its currency. */
  readonly openBalance: { readonly amount: string; readonly currency: string } | null;
}

/** A deal as the CRM has it now, with the vendor's ids in place of ours. */
export interface CrmDeal {
  readonly opportunity: CrmOpportunity;
  readonly account: CrmAccount;
  readonly facts: Pick<OpportunityFacts, 'paymentTermDays' | 'startsOn' | 'endsOn'>;
  readonly lines: readonly (WrittenLine & {
    readonly productCode: string;
    readonly productName: string;
    readonly listPrice: string | null;
  })[];
  /** The contract that an amendment or renewal of this deal was written into. */
  readonly appliedToExternalId: string | null;
  /** What of it the mirror keeps. */
  readonly records: CrmRecords;
}

/**
 * What this subgraph asks of any CRM. Implemented once in each vendor folder.
 * Reads may be repeated freely. A write takes a key and has one effect a key, however often it is sent; when its reply
 * is lost it answers `OutcomeUnknown`, and the matching read by key tells what became of it.
 */
export interface CrmConnector {
  readonly vendor: string;
  readonly connection: string;
  readonly capabilities: ReadonlySet<CrmCapability>;
  /** The vendor's words for what it keeps, for references to its records. */
  readonly words: Readonly<Record<'customer' | 'product' | 'opportunity' | 'contract' | 'version', string>>;

  /** Everything that changed since the cursor (null = from the beginning), kinds side by side. */
  changedSince(cursor: string | null): Reply<ChangePage>;
  /** The records that a notice of the stream speaks of, as they are now; null = too much was lost, read everything. */
  recordsOfNotice(body: string): Reply<CrmRecords | null>;
  /** Follows the stream from the cursor on until the signal ends it; rejects when the stream breaks. */
  follow(cursor: string | null, sink: NoticeSink, signal: AbortSignal, log: Logger): Promise<void>;

  /** An account with what is known of it; in `gone` when there is none. */
  account(externalId: string): Reply<CrmRecords>;
  opportunity(externalId: string): Reply<CrmRecords>;
  /** The contract with all versions and changes, its account and products; in `gone` when there is none. */
  contract(externalId: string): Reply<CrmRecords>;
  /** The deal with its lines; null when there is none. */
  deal(externalId: string): Reply<CrmDeal | null>;
  /** Products by their stable codes, with the standard prices of all currencies. */
  productsByCodes(codes: readonly string[]): Reply<CrmRecords>;

  /** Makes the contract, its first version and the link from the deal, all or none. Answers the contract's id. */
  activateContract(contract: NewContract, key: string): Reply<string>;
  /** The contract that this key made; null when it made none. */
  contractByKey(key: string): Reply<string | null>;
  /** Removes a contract of one version and the deal's link to it, all or none. `records` is the whole contract. */
  removeContract(records: CrmRecords, key: string): Reply<null>;
  /** Writes a version and sets the contract to it, all or none. Answers the version's id. */
  writeVersion(version: NewVersion, key: string): Reply<string>;
  /** The version that this key made; null when it made none. */
  versionByKey(key: string): Reply<CrmVersion | null>;
  /** Removes the contract's latest version and sets the contract back to the one before, all or none. */
  removeVersion(version: CrmVersion, records: CrmRecords, key: string): Reply<null>;
  /** Shows on the deal what came of it. */
  reportStatus(opportunityExternalId: string, report: StatusReport, key: string): Reply<null>;
  /** Shows on the account how its billing stands. */
  reportAccount(accountExternalId: string, report: AccountReport, key: string): Reply<null>;
  /** The `asOf` of the report that the account shows; null when it shows none. */
  reportedAsOf(accountExternalId: string): Reply<string | null>;
  /** Whether the deal shows exactly this. */
  showsStatus(opportunityExternalId: string, report: StatusReport): Reply<boolean>;
}

export const NO_RECORDS: CrmRecords = {
  accounts: [],
  products: [],
  prices: [],
  opportunities: [],
  contracts: [],
  versions: [],
  changes: [],
  gone: [],
  wholeContracts: [],
  unmappable: [],
};

/** All of these batches as one. */
export function joinRecords(batches: readonly CrmRecords[]): CrmRecords {
  return {
    accounts: batches.flatMap(({ accounts }) => accounts),
    products: batches.flatMap(({ products }) => products),
    prices: batches.flatMap(({ prices }) => prices),
    opportunities: batches.flatMap(({ opportunities }) => opportunities),
    contracts: batches.flatMap(({ contracts }) => contracts),
    versions: batches.flatMap(({ versions }) => versions),
    changes: batches.flatMap(({ changes }) => changes),
    gone: batches.flatMap(({ gone }) => gone),
    wholeContracts: batches.flatMap(({ wholeContracts }) => wholeContracts),
    unmappable: batches.flatMap(({ unmappable }) => unmappable),
  };
}

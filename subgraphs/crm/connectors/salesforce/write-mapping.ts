import type {
  AccountReport,
  CrmContract,
  CrmRecords,
  CrmVersion,
  NewContract,
  NewVersion,
  StatusReport,
  WrittenLine,
} from '#crm/port.ts';
import { exactNumber } from '#kit/transport/exact-json.ts';
import type { ContractStatus } from '#schema/generated/crm.ts';
import { plainDecimal } from './mapping.ts';
import {
  contract as contractWire,
  order as orderWire,
  type SalesforceOpportunity,
  type SalesforcePart,
} from './wire.ts';

/** What the contract's head says under a version, in the vendor's own words. */
interface SalesforceHead {
  readonly Status: string;
  readonly EndDate: string;
  readonly BillingFrequency__c: string | null;
}

interface HeadStep {
  /** Null for a new contract. */
  readonly before: SalesforceHead | null;
  readonly after: SalesforceHead;
}

/** The body of an order: the version `number` of a contract. `Pricebook2Id` must fit the entries of its items. */
function toSalesforceOrder(
  contract: Pick<NewContract, 'accountExternalId' | 'currency'>,
  version: Omit<NewVersion, 'contract' | 'status'>,
  { before, after }: HeadStep,
): Readonly<Record<string, unknown>> {
  return {
    AccountId: contract.accountExternalId,
    CurrencyIsoCode: contract.currency,
    Status: 'Draft',
    Type: version.number === 1 ? 'New' : 'Amendment',
    EffectiveDate: version.effectiveOn,
    // evidence: ?: an order cannot end before it starts, but a contract ends before the day on which it is cancelled
    EndDate: version.endsOn < version.effectiveOn ? null : version.endsOn,
    ContractEndDate__c: after.EndDate,
    ContractStatus__c: after.Status,
    BillingFrequency__c: after.BillingFrequency__c,
    PreviousStatus__c: before?.Status ?? null,
    PreviousEndDate__c: before?.EndDate ?? null,
    PreviousFrequency__c: before?.BillingFrequency__c ?? null,
    OpportunityId: version.opportunityExternalId,
    LinkedDeal__c: version.linksDeal,
    ContractVersion__c: version.number,
    AmendmentKind__c: version.kind,
    AmendmentReason__c: version.reason,
    RequestedBy__c: version.requestedBy,
    ...(version.lines[0] === undefined ? {} : { Pricebook2Id: version.lines[0].priceBookExternalId }),
  };
}

/** The body of an order's item. `orderKey` names the order by our key, as its id is not known yet. */
function toSalesforceOrderItem(line: WrittenLine, orderKey: string): Readonly<Record<string, unknown>> {
  return {
    Order: { RevgraphKey__c: orderKey },
    PricebookEntryId: line.priceExternalId,
    Quantity: exactNumber(line.quantity),
    UnitPrice: exactNumber(line.unitPrice),
    ServiceDate: line.startsOn,
    EndDate: line.endsOn,
    ChargeModel__c: line.chargeModel,
  };
}

function toSalesforceContract(contract: NewContract): Readonly<Record<string, unknown>> {
  return {
    AccountId: contract.accountExternalId,
    StartDate: contract.startsOn,
    EndDate: contract.endsOn,
    // evidence: ?: a contract starts as a draft and is activated by a change of its status (salesforce.md, Lifecycle)
    Status: 'Draft',
    CurrencyIsoCode: contract.currency,
    BillingFrequency__c: contract.billingFrequency,
    Version__c: 1,
    Opportunity__c: contract.opportunityExternalId,
    LegalEntity__c: contract.legalEntity,
  };
}

export function toSalesforceStatus(report: StatusReport): Readonly<Record<string, unknown>> {
  return {
    ContractVersion__c: report.contractVersion,
    ContractedSeats__c: exactNumber(report.seats),
    InvoiceNumber__c: report.invoiceNumber,
    PostingStatus__c: report.postingStatus,
    SyncStatus__c: report.syncStatus,
  };
}

export function toSalesforceAccountReport(report: AccountReport): Readonly<Record<string, unknown>> {
  const { openBalance } = report;
  return {
    LastInvoiceNumber__c: report.invoiceNumber,
    InvoiceStatus__c: report.invoiceStatus,
    PaymentStatus__c: report.paymentStatus,
    OpenBalance__c: openBalance === null ? null : exactNumber(openBalance.amount),
    OpenBalanceCurrency__c: openBalance?.currency ?? null,
    ReportedAsOf__c: report.asOf,
  };
}

/** Whether the deal shows exactly this report. */
export function showsReport(wire: SalesforceOpportunity, report: StatusReport): boolean {
  const seats = wire.ContractedSeats__c === null ? null : plainDecimal(wire.ContractedSeats__c);
  return (
    wire.ContractVersion__c === report.contractVersion &&
    seats === plainDecimal(report.seats) &&
    wire.InvoiceNumber__c === report.invoiceNumber &&
    wire.PostingStatus__c === report.postingStatus &&
    wire.SyncStatus__c === report.syncStatus
  );
}

type Parts = readonly SalesforcePart[];

/**
 * A contract, its first order with the items, its activation and the deal's link to it. The parts name each other by
 * our key, so that the same call twice writes the same records.
 */
export function toActivation(contract: NewContract, key: string): Parts {
  const { opportunityExternalId, startsOn, endsOn, requestedBy, billingFrequency, lines } = contract;
  const made = { number: 1, effectiveOn: startsOn, endsOn, kind: 'NEW', reason: null, requestedBy, lines };
  const version = { ...made, billingFrequency, opportunityExternalId, linksDeal: true };
  const after = { Status: 'Activated', EndDate: endsOn, BillingFrequency__c: billingFrequency };
  const byKey = { Contract: { RevgraphKey__c: key } };
  return [
    keyed('Contract', key, toSalesforceContract(contract)),
    keyed('Order', key, { ...toSalesforceOrder(contract, version, { before: null, after }), ...byKey }),
    ...toItems(lines, key),
    keyed('Contract', key, { Status: 'Activated' }),
    { method: 'PATCH', path: `/sobjects/Opportunity/${opportunityExternalId}`, body: byKey },
  ];
}

/** The order of a version with its items, the contract's step to it and, where it is new, the deal's link. */
export function toVersion(version: NewVersion, key: string): Parts {
  const { contract, lines, number, opportunityExternalId, linksDeal } = version;
  const before = headOf(contract);
  const after = {
    Status: version.status === null ? before.Status : (STATUS_WORDS.get(version.status) ?? before.Status),
    EndDate: version.endsOn,
    BillingFrequency__c: version.billingFrequency ?? before.BillingFrequency__c,
  };
  const order = toSalesforceOrder(contract, version, { before, after });
  const link: Parts = linksDeal && opportunityExternalId !== null ? [toDealLink(opportunityExternalId, contract)] : [];
  return [
    keyed('Order', key, { ...order, ContractId: contract.externalId }),
    ...toItems(lines, key),
    toContractStep(contract, number, { before, after }),
    ...link,
  ];
}

// evidence: docs: the contract's status is a picklist of the org; `Suspended` and `Cancelled` are of the activated category
const STATUS_WORDS: ReadonlyMap<ContractStatus, string> = new Map([
  ['ACTIVE', 'Activated'],
  ['SUSPENDED', 'Suspended'],
  ['CANCELLED', 'Cancelled'],
]);

const rawHead = contractWire.pick({ Status: true, BillingFrequency__c: true });

/** The head of a contract as it was read. */
function headOf(contract: CrmContract): SalesforceHead {
  const read = rawHead.safeParse(contract.raw);
  const words = read.success
    ? read.data
    : // Only what was read from the vendor has the vendor's words.
      { Status: STATUS_WORDS.get(contract.status) ?? 'Activated', BillingFrequency__c: contract.billingFrequency };
  return { ...words, EndDate: contract.endsOn };
}

function toDealLink(opportunityExternalId: string, contract: CrmContract | null): SalesforcePart {
  const body = { ContractId: contract?.externalId ?? null };
  return { method: 'PATCH', path: `/sobjects/Opportunity/${opportunityExternalId}`, body };
}

/** Everything of a contract, children first, and the deal's link to it. */
export function toRemoval(contract: CrmContract, { changes, versions }: CrmRecords): Parts {
  const { externalId, opportunityExternalId } = contract;
  const unlink: Parts = opportunityExternalId === null ? [] : [toDealLink(opportunityExternalId, null)];
  return [
    ...unlink,
    ...changes.map((change) => removal('OrderItem', change.externalId)),
    ...versions.map((version) => removal('Order', version.externalId)),
    removal('Contract', externalId),
  ];
}

/** The order of a version with its items, and the contract's head as it was before it. */
export function toVersionRemoval(contract: CrmContract, version: CrmVersion, { changes, versions }: CrmRecords): Parts {
  const { linkedDeal, opportunityExternalId } = version;
  const unlink: Parts = linkedDeal && opportunityExternalId !== null ? [toDealLink(opportunityExternalId, null)] : [];
  const step = { before: headOf(contract), after: headBefore(contract, version, versions) };
  return [
    ...unlink,
    ...changes
      .filter(({ versionExternalId }) => versionExternalId === version.externalId)
      .map(({ externalId }) => removal('OrderItem', externalId)),
    removal('Order', version.externalId),
    toContractStep(contract, version.number - 1, step),
  ];
}

const rawBefore = orderWire.pick({ PreviousStatus__c: true, PreviousEndDate__c: true, PreviousFrequency__c: true });

/** What the head said before this version. A version that did not note it leaves all but the last day as it is. */
function headBefore(contract: CrmContract, version: CrmVersion, versions: readonly CrmVersion[]): SalesforceHead {
  const head = headOf(contract);
  const noted = rawBefore.safeParse(version.raw).data;
  const older = versions.find(({ number }) => number === version.number - 1);
  const EndDate = noted?.PreviousEndDate__c ?? older?.endsOn ?? contract.endsOn;
  const Status = noted?.PreviousStatus__c ?? null;
  if (Status === null) return { ...head, EndDate };
  return { Status, EndDate, BillingFrequency__c: noted?.PreviousFrequency__c ?? null };
}

/** The contract at another version, with those parts of its head that are other than before. */
function toContractStep(contract: CrmContract, version: number, { before, after }: HeadStep): SalesforcePart {
  const moved = Object.entries(after).filter(([field, value]) => before?.[field as keyof SalesforceHead] !== value);
  const body = { Version__c: version, ...Object.fromEntries(moved) };
  return { method: 'PATCH', path: `/sobjects/Contract/${contract.externalId}`, body };
}

function toItems(lines: readonly WrittenLine[], key: string): Parts {
  return lines.map((line, index) => keyed('OrderItem', `${key}:${index + 1}`, toSalesforceOrderItem(line, key)));
}

function keyed(type: string, key: string, body: Readonly<Record<string, unknown>>): SalesforcePart {
  return { method: 'PATCH', path: `/sobjects/${type}/RevgraphKey__c/${encodeURIComponent(key)}`, body };
}

function removal(type: string, id: string): SalesforcePart {
  return { method: 'DELETE', path: `/sobjects/${type}/${id}` };
}

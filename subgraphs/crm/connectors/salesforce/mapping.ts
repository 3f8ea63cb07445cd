import type {
  CrmAccount,
  CrmChange,
  CrmContract,
  CrmDeal,
  CrmOpportunity,
  CrmPrice,
  CrmProduct,
  CrmRecords,
  CrmVersion,
  NewContract,
  NewVersion,
  StatusReport,
  WrittenLine,
} from '#crm/port.ts';
import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { parseAmount } from '#schema/canonical/money.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { AmendmentKind, ContractStatus, CustomerStatus } from '#schema/generated/crm.ts';
import {
  exactNumber,
  type SalesforceAccount,
  type SalesforceContract,
  type SalesforceOpportunity,
  type SalesforceOpportunityLine,
  type SalesforceOrder,
  type SalesforceOrderItem,
  type SalesforcePart,
  type SalesforcePriceBookEntry,
  type SalesforceProduct,
} from './wire.ts';

type Mapped<T> = Result<T, ConnectorError>;

// evidence: docs: statuses are picklists of each org, mapped by configuration (salesforce.md, Objects)
const CUSTOMER_STATUS: ReadonlyMap<string, CustomerStatus> = new Map([
  ['Customer', 'ACTIVE'],
  ['Prospect', 'PROSPECT'],
]);

const CONTRACT_STATUS: ReadonlyMap<string, ContractStatus> = new Map([
  ['Draft', 'DRAFT'],
  ['In Approval Process', 'DRAFT'],
  ['Activated', 'ACTIVE'],
  ['Suspended', 'SUSPENDED'],
  ['Cancelled', 'CANCELLED'],
  ['Expired', 'EXPIRED'],
]);

const AMENDMENT_KINDS: ReadonlySet<string> = new Set<AmendmentKind>([
  'NEW',
  'UPGRADE',
  'DOWNGRADE',
  'QUANTITY',
  'ADD_PRODUCT',
  'REMOVE_PRODUCT',
  'PRICE',
  'TERM',
  'CO_TERM',
  'BILLING_FREQUENCY',
  'RENEWAL',
  'CANCELLATION',
  'SUSPENSION',
  'RESUMPTION',
]);

export function fromSalesforceAccount(wire: SalesforceAccount): Mapped<CrmAccount> {
  return ok({
    ...originOf(wire),
    name: wire.Name,
    // An org's own type says nothing about whether the company buys.
    status: CUSTOMER_STATUS.get(wire.Type ?? '') ?? 'UNKNOWN',
    parentExternalId: wire.ParentId,
    salesOwner: wire.Owner?.Name ?? null,
    country: wire.BillingCountry,
    legalEntity: wire.LegalEntity__c,
  });
}

export function fromSalesforceProduct(wire: SalesforceProduct): Mapped<CrmProduct> {
  if (wire.ProductCode === null) return unmappable('ProductCode', `${wire.Id} has none`);
  return ok({ ...originOf(wire), code: wire.ProductCode, name: wire.Name, active: wire.IsActive });
}

export function fromSalesforcePrice(wire: SalesforcePriceBookEntry): Mapped<CrmPrice> {
  return ok({
    ...originOf(wire),
    productExternalId: wire.Product2Id,
    priceBookExternalId: wire.Pricebook2Id,
    // A price book that cannot be seen is not the standard one, which everybody sees.
    standard: wire.Pricebook2?.IsStandard ?? false,
    active: wire.IsActive,
    unitPrice: plainDecimal(wire.UnitPrice),
    currency: wire.CurrencyIsoCode,
  });
}

export function fromSalesforceOpportunity(wire: SalesforceOpportunity): Mapped<CrmOpportunity> {
  const { Amount, CurrencyIsoCode: currency } = wire;
  if (wire.AccountId === null) return unmappable('AccountId', `${wire.Id} has none`);
  const amount = Amount === null ? null : parseAmount(plainDecimal(Amount), currency);
  if (Amount !== null && amount === null) return unmappable('Amount', `${Amount} is no amount of ${currency}`);
  return ok({
    ...originOf(wire),
    name: wire.Name,
    stage: wire.StageName,
    won: wire.IsWon,
    amountMinor: amount?.minor ?? null,
    currency,
    closedOn: wire.CloseDate,
    accountExternalId: wire.AccountId,
    contractExternalId: wire.ContractId,
    legalEntity: wire.LegalEntity__c,
  });
}

export function fromSalesforceContract(wire: SalesforceContract): Mapped<CrmContract> {
  if (wire.StartDate === null || wire.EndDate === null) return unmappable('StartDate', `${wire.Id} has no term`);
  return ok({
    ...originOf(wire),
    number: wire.ContractNumber,
    // A contract that was made by hand carries no number of ours: it is in its first version.
    currentVersion: wire.Version__c ?? 1,
    status: contractStatusOf(wire.Status),
    accountExternalId: wire.AccountId,
    opportunityExternalId: wire.Opportunity__c,
    legalEntity: wire.LegalEntity__c,
    startsOn: wire.StartDate,
    endsOn: wire.EndDate,
    currency: wire.CurrencyIsoCode,
    key: wire.RevgraphKey__c,
  });
}

/** A status that an org adds later is neither running nor ended until someone has read what it means. */
export function contractStatusOf(status: string): ContractStatus {
  return CONTRACT_STATUS.get(status) ?? 'UNKNOWN';
}

/** An order that belongs to a contract is a version of it; null for any other order. */
export function fromSalesforceOrder(wire: SalesforceOrder): Mapped<CrmVersion | null> {
  if (wire.ContractId === null) return ok(null);
  return ok({
    ...originOf(wire),
    contractExternalId: wire.ContractId,
    // The first order of a contract that was made by hand.
    number: wire.ContractVersion__c ?? 1,
    effectiveOn: wire.EffectiveDate,
    endsOn: wire.EndDate,
    recordedAt: wire.CreatedDate,
    kind: isAmendmentKind(wire.AmendmentKind__c) ? wire.AmendmentKind__c : null,
    reason: wire.AmendmentReason__c,
    requestedBy: wire.RequestedBy__c,
    key: wire.RevgraphKey__c,
  });
}

export function fromSalesforceOrderItem(wire: SalesforceOrderItem): Mapped<CrmChange> {
  if (wire.Product2Id === null) return unmappable('Product2Id', `${wire.Id} has none`);
  return ok({
    ...originOf(wire),
    versionExternalId: wire.OrderId,
    productExternalId: wire.Product2Id,
    quantity: plainDecimal(wire.Quantity),
    unitPrice: plainDecimal(wire.UnitPrice),
    startsOn: wire.ServiceDate,
    endsOn: wire.EndDate,
  });
}

/** A deal with its lines, from the records that were read around it. The term of a line is the deal's unless it names its own. */
export function fromSalesforceDeal(
  found: SalesforceOpportunity,
  sold: readonly SalesforceOpportunityLine[],
  records: CrmRecords,
): Result<CrmDeal, ConnectorError> {
  const [opportunity] = records.opportunities;
  const [account] = records.accounts;
  if (opportunity === undefined || account === undefined) {
    return fail({ kind: 'Unmappable', field: 'AccountId', detail: `${found.Id} has no account that can be read` });
  }
  const { TermStart__c: startsOn, TermEnd__c: endsOn } = found;
  const lines: CrmDeal['lines'][number][] = [];
  for (const line of sold) {
    const read = dealLine(line, { startsOn, endsOn, currency: found.CurrencyIsoCode }, records);
    if (!read.ok) return read;
    lines.push(read.value);
  }
  // An org's own payment term where the deal names none; thirty days is what the org's set-up documents.
  const paymentTermDays = found.PaymentTermDays__c ?? 30;
  return ok({ opportunity, account, facts: { paymentTermDays, startsOn, endsOn }, lines, records });
}

function dealLine(
  line: SalesforceOpportunityLine,
  deal: { readonly startsOn: string | null; readonly endsOn: string | null; readonly currency: string },
  { products, prices }: CrmRecords,
): Result<CrmDeal['lines'][number], ConnectorError> {
  const product = products.find(({ externalId }) => externalId === line.Product2Id);
  const own = prices.filter(({ productExternalId }) => productExternalId === line.Product2Id);
  const list = own.find(({ standard, active, currency }) => standard && active && currency === deal.currency);
  const price = own.find(({ externalId }) => externalId === line.PricebookEntryId) ?? list;
  const startsOn = line.ServiceDate ?? deal.startsOn;
  const missing = (field: string) =>
    fail({ kind: 'Unmappable', field, detail: `the deal's line ${line.Id} has none` } as const);
  if (product === undefined) return missing('Product2Id');
  if (price === undefined) return missing('PricebookEntryId');
  if (startsOn === null) return missing('TermStart__c');
  if (deal.endsOn === null) return missing('TermEnd__c');
  return ok({
    productExternalId: product.externalId,
    priceExternalId: price.externalId,
    priceBookExternalId: price.priceBookExternalId,
    productCode: product.code,
    productName: product.name,
    quantity: plainDecimal(line.Quantity),
    unitPrice: plainDecimal(line.UnitPrice),
    listPrice: list?.unitPrice ?? null,
    startsOn,
    endsOn: deal.endsOn,
  });
}

/** `12.5` for `12.50`, `1.25E+1` and the like: one text a value, so that equal values compare equal. */
export function plainDecimal(text: string): string {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const shift = Number(exponent);
  const digits = `${whole}${fraction}${'0'.repeat(Math.max(0, shift - fraction.length))}`;
  const places = Math.max(0, fraction.length - shift);
  const padded = digits.padStart(places + 1, '0');
  const split = padded.length - places;
  return plain(decimalOf(`${sign}${padded.slice(0, split)}${places === 0 ? '' : `.${padded.slice(split)}`}`));
}

function isAmendmentKind(text: string | null): text is AmendmentKind {
  return text !== null && AMENDMENT_KINDS.has(text);
}

function originOf(wire: { readonly Id: string; readonly SystemModstamp: Date }) {
  return { externalId: wire.Id, version: wire.SystemModstamp, raw: wire };
}

function unmappable(field: string, detail: string): Result<never, ConnectorError> {
  return fail({ kind: 'Unmappable', field, detail });
}

/** The body of an order: the version `number` of a contract. `Pricebook2Id` must fit the entries of its items. */
function toSalesforceOrder(
  contract: Pick<NewContract, 'accountExternalId' | 'currency'>,
  version: Omit<NewVersion, 'contract'>,
): Readonly<Record<string, unknown>> {
  return {
    AccountId: contract.accountExternalId,
    CurrencyIsoCode: contract.currency,
    Status: 'Draft',
    Type: version.number === 1 ? 'New' : 'Amendment',
    EffectiveDate: version.effectiveOn,
    EndDate: version.endsOn,
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
  const { opportunityExternalId, startsOn, endsOn, requestedBy, lines } = contract;
  const version = { number: 1, effectiveOn: startsOn, endsOn, kind: 'NEW', reason: null, requestedBy, lines };
  const byKey = { Contract: { RevgraphKey__c: key } };
  return [
    keyed('Contract', key, toSalesforceContract(contract)),
    keyed('Order', key, { ...toSalesforceOrder(contract, version), ...byKey }),
    ...toItems(lines, key),
    keyed('Contract', key, { Status: 'Activated' }),
    { method: 'PATCH', path: `/sobjects/Opportunity/${opportunityExternalId}`, body: byKey },
  ];
}

/** The order of a version with its items, and the contract's step to it. */
export function toVersion(version: NewVersion, key: string): Parts {
  const { contract, lines, number, endsOn } = version;
  return [
    keyed('Order', key, { ...toSalesforceOrder(contract, version), ContractId: contract.externalId }),
    ...toItems(lines, key),
    toContractStep(contract, number, endsOn),
  ];
}

/** Everything of a contract, children first, and the deal's link to it. */
export function toRemoval(contract: CrmContract, { changes, versions }: CrmRecords): Parts {
  const { externalId, opportunityExternalId } = contract;
  const unlink: Parts =
    opportunityExternalId === null
      ? []
      : [{ method: 'PATCH', path: `/sobjects/Opportunity/${opportunityExternalId}`, body: { ContractId: null } }];
  return [
    ...unlink,
    ...changes.map((change) => removal('OrderItem', change.externalId)),
    ...versions.map((version) => removal('Order', version.externalId)),
    removal('Contract', externalId),
  ];
}

/** The order of a version with its items, and the contract's step back to the version before. */
export function toVersionRemoval(contract: CrmContract, version: CrmVersion, { changes, versions }: CrmRecords): Parts {
  const before = versions.find(({ number }) => number === version.number - 1);
  return [
    ...changes
      .filter(({ versionExternalId }) => versionExternalId === version.externalId)
      .map(({ externalId }) => removal('OrderItem', externalId)),
    removal('Order', version.externalId),
    toContractStep(contract, version.number - 1, before?.endsOn ?? contract.endsOn),
  ];
}

function toContractStep(contract: CrmContract, version: number, endsOn: string): SalesforcePart {
  const endDate = endsOn === contract.endsOn ? {} : { EndDate: endsOn };
  const body = { Version__c: version, ...endDate };
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

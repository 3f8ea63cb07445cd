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
  DealApproval,
  DealKind,
} from '#crm/port.ts';
import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { parseAmount } from '#schema/canonical/money.ts';
import type { BillingFrequency, ChargeModel } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { AmendmentKind, ContractStatus, CustomerStatus } from '#schema/generated/crm.ts';
import type {
  SalesforceAccount,
  SalesforceContract,
  SalesforceOpportunity,
  SalesforceOpportunityLine,
  SalesforceOrder,
  SalesforceOrderItem,
  SalesforcePriceBookEntry,
  SalesforceProduct,
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

// evidence: docs: Opportunity.Type is a picklist of the org; the values with which it comes, and the one for renewals.
const DEAL_KIND: ReadonlyMap<string, DealKind> = new Map([
  ['New Customer', 'NEW'],
  ['Existing Customer - Upgrade', 'AMENDMENT'],
  ['Existing Customer - Downgrade', 'AMENDMENT'],
  ['Existing Customer - Replacement', 'AMENDMENT'],
  ['Existing Customer - Renewal', 'RENEWAL'],
  ['Renewal', 'RENEWAL'],
]);

const DEAL_APPROVAL: ReadonlyMap<string, DealApproval> = new Map([
  ['Not Required', 'NOT_REQUIRED'],
  ['Pending', 'PENDING'],
  ['Approved', 'APPROVED'],
  ['Rejected', 'REJECTED'],
]);

const CHARGE_MODELS: ReadonlyMap<string, ChargeModel> = new Map(
  (['PER_UNIT', 'ONE_TIME', 'MILESTONE', 'USAGE'] as const).map((model) => [model, model]),
);

const FREQUENCIES: ReadonlyMap<string, BillingFrequency> = new Map(
  (['MONTHLY', 'QUARTERLY', 'SEMI_ANNUAL', 'ANNUAL', 'PREPAID'] as const).map((frequency) => [frequency, frequency]),
);

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
    mergedIntoExternalId: wire.MasterRecordId,
  });
}

export function fromSalesforceProduct(wire: SalesforceProduct): Mapped<CrmProduct> {
  if (wire.ProductCode === null) return unmappable('ProductCode', `${wire.Id} has none`);
  const chargeModel = chargeModelOf(wire.ChargeModel__c);
  if (!chargeModel.ok) return chargeModel;
  return ok({
    ...originOf(wire),
    code: wire.ProductCode,
    name: wire.Name,
    active: wire.IsActive,
    chargeModel: chargeModel.value,
  });
}

/** The first that is named decides. One that has no meaning here is not read as another: that would change the price. */
function chargeModelOf(...named: readonly (string | null | undefined)[]): Mapped<ChargeModel> {
  const first = named.find((model) => model !== null && model !== undefined);
  // The org's set-up documents it: what names no charge model is sold by the unit.
  const model = CHARGE_MODELS.get(first ?? 'PER_UNIT');
  return model === undefined ? unmappable('ChargeModel__c', `${first} has no meaning here`) : ok(model);
}

function frequencyOf(frequency: string | null): Mapped<BillingFrequency | null> {
  if (frequency === null) return ok(null);
  const known = FREQUENCIES.get(frequency);
  return known === undefined ? unmappable('BillingFrequency__c', `${frequency} has no meaning here`) : ok(known);
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
  const frequency = frequencyOf(wire.BillingFrequency__c);
  if (!frequency.ok) return frequency;
  // A type that an org adds later says nothing of a contract that is there already.
  const kind = DEAL_KIND.get(wire.Type ?? '') ?? 'NEW';
  const { ApprovalStatus__c: approval } = wire;
  return ok({
    ...originOf(wire),
    name: wire.Name,
    stage: wire.StageName,
    won: wire.IsWon,
    amountMinor: amount?.minor ?? null,
    currency,
    closedOn: wire.CloseDate,
    accountExternalId: wire.AccountId,
    contractExternalId: kind === 'NEW' ? wire.ContractId : null,
    legalEntity: wire.LegalEntity__c,
    kind,
    changesContractExternalId: kind === 'NEW' ? null : wire.ContractId,
    quotedVersion: wire.Quoted_Contract_Version__c,
    // A status of approval that an org adds later approves nothing.
    approval: approval === null ? null : (DEAL_APPROVAL.get(approval) ?? 'UNKNOWN'),
    billingFrequency: frequency.value,
    startsOn: wire.TermStart__c,
    endsOn: wire.TermEnd__c,
    paymentTermDays: wire.PaymentTermDays__c,
  });
}

export function fromSalesforceContract(wire: SalesforceContract): Mapped<CrmContract> {
  if (wire.StartDate === null || wire.EndDate === null) return unmappable('StartDate', `${wire.Id} has no term`);
  const frequency = frequencyOf(wire.BillingFrequency__c);
  if (!frequency.ok) return frequency;
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
    billingFrequency: frequency.value,
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
  const frequency = frequencyOf(wire.BillingFrequency__c);
  if (!frequency.ok) return frequency;
  const { ContractStatus__c: status } = wire;
  return ok({
    ...originOf(wire),
    contractExternalId: wire.ContractId,
    // The first order of a contract that was made by hand.
    number: wire.ContractVersion__c ?? 1,
    effectiveOn: wire.EffectiveDate,
    endsOn: wire.ContractEndDate__c ?? wire.EndDate,
    recordedAt: wire.CreatedDate,
    kind: isAmendmentKind(wire.AmendmentKind__c) ? wire.AmendmentKind__c : null,
    reason: wire.AmendmentReason__c,
    requestedBy: wire.RequestedBy__c,
    key: wire.RevgraphKey__c,
    opportunityExternalId: wire.OpportunityId,
    linkedDeal: wire.LinkedDeal__c,
    contractStatus: status === null ? null : contractStatusOf(status),
    billingFrequency: frequency.value,
  });
}

export function fromSalesforceOrderItem(wire: SalesforceOrderItem): Mapped<CrmChange> {
  if (wire.Product2Id === null) return unmappable('Product2Id', `${wire.Id} has none`);
  const chargeModel = chargeModelOf(wire.ChargeModel__c, wire.Product2?.ChargeModel__c);
  if (!chargeModel.ok) return chargeModel;
  return ok({
    ...originOf(wire),
    versionExternalId: wire.OrderId,
    productExternalId: wire.Product2Id,
    quantity: plainDecimal(wire.Quantity),
    unitPrice: plainDecimal(wire.UnitPrice),
    startsOn: wire.ServiceDate,
    endsOn: wire.EndDate,
    chargeModel: chargeModel.value,
  });
}

interface DealParts {
  readonly sold: readonly SalesforceOpportunityLine[];
  readonly appliedToExternalId: string | null;
}

/** A deal with its lines, from the records that were read around it. The term of a line is the deal's unless it names its own. */
export function fromSalesforceDeal(
  found: SalesforceOpportunity,
  { sold, appliedToExternalId }: DealParts,
  records: CrmRecords,
): Result<CrmDeal, ConnectorError> {
  const [opportunity] = records.opportunities;
  const [account] = records.accounts;
  if (opportunity === undefined || account === undefined) {
    return fail({ kind: 'Unmappable', field: 'AccountId', detail: `${found.Id} has no account that can be read` });
  }
  const { startsOn } = opportunity;
  // What an amendment brings ends with the contract that it changes, unless the deal says otherwise.
  const endsOn = opportunity.endsOn ?? (opportunity.kind === 'AMENDMENT' ? (found.Contract?.EndDate ?? null) : null);
  const lines: CrmDeal['lines'][number][] = [];
  for (const line of sold) {
    const read = dealLine(line, { startsOn, endsOn, currency: found.CurrencyIsoCode }, records);
    if (!read.ok) return read;
    lines.push(read.value);
  }
  // An org's own payment term where the deal names none; thirty days is what the org's set-up documents.
  const paymentTermDays = opportunity.paymentTermDays ?? 30;
  const facts = { paymentTermDays, startsOn, endsOn };
  return ok({ opportunity, account, facts, lines, appliedToExternalId, records });
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
  const endsOn = line.EndDate__c ?? deal.endsOn;
  const missing = (field: string) =>
    fail({ kind: 'Unmappable', field, detail: `the deal's line ${line.Id} has none` } as const);
  if (product === undefined) return missing('Product2Id');
  if (price === undefined) return missing('PricebookEntryId');
  if (startsOn === null) return missing('TermStart__c');
  if (endsOn === null) return missing('TermEnd__c');
  const chargeModel = chargeModelOf(line.ChargeModel__c, product.chargeModel);
  if (!chargeModel.ok) return chargeModel;
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
    endsOn,
    chargeModel: chargeModel.value,
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

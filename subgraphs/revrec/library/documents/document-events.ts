import type { EngineError } from '#revrec/engine/engine-error.ts';
import { knownEvents } from '#revrec/engine/event-order.ts';
import type { ContractApproved, CreditMemoIssued, InvoiceIssued, RevenueEvent } from '#revrec/engine/events.ts';
import type { ChargedLine, LedgerEvent } from '#revrec/engine/invoice-driven/events.ts';
import type { DayMeasure } from '#revrec/engine/invoice-driven/invoice-document.ts';
import { invalid, readMinor, readTerm } from '#revrec/engine/payload.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { type CurrencyCode, isCurrencyCode } from '#schema/canonical/currency.ts';
import type { RevenueMeasure } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { asFault, FAULTS_MAX, type Fault } from '../fault.ts';

/** The documents of one signed contract as a billing-led ledger has them. */
export interface ContractDocuments {
  readonly contract: string;
  readonly customer: string;
  readonly entity: string;
  readonly currency: CurrencyCode;
  readonly signedOn: string;
  readonly events: readonly LedgerEvent[];
  /** Those that count, in their order. */
  readonly told: readonly RevenueEvent[];
}

/** What moves nothing in a ledger of documents, in words. */
const WITHOUT_MEANING: ReadonlyMap<RevenueEvent['kind'], string> = new Map<RevenueEvent['kind'], string>([
  ['MODIFICATION_APPROVED', 'an amendment'],
  ['CANCELLED', 'a cancellation'],
  ['CONTRACT_COMBINED', 'a combination of contracts'],
  ['COLLECTIBILITY_CHANGED', 'what is said of collectibility'],
  ['VC_ESTIMATED', 'an estimate'],
  ['VC_RESOLVED', 'the resolution of an estimate'],
  ['PRICE_CONCESSION', 'a price concession'],
  ['PROGRESS_MEASURED', 'progress'],
  ['MILESTONE_MET', 'a milestone'],
  ['REFUNDED', 'a refund of a credit memo'],
]);

/**
 * Reads the documents of a contract. Of the contract itself the customer, the currency and how each product is earned
 * count; its prices do not. Each event that a ledger of documents has no rule for is a fault.
 */
export function documentsOf(
  events: readonly RevenueEvent[],
  knownAt: string,
): Result<ContractDocuments, readonly Fault[]> {
  const key = events[0]?.contractKey ?? '';
  const known = knownEvents(events, knownAt);
  if (!known.ok) return fail([asFault(known.error, key)]);
  const approval = known.value.find(({ kind }) => kind === 'CONTRACT_APPROVED');
  if (approval?.kind !== 'CONTRACT_APPROVED' || approval.payload === null) {
    return fail([asFault({ kind: 'NO_CONTRACT', subject: key }, key)]);
  }
  const { customer, currency } = approval.payload;
  if (!isCurrencyCode(currency)) return fail([errorFault(approval.id, `${currency} is no currency`, key)]);
  const methods = methodsOf(approval.payload, key);
  const read = known.value.map((event) => ledgerEvent(event, { currency, key, methods: methods.byProduct }));
  const faults = [...methods.faults, ...read.flatMap((one) => (one.ok ? [] : [one.error]))];
  if (faults.length > 0) return fail(faults.slice(0, FAULTS_MAX));
  return ok({
    contract: key,
    customer,
    entity: approval.entity,
    currency,
    signedOn: approval.effectiveAt,
    events: read.flatMap((one) => (one.ok && one.value !== null ? [one.value] : [])),
    told: known.value,
  });
}

interface Methods {
  readonly byProduct: ReadonlyMap<string, DayMeasure>;
  readonly faults: readonly Fault[];
}

/** How each product is earned. What only evidence measures, and a part of the price to come, no document tells. */
function methodsOf({ lines, variable = [], step1 }: ContractApproved, contract: string): Methods {
  const byProduct = new Map<string, DayMeasure>();
  const faults = variable.map(({ key }) => noMeaning('a variable part of the price', contract, key));
  if (step1?.met === false) faults.push(noMeaning('that it is no contract yet', contract, ''));
  for (const { key, product, measure } of lines) {
    const days = dayMeasureOf(measure);
    const before = byProduct.get(product);
    if (days === null) {
      const message = `${measure} is measured by more than days, and a document tells no more: name a method by days, or ON_START for the invoice’s day.`;
      faults.push({ code: 'NOT_COMPUTED', path: `${contract}/${key}`, message });
    } else if (before !== undefined && before !== days) {
      faults.push(
        errorFault(key, `${product} is earned by ${before} on another line; name one method for it`, contract),
      );
    } else {
      byProduct.set(product, days);
    }
  }
  return { byProduct, faults };
}

/** What is charged for days gone by is earned over them; `null` where days do not decide. */
function dayMeasureOf(measure: RevenueMeasure): DayMeasure | null {
  switch (measure) {
    case 'USAGE_AS_INCURRED':
    case 'RIGHT_TO_INVOICE':
      return 'DAILY';
    case 'UNITS':
    case 'COST_TO_COST':
    case 'MILESTONE':
    case 'CUSTOM_CURVE':
      return null;
    default:
      return measure;
  }
}

interface Reading {
  readonly key: string;
  readonly currency: CurrencyCode;
  readonly methods: ReadonlyMap<string, DayMeasure>;
}

/** `null` for what is known of the contract already. */
function ledgerEvent(event: RevenueEvent, reading: Reading): Result<LedgerEvent | null, Fault> {
  const read = eventOf(event, reading);
  if (read === null) return fail(noMeaning(WITHOUT_MEANING.get(event.kind) ?? event.kind, reading.key, event.id));
  return read.ok ? read : fail(asFault(read.error, reading.key));
}

/** `null` for an event without meaning here. */
function eventOf(event: RevenueEvent, reading: Reading): Result<LedgerEvent | null, EngineError> | null {
  if (event.payload === null) return ok(null);
  const recorded = { id: event.id, at: civilDate(event.effectiveAt) };
  switch (event.kind) {
    case 'CONTRACT_APPROVED':
      return ok(null);
    case 'INVOICE_ISSUED':
      return issued(event.payload, recorded, reading);
    case 'CREDIT_MEMO':
      return credited(event.payload, recorded, reading);
    case 'PAYMENT_RECEIVED': {
      const { document: invoice, amount } = event.payload;
      const minor = readMinor(amount, reading.currency, invoice);
      if (!minor.ok) return minor;
      return ok({ ...recorded, kind: event.kind, invoice, amountMinor: minor.value, into: 'CASH', feeMinor: 0n });
    }
    default:
      return null;
  }
}

type Recorded = Pick<LedgerEvent, 'id' | 'at'>;

/** The document's tax stands with its first line: it is taken as told and earned by nobody. */
function issued(
  { document, lines, tax }: InvoiceIssued,
  recorded: Recorded,
  { key: contract, currency, methods }: Reading,
): Result<LedgerEvent, EngineError> {
  const taxMinor = readMinor(tax, currency, document);
  if (!taxMinor.ok) return taxMinor;
  if (lines.length === 0) return invalid(document, 'it has no line');
  const charged: ChargedLine[] = [];
  for (const { key, product, amount, from, to } of lines) {
    const name = `${document}/${key}`;
    const minor = readMinor(amount, currency, name);
    if (!minor.ok) return minor;
    const service = from === null || to === null ? ok(null) : readTerm({ from, to }, name);
    if (!service.ok) return service;
    charged.push({
      key: `${contract}/${name}`,
      product,
      measure: methods.get(product ?? '') ?? 'DAILY',
      amountMinor: minor.value,
      taxMinor: charged.length === 0 ? taxMinor.value : 0n,
      taxInclusive: false,
      service: service.value,
    });
  }
  return ok({
    ...recorded,
    kind: 'INVOICE_ISSUED',
    document,
    currency,
    lines: charged,
    balanceAppliedMinor: 0n,
    toBalanceMinor: null,
    includesPending: false,
    metered: false,
  });
}

function credited(
  { document, invoice, lines, tax, voidsInvoice }: CreditMemoIssued,
  recorded: Recorded,
  { currency }: Reading,
): Result<LedgerEvent, EngineError> {
  if (invoice === null)
    return invalid(document, 'it names no invoice, and a ledger of documents credits invoices only');
  if (voidsInvoice === true) return ok({ ...recorded, kind: 'INVOICE_VOIDED', invoice });
  const taxMinor = readMinor(tax, currency, document);
  if (!taxMinor.ok) return taxMinor;
  const parts: { readonly product: string | null; readonly minor: bigint }[] = [];
  for (const { key, product, amount } of lines) {
    const minor = readMinor(amount, currency, `${document}/${key}`);
    if (!minor.ok) return minor;
    parts.push({ product, minor: minor.value });
  }
  const amountMinor = parts.reduce((all, { minor }) => all + minor, taxMinor.value);
  const of = { lines: parts, taxMinor: taxMinor.value };
  return ok({ ...recorded, kind: 'CREDIT_MEMO', document, invoice, amountMinor, split: null, of });
}

function noMeaning(what: string, contract: string, subject: string): Fault {
  const message = `${what} moves nothing under INVOICE_DRIVEN, whose ledger knows documents only: leave it out, or run under CONTRACT_DRIVEN.`;
  return { code: 'NOT_COMPUTED', path: `${contract}/${subject}`, message };
}

function errorFault(subject: string, detail: string, contract: string): Fault {
  return asFault({ kind: 'INVALID_EVENT', subject, detail }, contract);
}

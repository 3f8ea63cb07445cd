import type { InvoicePreview } from '#billing/port.ts';
import type {
  BillingCustomer,
  BillingInvoice,
  BillingInvoiceLine,
  BillingItem,
  BillingProduct,
  BillingSubscription,
  Rhythm,
} from '#billing/port-records.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { minorDigits } from '#schema/canonical/currency.ts';
import type { InvoiceIssuer } from '#schema/commands/billing.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { InvoiceStatus, SubscriptionStatus } from '#schema/generated/billing.ts';
import { KEEP_AS_DRAFT, MARKS } from './manifest.ts';
import type {
  CustomerWire,
  InvoiceWire,
  ItemWire,
  LineWire,
  PreviewWire,
  ProductWire,
  SubscriptionWire,
} from './wire.ts';

const SUBSCRIPTION_STATUS: ReadonlyMap<string, SubscriptionStatus> = new Map([
  ['incomplete', 'PENDING'],
  // A schedule's own word; it is shown as the subscription that it will be.
  ['not_started', 'PENDING'],
  ['trialing', 'TRIALING'],
  ['active', 'ACTIVE'],
  ['past_due', 'PAST_DUE'],
  // evidence: docs: subscription.status: retries are spent and invoices go on being made; owed, not ended
  ['unpaid', 'PAST_DUE'],
  ['paused', 'PAUSED'],
  ['canceled', 'CANCELLED'],
  // evidence: docs: same page: the first payment never came and it can no longer start
  ['incomplete_expired', 'CANCELLED'],
]);

const INVOICE_STATUS: ReadonlyMap<string, InvoiceStatus> = new Map([
  ['draft', 'DRAFT'],
  ['open', 'OPEN'],
  ['paid', 'PAID'],
  ['void', 'VOID'],
  ['uncollectible', 'UNCOLLECTIBLE'],
]);

// evidence: docs: invoice.billing_reason: a period that began, and use that reached its threshold
const BILLED_BY_ITSELF: ReadonlySet<string> = new Set(['subscription_cycle', 'subscription_threshold']);

type Marks = Readonly<Record<string, string>> | null | undefined;

export function fromStripeCustomer(wire: CustomerWire): BillingCustomer {
  return {
    externalId: wire.id,
    raw: wire,
    // evidence: docs: customer.name is optional; the vendor's own screens show the id then
    name: wire.name ?? wire.id,
    givenName: mark(wire.metadata, MARKS.name),
    customerId: mark(wire.metadata, MARKS.customerId),
    legalEntity: mark(wire.metadata, MARKS.legalEntity),
  };
}

export function fromStripeProduct(wire: ProductWire): BillingProduct {
  return {
    externalId: wire.id,
    raw: wire,
    name: wire.name ?? wire.id,
    productId: mark(wire.metadata, MARKS.productId),
    code: mark(wire.metadata, MARKS.productCode),
    taxCode: wire.tax_code ?? null,
  };
}

/** `items` are all of them: what the vendor embeds is one page. */
export function fromStripeSubscription(
  wire: SubscriptionWire,
  items: readonly ItemWire[],
): Result<BillingSubscription, ConnectorError> {
  const [first] = items;
  if (first === undefined) return fail({ kind: 'Unmappable', field: 'items', detail: `${wire.id} has none` });
  const version = mark(wire.metadata, MARKS.version);
  return ok({
    externalId: wire.id,
    raw: wire,
    status: statusOf(wire),
    customerExternalId: wire.customer,
    contractId: mark(wire.metadata, MARKS.contractId),
    legalEntity: mark(wire.metadata, MARKS.legalEntity),
    currency: wire.currency.toUpperCase(),
    startedAt: instantOf(wire.start_date),
    currentPeriodStartsOn: dayOf(first.current_period_start),
    currentPeriodEndsOn: lastDayOf(first.current_period_start, first.current_period_end),
    endsOn: lastBilledDay(wire, first),
    contractNumber: mark(wire.metadata, MARKS.contractNumber),
    paymentTermDays: wire.days_until_due ?? null,
    rhythm: rhythmOf(items),
    frequency: frequencyOf(items),
    invoiceIssuer: issuerOf(wire),
    scheduleExternalId: wire.schedule ?? null,
    startKey: mark(wire.metadata, MARKS.startKey),
    changeKey: mark(wire.metadata, MARKS.changeKey),
    contractVersion: version !== null && /^\d{1,9}$/.test(version) ? Number(version) : null,
    latestInvoiceExternalId: wire.latest_invoice ?? null,
    items: items.map(fromItem),
  });
}

function statusOf(wire: SubscriptionWire): SubscriptionStatus {
  // A status that the vendor adds later: neither live nor ended until someone has read what it means.
  const status = SUBSCRIPTION_STATUS.get(wire.status) ?? 'UNKNOWN';
  if (status !== 'ACTIVE') return status;
  // The vendor says `active` in both cases below; the difference stands beside the status.
  if (isPaused(wire)) return 'PAUSED';
  const ends = wire.cancel_at_period_end || (wire.cancel_at !== null && wire.cancel_at !== undefined);
  return ends ? 'NON_RENEWING' : 'ACTIVE';
}

/** Where the ledger issues invoices, their being kept as drafts is the rule and no pause. */
function isPaused(wire: SubscriptionWire): boolean {
  const { pause_collection: pause } = wire;
  if (pause === null || pause === undefined) return false;
  return pause.behavior !== KEEP_AS_DRAFT || issuerOf(wire) !== 'ERP';
}

function issuerOf(wire: SubscriptionWire): InvoiceIssuer {
  return mark(wire.metadata, MARKS.invoiceIssuer) === 'ERP' ? 'ERP' : 'BILLING';
}

function lastBilledDay(wire: SubscriptionWire, { current_period_start: start, current_period_end: end }: ItemWire) {
  if (wire.cancel_at !== null && wire.cancel_at !== undefined) return lastDayOf(wire.start_date, wire.cancel_at);
  return wire.cancel_at_period_end ? lastDayOf(start, end) : null;
}

const UNIT: ReadonlyMap<string, Rhythm['unit']> = new Map([
  ['day', 'DAY'],
  ['month', 'MONTH'],
  ['year', 'YEAR'],
]);

const FREQUENCY: ReadonlyMap<string, BillingFrequency> = new Map([
  ['MONTH:1', 'MONTHLY'],
  ['MONTH:3', 'QUARTERLY'],
  ['MONTH:6', 'SEMI_ANNUAL'],
  ['YEAR:1', 'ANNUAL'],
]);

/** The vendor bills all items of a subscription in one rhythm. */
function rhythmOf([first]: readonly ItemWire[]): Rhythm | null {
  const recurring = first?.price.recurring;
  if (recurring === null || recurring === undefined) return null;
  const unit = UNIT.get(recurring.interval);
  // evidence: docs: price.recurring.interval may be a week, which we never ask for
  return unit === undefined
    ? { unit: 'DAY', count: recurring.interval_count * 7 }
    : { unit, count: recurring.interval_count };
}

function frequencyOf(items: readonly ItemWire[]): BillingFrequency | null {
  const rhythm = rhythmOf(items);
  return rhythm === null ? null : (FREQUENCY.get(`${rhythm.unit}:${rhythm.count}`) ?? 'PREPAID');
}

function fromItem({ id, price, quantity }: ItemWire): BillingItem {
  const minor = price.unit_amount_decimal;
  return {
    externalId: id,
    priceExternalId: price.id,
    productExternalId: price.product,
    // Absent on metered items. Reading it as 1 would invent revenue.
    quantity: quantity === undefined ? null : String(quantity),
    unitPrice:
      minor === null || minor === undefined ? null : movePoint(minor, -minorDigits(price.currency.toUpperCase())),
  };
}

/** `lines` are all of them: what the vendor embeds is one page. */
export function fromStripeInvoice(wire: InvoiceWire, lines: readonly LineWire[]): BillingInvoice {
  return { ...fromInvoiceOfAnyone(wire, lines), customerExternalId: wire.customer };
}

/** `lines` are all of them. */
export function fromStripePreview(wire: PreviewWire, lines: readonly LineWire[]): InvoicePreview {
  return { ...fromInvoiceOfAnyone(wire, lines), customerExternalId: wire.customer ?? null };
}

function fromInvoiceOfAnyone(
  wire: PreviewWire,
  lines: readonly LineWire[],
): Omit<BillingInvoice, 'customerExternalId'> {
  const status = INVOICE_STATUS.get(wire.status ?? '') ?? 'UNKNOWN';
  const details = wire.parent?.subscription_details;
  const owed = status === 'OPEN' || status === 'UNCOLLECTIBLE';
  return {
    externalId: wire.id,
    raw: wire,
    // evidence: docs: invoice.number is given when the invoice is finalised; a draft is known by its id
    number: wire.number ?? wire.id,
    status,
    subscriptionExternalId: details?.subscription ?? null,
    // evidence: docs: the subscription's metadata as it was when the invoice was made
    contractId: mark(details?.metadata, MARKS.contractId),
    legalEntity: mark(details?.metadata, MARKS.legalEntity),
    // What the vendor bills by itself carries the mark of whatever changed the subscription last.
    changeKey: BILLED_BY_ITSELF.has(wire.billing_reason ?? '') ? null : mark(details?.metadata, MARKS.changeKey),
    currency: wire.currency.toUpperCase(),
    issuedOn: dayOf(wire.effective_at ?? wire.status_transitions?.finalized_at ?? wire.created),
    dueOn: wire.due_date === null || wire.due_date === undefined ? null : dayOf(wire.due_date),
    totalMinor: BigInt(wire.total),
    taxMinor: (wire.total_taxes ?? []).reduce((sum, tax) => sum + BigInt(tax.amount), 0n),
    // The vendor leaves the remainder on what was voided; nobody owes it.
    amountDueMinor: owed ? BigInt(wire.amount_remaining) : 0n,
    amountPaidMinor: BigInt(wire.amount_paid),
    creditDrawnMinor: drawnFrom(wire),
    lines: lines.map(fromLine),
  };
}

/** What of the customer's credit it used up; nothing while it is a draft, or when it brought some. */
function drawnFrom({ starting_balance: before, ending_balance: after }: PreviewWire): bigint {
  if (before === null || before === undefined || after === null || after === undefined) return 0n;
  const used = BigInt(after) - BigInt(before);
  return used > 0n ? used : 0n;
}

function fromLine(line: LineWire): BillingInvoiceLine {
  const { period, parent, pricing } = line;
  const details = parent?.subscription_item_details ?? parent?.invoice_item_details;
  return {
    externalId: line.id,
    description: line.description ?? '',
    productExternalId: pricing?.price_details?.product ?? null,
    quantity: line.quantity === null || line.quantity === undefined ? null : String(line.quantity),
    amountMinor: BigInt(line.amount),
    serviceStartsOn: period === null || period === undefined ? null : dayOf(period.start),
    serviceEndsOn: period === null || period === undefined ? null : lastDayOf(period.start, period.end),
    proration: details?.proration ?? false,
  };
}

/** The id under which a product of ours stands in the vendor's catalogue: each code has its own. */
export function productIdOf(code: string): string {
  return `prd_${[...code].map((sign) => (/[A-Za-z0-9-]/.test(sign) ? sign : `_${sign.codePointAt(0)?.toString(16)}_`)).join('')}`;
}

/** 00:00 UTC of a civil date, in whole seconds. */
export function secondsOf(date: string): number {
  return Date.parse(`${civilDate(date)}T00:00:00Z`) / 1000;
}

export function dayOf(seconds: number): string {
  return instantOf(seconds).toISOString().slice(0, 10);
}

/** Periods end where the next begins, so the last day is that of the second before. */
export function lastDayOf(start: number, end: number): string {
  return dayOf(Math.max(start, end - 1));
}

export function instantOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

export function mark(metadata: Marks, name: string): string | null {
  return new Map(Object.entries(metadata ?? {})).get(name) ?? null;
}

/** The decimal with its point moved right (left when negative), exactly, without superfluous zeros. */
export function movePoint(decimal: string, places: number): string {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const digits = `${whole}${fraction}`;
  const point = whole.length + places;
  const padded = point <= 0 ? digits.padStart(digits.length - point + 1, '0') : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = padded.slice(at).replace(/0+$/, '');
  return `${sign}${left}${right === '' ? '' : `.${right}`}`;
}

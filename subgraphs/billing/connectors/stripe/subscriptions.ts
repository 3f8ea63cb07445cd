import type {
  BillingConnector,
  CarriedLine,
  InvoicePreview,
  NewSubscription,
  PricedItem,
  SubscriptionBefore,
  SubscriptionChange,
  SubscriptionRestore,
} from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { InvoiceIssuer } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { linesToPreview } from './catalogue.ts';
import { orNull, type StripeClient } from './client.ts';
import { KEEP_AS_DRAFT, MARKS, PAUSED_BY } from './manifest.ts';
import { fromStripePreview, secondsOf } from './mapping.ts';
import { previewParameters, previewStartParameters } from './preview-parameters.ts';
import { type StatedItem, toItemChanges, toStripeItem } from './prices.ts';
import { cancelSchedule, isSchedule, offSchedule, plannedBy } from './schedules.ts';
import { anything, lineWire, previewWire, subscriptionWire } from './wire.ts';

type SubscriptionCalls = Pick<
  BillingConnector,
  | 'startSubscription'
  | 'subscriptionStartedBy'
  | 'previewStart'
  | 'amendSubscription'
  | 'previewAmendment'
  | 'previewUnused'
  | 'restoreSubscription'
  | 'reviveSubscription'
  | 'subscriptionRevivedFrom'
  | 'endSubscription'
  | 'pauseSubscription'
  | 'resumeSubscription'
  | 'keepDrafts'
  | 'cancelSubscription'
  | 'holdInvoice'
  | 'issueInvoice'
  | 'voidInvoice'
>;

export function subscriptionsOf(client: StripeClient, clock: Clock): SubscriptionCalls {
  return { ...startsOf(client), ...changesOf(client, clock), ...endsOf(client, clock), ...invoicesOf(client) };
}

function startsOf(client: StripeClient) {
  return {
    startSubscription: async (terms, key) => {
      const parameters = startParameters(terms, key);
      const made = await client.post('/v1/subscriptions', subscriptionWire, { parameters, key: `${key}:subscription` });
      return made.ok ? ok(made.value.id) : made;
    },
    subscriptionStartedBy: async (customer, key) => {
      const all = await client.all('/v1/subscriptions', subscriptionWire, { customer, status: 'all' });
      if (!all.ok) return all;
      const own = all.value.find((wire) => wire.metadata?.[MARKS.startKey] === key)?.id ?? null;
      return own === null ? plannedBy(client, customer, key) : ok(own);
    },
    previewStart: async (terms) => {
      const lines = await linesToPreview(client, terms.lines, terms);
      return lines.ok ? preview(client, previewStartParameters(terms, lines.value)) : lines;
    },
    keepDrafts: (id, key) => act(client, `/v1/subscriptions/${id}`, `${key}:hold`, KEEPING_DRAFTS),
  } satisfies Partial<SubscriptionCalls>;
}

function changesOf(client: StripeClient, clock: Clock) {
  return {
    amendSubscription: async (change, key) => {
      const off = await offSchedule(client, change.subscription, { key, nowS: nowS(clock), losesSteps: false });
      if (!off.ok) return off;
      return update(client, change.subscription.externalId, key, {
        ...prorated(change),
        ...(change.once.length === 0 ? {} : { add_invoice_items: change.once.map(toStripeItem) }),
        ...(change.endsOn === undefined ? {} : { cancel_at: endOf(change.endsOn) }),
        ...(change.invoiceIssuer === 'ERP' ? KEEPING_DRAFTS : {}),
        metadata: { ...marksOf(key, change.version), ...issuerMark(change.invoiceIssuer) },
      });
    },
    previewAmendment: async (change) => {
      const lines = await linesToPreview(client, change.lines, change);
      if (!lines.ok) return lines;
      const details = prorated({ ...change, ...lines.value });
      if (Object.keys(details).length === 0 && lines.value.once.length === 0) return ok(null);
      return preview(client, previewParameters(change, lines.value, details));
    },
    previewUnused: async (subscription, effectiveOn) => {
      const items = subscription.items.map(({ externalId: id, quantity }) => ({
        id,
        ...(quantity === null ? {} : { quantity: 0 }),
      }));
      const details = { items, proration_date: secondsOf(effectiveOn), proration_behavior: 'always_invoice' };
      const found = await preview(client, { subscription: subscription.externalId, subscription_details: details });
      if (!found.ok) return found;
      return ok((found.value?.lines ?? []).filter(({ amountMinor, proration }) => proration && amountMinor < 0n));
    },
    restoreSubscription: (restore, key) =>
      update(client, restore.subscription.externalId, key, restoreParameters(restore)),
    pauseSubscription: (paused, key) =>
      update(client, paused.subscription.externalId, key, {
        pause_collection: { behavior: PAUSED_BY },
        metadata: marksOf(key, paused.version),
      }),
    resumeSubscription: (resumed, key) =>
      update(client, resumed.subscription.externalId, key, {
        pause_collection: pauseOf({ isPaused: false, invoiceIssuer: resumed.subscription.invoiceIssuer }),
        metadata: marksOf(key, resumed.version),
      }),
  } satisfies Partial<SubscriptionCalls>;
}

function endsOf(client: StripeClient, clock: Clock) {
  const cancelSubscription: SubscriptionCalls['cancelSubscription'] = async (id, key) => {
    if (isSchedule(id)) return cancelSchedule(client, id, key);
    const cancelled = await client.remove(`/v1/subscriptions/${id}`, `${key}:cancel`);
    // Ended ones are not found by this call.
    return !cancelled.ok && cancelled.error.kind === 'NotFound' ? ok(null) : cancelled;
  };
  return {
    cancelSubscription,
    endSubscription: async ({ subscription, version, effectiveOn }, key) => {
      const { externalId } = subscription;
      if (isSchedule(externalId)) return cancelSchedule(client, externalId, key);
      const off = await offSchedule(client, subscription, { key, nowS: nowS(clock), losesSteps: true });
      if (!off.ok) return off;
      const endsAt = secondsOf(effectiveOn);
      const metadata = marksOf(key, version);
      if (endsAt * 1000 > clock.now().getTime()) {
        return update(client, externalId, key, { cancel_at: endsAt, proration_behavior: 'none', metadata });
      }
      // The vendor ends nothing in the past, so it ends now, marked first: what has ended takes no marks.
      const marked = await orNull(update(client, externalId, key, { metadata }));
      return marked.ok ? cancelSubscription(externalId, key) : marked;
    },
    reviveSubscription: async (ended, before, key) => {
      const parameters = reviveParameters(ended, before);
      if (!parameters.ok) return parameters;
      const made = await client.post('/v1/subscriptions', subscriptionWire, {
        parameters: parameters.value,
        key: `${key}:revive`,
      });
      return made.ok ? ok(made.value.id) : made;
    },
    subscriptionRevivedFrom: async ({ customerExternalId: customer, externalId }) => {
      const all = await client.all('/v1/subscriptions', subscriptionWire, { customer, status: 'all' });
      if (!all.ok) return all;
      return ok(all.value.find((wire) => wire.metadata?.[MARKS.revives] === externalId)?.id ?? null);
    },
  } satisfies Partial<SubscriptionCalls>;
}

function invoicesOf(client: StripeClient) {
  return {
    holdInvoice: (id, key) => act(client, `/v1/invoices/${id}`, `${key}:hold:${id}`, { auto_advance: false }),
    issueInvoice: async (id, key, number) => {
      if (number !== undefined) {
        const numbered = await act(client, `/v1/invoices/${id}`, `${key}:number:${id}`, { number });
        if (!numbered.ok) return numbered;
      }
      return act(client, `/v1/invoices/${id}/finalize`, `${key}:finalize:${id}`);
    },
    voidInvoice: (id, key) => act(client, `/v1/invoices/${id}/void`, `${key}:void:${id}`),
  } satisfies Partial<SubscriptionCalls>;
}

function nowS(clock: Clock): number {
  return Math.floor(clock.now().getTime() / 1000);
}

const KEEPING_DRAFTS = { pause_collection: { behavior: KEEP_AS_DRAFT } };

function marksOf(key: string, version: number) {
  return { [MARKS.changeKey]: key, [MARKS.version]: String(version) };
}

function issuerMark(issuer: InvoiceIssuer | undefined) {
  return issuer === undefined ? {} : { [MARKS.invoiceIssuer]: issuer };
}

/** An empty text takes a pause away. */
function pauseOf({ isPaused, invoiceIssuer }: Pick<SubscriptionBefore, 'isPaused' | 'invoiceIssuer'>) {
  if (isPaused) return { behavior: PAUSED_BY };
  return invoiceIssuer === 'ERP' ? KEEPING_DRAFTS.pause_collection : '';
}

/**
 * A first invoice from the start to the anchor, whole intervals or their share; then one an interval up to the term's
 * end. A term of no more than an interval is anchored at its end.
 */
function startParameters(terms: NewSubscription, key: string) {
  const added = [...terms.once.map(toStripeItem), ...terms.carried.map((line) => toCarried(line, terms.currency))];
  return {
    customer: terms.customerExternalId,
    items: terms.items.map(toStripeItem),
    ...(added.length === 0 ? {} : { add_invoice_items: added }),
    collection_method: 'send_invoice',
    days_until_due: terms.paymentTermDays,
    backdate_start_date: secondsOf(terms.startsOn),
    billing_cycle_anchor: secondsOf(terms.anchorOn),
    cancel_at: endOf(terms.endsOn),
    proration_behavior: 'create_prorations',
    metadata: {
      [MARKS.contractId]: terms.contractId,
      ...(terms.contractNumber === null ? {} : { [MARKS.contractNumber]: terms.contractNumber }),
      [MARKS.legalEntity]: terms.legalEntity,
      [MARKS.startKey]: key,
      ...marksOf(key, terms.version),
      ...issuerMark(terms.invoiceIssuer === 'ERP' ? 'ERP' : undefined),
    },
  };
}

/** The line's days as the vendor's period. */
function toCarried({ productExternalId, amountMinor, serviceStartsOn, serviceEndsOn }: CarriedLine, currency: string) {
  return {
    price_data: { currency: currency.toLowerCase(), product: productExternalId, unit_amount: amountMinor },
    quantity: 1,
    period: {
      start: { type: 'timestamp', timestamp: secondsOf(serviceStartsOn) },
      end: { type: 'timestamp', timestamp: endOf(serviceEndsOn) },
    },
  };
}

/** The parameters that preview and commit share, so that both say the same figures. */
function prorated({
  subscription,
  items,
  effectiveOn,
}: Pick<SubscriptionChange, 'subscription' | 'effectiveOn'> & {
  readonly items: readonly (PricedItem | StatedItem)[];
}): Record<string, unknown> {
  const changes = toItemChanges(subscription.items, items);
  if (changes.length === 0) return {};
  return { items: changes, proration_date: secondsOf(effectiveOn), proration_behavior: 'always_invoice' };
}

function restoreParameters({ subscription, before, reverseOn }: SubscriptionRestore) {
  const { items, changeKey, contractVersion: version, endsOn, invoiceIssuer } = before;
  const change = prorated({
    subscription,
    items: items.map(({ priceExternalId, productExternalId, quantity }) => ({
      priceExternalId,
      productExternalId,
      quantity,
    })),
    effectiveOn: reverseOn ?? subscription.currentPeriodStartsOn,
  });
  const { proration_date: on, ...others } = change;
  const unprorated = { ...others, proration_behavior: 'none' };
  const wasPaused = subscription.status === 'PAUSED';
  return {
    ...(reverseOn === null ? unprorated : { ...others, ...(on === undefined ? {} : { proration_date: on }) }),
    ...(endsOn === subscription.endsOn ? {} : { cancel_at: endsOn === null ? '' : endOf(endsOn) }),
    ...(wasPaused === before.isPaused && invoiceIssuer === subscription.invoiceIssuer
      ? {}
      : { pause_collection: pauseOf(before) }),
    // An empty text takes a mark away.
    metadata: {
      [MARKS.changeKey]: changeKey ?? '',
      [MARKS.version]: version === null ? '' : String(version),
      ...(invoiceIssuer === subscription.invoiceIssuer ? {} : issuerMark(invoiceIssuer)),
    },
  };
}

/** A subscription in the place of one that was ended: the same items up to the same days, and nothing billed for it. */
function reviveParameters(ended: BillingSubscription, before: SubscriptionBefore) {
  const wire = subscriptionWire.safeParse(ended.raw);
  if (!wire.success) return fail({ kind: 'Unmappable', field: 'raw', detail: ended.externalId } as const);
  const { metadata, days_until_due: days } = wire.data;
  const { endsOn, items, changeKey, contractVersion: version } = before;
  return ok({
    customer: ended.customerExternalId,
    items: items.map(toStripeItem),
    collection_method: 'send_invoice',
    days_until_due: days ?? 0,
    backdate_start_date: secondsOf(ended.startedAt.toISOString().slice(0, 10)),
    billing_cycle_anchor: endOf(ended.currentPeriodEndsOn),
    ...(endsOn === null ? {} : { cancel_at: endOf(endsOn) }),
    proration_behavior: 'none',
    metadata: {
      ...metadata,
      [MARKS.changeKey]: changeKey ?? '',
      [MARKS.version]: version === null ? '' : String(version),
      [MARKS.revives]: ended.externalId,
    },
  });
}

/** 00:00 UTC after the last day. */
export function endOf(lastDay: string): number {
  return secondsOf(lastDay) + 86_400;
}

async function update(
  client: StripeClient,
  id: string,
  key: string,
  parameters: Readonly<Record<string, unknown>>,
): Reply<null> {
  return act(client, `/v1/subscriptions/${id}`, `${key}:update`, parameters);
}

async function act(
  client: StripeClient,
  path: string,
  key: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Reply<null> {
  const done = await client.post(path, anything, { parameters, key });
  return done.ok ? ok(null) : done;
}

async function preview(
  client: StripeClient,
  parameters: Readonly<Record<string, unknown>>,
): Reply<InvoicePreview | null> {
  const wire = await orNull(client.post('/v1/invoices/create_preview', previewWire, { parameters, key: null }));
  if (!wire.ok || wire.value === null) return wire.ok ? ok(null) : wire;
  if (!wire.value.lines.has_more) return ok(fromStripePreview(wire.value, wire.value.lines.data));
  const lines = await orNull(client.all(`/v1/invoices/${wire.value.id}/lines`, lineWire));
  if (!lines.ok) return lines;
  // A part of the lines would be a wrong figure.
  if (lines.value === null) return fail({ kind: 'UnsupportedByVendor', capability: 'preview-of-many-lines' });
  return ok(fromStripePreview(wire.value, lines.value));
}

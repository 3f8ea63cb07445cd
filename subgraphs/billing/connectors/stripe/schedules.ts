import type { BillingConnector, PlanChange, PlannedSubscription, PricedItem, TermStep } from '#billing/port.ts';
import type { BillingRecords, BillingSubscription } from '#billing/port-records.ts';
import { NO_RECORDS } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { orNull, type StripeClient } from './client.ts';
import { MARKS } from './manifest.ts';
import { dayOf, fromStripeSubscription, lastDayOf, secondsOf } from './mapping.ts';
import { toStripeItem } from './prices.ts';
import { anything, priceWire, type ScheduleWire, scheduleWire, subscriptionWire } from './wire.ts';

const DAY_S = 86_400;

/** Plans of subscriptions are told by their ids, which the vendor gives this beginning. */
export function isSchedule(externalId: string): boolean {
  return externalId.startsWith('sub_sched_');
}

/** Terms that begin later, and ramps: each step a phase, billed anew where it changes within a period. */
export function schedulesOf(
  client: StripeClient,
): Pick<BillingConnector, 'planSubscription' | 'stepsOfPlan' | 'amendPlan'> {
  return {
    stepsOfPlan: async (id) => {
      const wire = await client.get(`/v1/subscription_schedules/${id}`, scheduleWire);
      return wire.ok ? stepsOf(client, wire.value.phases) : wire;
    },
    amendPlan: async (change, key) => {
      const path = `/v1/subscription_schedules/${change.externalId}`;
      const wire = await client.get(path, scheduleWire);
      if (!wire.ok) return wire;
      const parameters = amendParameters(change, wire.value.metadata ?? {});
      const amended = await client.post(path, anything, { parameters, key: `${key}:plan:${change.externalId}` });
      return amended.ok ? ok(null) : amended;
    },
    planSubscription: async (terms, key) => {
      const parameters = scheduleParameters(terms, key);
      const made = await client.post('/v1/subscription_schedules', scheduleWire, {
        parameters,
        key: `${key}:schedule`,
      });
      return made.ok ? ok(made.value.subscription ?? made.value.id) : made;
    },
  };
}

/** The plan that this key made, or the subscription that came of it; null when there is none. */
export async function plannedBy(client: StripeClient, customer: string, key: string): Reply<string | null> {
  const all = await client.all('/v1/subscription_schedules', scheduleWire, { customer });
  if (!all.ok) return all;
  const own = all.value.find((wire) => wire.metadata?.[MARKS.startKey] === key);
  return ok(own === undefined ? null : (own.subscription ?? own.released_subscription ?? own.id));
}

export async function cancelSchedule(client: StripeClient, id: string, key: string): Reply<null> {
  const parameters = { invoice_now: false, prorate: false };
  const done = await client.post(`/v1/subscription_schedules/${id}/cancel`, anything, {
    parameters,
    key: `${key}:cancel`,
  });
  return done.ok ? ok(null) : done;
}

/**
 * Takes a subscription off its plan, so that it can be changed by itself. Refused where later steps would be lost.
 */
export async function offSchedule(
  client: StripeClient,
  { scheduleExternalId: id }: BillingSubscription,
  { key, nowS, losesSteps }: { readonly key: string; readonly nowS: number; readonly losesSteps: boolean },
): Reply<null> {
  if (id === null) return ok(null);
  const wire = await orNull(client.get(`/v1/subscription_schedules/${id}`, scheduleWire));
  if (!wire.ok) return wire;
  if (wire.value === null || wire.value.status !== 'active') return ok(null);
  if (!losesSteps && wire.value.phases.some(({ start_date: start }) => start > nowS)) {
    return fail({ kind: 'UnsupportedByVendor', capability: 'amend-ramp' });
  }
  const parameters = { preserve_cancel_date: true };
  const path = `/v1/subscription_schedules/${id}/release`;
  const released = await client.post(path, anything, { parameters, key: `${key}:release` });
  return released.ok ? ok(null) : released;
}

function scheduleParameters(terms: PlannedSubscription, key: string) {
  const metadata = {
    [MARKS.contractId]: terms.contractId,
    ...(terms.contractNumber === null ? {} : { [MARKS.contractNumber]: terms.contractNumber }),
    [MARKS.legalEntity]: terms.legalEntity,
    [MARKS.startKey]: key,
    [MARKS.changeKey]: key,
    [MARKS.version]: String(terms.version),
  };
  return {
    customer: terms.customerExternalId,
    start_date: secondsOf(terms.startsOn),
    end_behavior: 'cancel',
    default_settings: {
      collection_method: 'send_invoice',
      invoice_settings: { days_until_due: terms.paymentTermDays },
    },
    phases: terms.steps.map((step) => toPhase(step, metadata)),
    metadata,
  };
}

type Metadata = Readonly<Record<string, string>>;

function toPhase({ items, once, endsOn }: TermStep, metadata: Metadata) {
  return {
    items: items.map(toStripeItem),
    ...(once.length === 0 ? {} : { add_invoice_items: once.map(toStripeItem) }),
    end_date: secondsOf(endsOn) + DAY_S,
    proration_behavior: 'always_invoice',
    // evidence: docs: a phase's metadata becomes its subscription's
    metadata,
  };
}

/** All phases anew: an update replaces them. An empty text takes a mark away. */
function amendParameters({ steps, changeKey, version }: PlanChange, before: Metadata) {
  const marks = { [MARKS.changeKey]: changeKey ?? '', [MARKS.version]: version === null ? '' : String(version) };
  const metadata = Object.fromEntries(Object.entries({ ...before, ...marks }).filter(([, mark]) => mark !== ''));
  const phases = steps.map((step, index) => ({
    ...toPhase(step, metadata),
    // evidence: docs: only the first phase of an update says when it begins
    ...(index === 0 ? { start_date: secondsOf(step.startsOn) } : {}),
  }));
  return { phases, metadata: marks };
}

async function stepsOf(client: StripeClient, phases: ScheduleWire['phases']): Reply<readonly TermStep[]> {
  const steps: TermStep[] = [];
  for (const { start_date: start, end_date: end, items, add_invoice_items: added } of phases) {
    const recurring = await pricedItems(client, items);
    const once = await pricedItems(client, added ?? []);
    if (!recurring.ok) return recurring;
    if (!once.ok) return once;
    steps.push({ startsOn: dayOf(start), endsOn: lastDayOf(start, end), items: recurring.value, once: once.value });
  }
  return ok(steps);
}

/** The vendor shows of a plan's prices only the ids. */
async function pricedItems(
  client: StripeClient,
  items: ScheduleWire['phases'][number]['items'],
): Reply<readonly PricedItem[]> {
  const priced: PricedItem[] = [];
  for (const { price: priceExternalId, quantity } of items) {
    const price = await client.get(`/v1/prices/${priceExternalId}`, priceWire);
    if (!price.ok) return price;
    const productExternalId = price.value.product;
    priced.push({ priceExternalId, productExternalId, quantity: quantity?.toString() ?? null });
  }
  return ok(priced);
}

/** What a plan is now: one to come, or the subscription that it became. */
export async function recordsOfSchedule(
  client: StripeClient,
  id: string,
  subscription: (id: string) => Reply<BillingRecords>,
): Reply<BillingRecords> {
  const wire = await orNull(client.get(`/v1/subscription_schedules/${id}`, scheduleWire));
  if (!wire.ok) return wire;
  if (wire.value === null) return ok({ ...NO_RECORDS, gone: [{ kind: 'subscription', externalId: id }] });
  const became = wire.value.subscription ?? wire.value.released_subscription ?? null;
  return became === null ? planned(client, wire.value) : subscription(became);
}

/** As a subscription that has not begun: the vendor shows of its prices only the ids. */
async function planned(client: StripeClient, wire: ScheduleWire): Reply<BillingRecords> {
  const [first] = wire.phases;
  const last = wire.phases.at(-1);
  if (first === undefined || last === undefined) return ok(NO_RECORDS);
  const period = { current_period_start: first.start_date, current_period_end: first.end_date };
  const items: unknown[] = [];
  for (const [index, { price: priceId, quantity }] of first.items.entries()) {
    const price = await client.get(`/v1/prices/${priceId}`, priceWire);
    if (!price.ok) return price;
    items.push({ id: `${wire.id}_${index}`, price: price.value, quantity: quantity ?? undefined, ...period });
  }
  const shown = subscriptionWire.parse({
    ...wire,
    status: wire.status === 'not_started' ? 'not_started' : 'canceled',
    currency: first.currency,
    start_date: first.start_date,
    cancel_at: last.end_date,
    cancel_at_period_end: false,
    schedule: null,
    items: { data: items, has_more: false },
  });
  const subscription = fromStripeSubscription(shown, shown.items.data);
  return subscription.ok
    ? ok({ ...NO_RECORDS, subscriptions: [{ ...subscription.value, raw: wire }] })
    : ok({ ...NO_RECORDS, unmappable: [{ externalId: wire.id, error: subscription.error }] });
}

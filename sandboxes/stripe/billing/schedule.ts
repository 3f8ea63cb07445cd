import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { Subscription } from '../objects/records.ts';
import type { SchedulePhase, SubscriptionSchedule } from '../objects/schedule-records.ts';
import { Refusal } from '../wire/refusal.ts';
import { amend, begin, type ProrationBehavior } from './change-subscription.ts';
import { nextBoundary } from './cycle.ts';
import { planBeginning } from './new-subscription.ts';
import { chargesOf, keepStated, oneTimeLines } from './one-time.ts';
import { currentPeriod } from './period.ts';
import { type ItemChange, mergedMetadata } from './plan.ts';
import { planChange } from './plan-change.ts';

/** Lets a schedule whose date has come begin, go on to its next phase, or end. */
export function advanceSchedule(account: Account, call: Call, schedule: SubscriptionSchedule): void {
  const { current, phases } = schedule;
  const next = current === null ? 0 : current + 1;
  const done =
    next < phases.length
      ? current === null
        ? startSchedule(account, call, schedule)
        : enterPhase(account, call, { schedule, index: next, behavior: null })
      : complete(account, call, schedule);
  // evidence: [?]: a plan that can no longer be carried out, for a price that is gone, is given up
  if (done instanceof Refusal) abort(account, call, schedule);
}

/** Makes the subscription of the first phase; one that should have begun before is backdated. */
export function startSchedule(
  account: Account,
  call: Call,
  schedule: SubscriptionSchedule,
): SubscriptionSchedule | Refusal {
  const [phase] = schedule.phases;
  if (phase === undefined) throw new Error(`the schedule ${schedule.id} has no phase`);
  const beginning = planBeginning(account, call, {
    asked: {
      customer: schedule.customer,
      items: phase.items,
      add_invoice_items: phase.add_invoice_items,
      collection_method: methodOf(schedule, phase),
      days_until_due: daysOf(schedule, phase) ?? undefined,
      description: phase.description ?? undefined,
      metadata: phase.metadata,
      schedule: schedule.id,
      cancel_at: cancelDateOf(schedule, 0) ?? undefined,
      ...backdating(account, call, phase),
    },
    newId: (prefix) => account.newId(prefix),
  });
  if (beginning instanceof Refusal) return beginning;
  const { id } = begin(account, call, beginning);
  return changed(account, call, { ...schedule, status: 'active', subscription: id, current: 0 });
}

function backdating(account: Account, call: Call, phase: SchedulePhase) {
  if (phase.start_date >= call.at) return {};
  const recurring = account.get('price', phase.items[0]?.price ?? '').recurring;
  if (recurring === null) return {};
  const anchor = nextBoundary({ anchor: phase.start_date, recurring }, call.at);
  return { backdate_start_date: phase.start_date, billing_cycle_anchor: anchor };
}

/** Makes the subscription what a phase says; `behavior` null = as the phase itself says. */
export function enterPhase(
  account: Account,
  call: Call,
  { schedule, index, behavior }: { schedule: SubscriptionSchedule; index: number; behavior: ProrationBehavior | null },
): SubscriptionSchedule | Refusal {
  const phase = schedule.phases[index];
  const entered = { ...schedule, current: index };
  if (phase === undefined || schedule.subscription === null) return entered;
  const before = account.get('subscription', schedule.subscription);
  const begins = index !== schedule.current;
  const planned = planChange(account, withTerms(before, schedule, phase), {
    changes: changesTo(before, phase),
    at: call.at,
    now: call.at,
    cancelAt: cancelDateOf(schedule, index),
    anchor: begins && phase.billing_cycle_anchor === 'phase_start' ? 'now' : null,
    newId: () => account.newId('si'),
  });
  if (planned instanceof Refusal) return planned;
  const once = oneTimeLines(account, call, {
    charges: begins ? chargesOf(phase.add_invoice_items, call, currentPeriod(planned.subscription)) : [],
    context: {
      currency: phase.currency,
      period: currentPeriod(planned.subscription),
      newId: (prefix) => account.newId(prefix),
      within: 'add_invoice_items',
    },
  });
  if (once instanceof Refusal) return once;
  keepStated(account, call, once.prices);
  const cancelAt = cancelDateOf(schedule, index);
  amend(account, call, {
    ...planned,
    subscription: {
      ...planned.subscription,
      cancel_at: cancelAt,
      cancel_at_period_end: false,
      canceled_at: cancelAt === null ? null : (before.canceled_at ?? call.at),
    },
    added: once.lines,
    behavior: behavior ?? phase.proration_behavior,
    prorationDate: call.at,
  });
  return changed(account, call, entered);
}

/** The items of a phase as changes of those that are there; an item is the same while its price is. */
function changesTo({ items }: Subscription, phase: SchedulePhase): ItemChange[] {
  const wanted = phase.items.map(({ price, quantity, metadata }) => {
    const known = items.find((item) => item.price === price);
    return known === undefined ? { price, quantity, metadata } : { id: known.id, quantity, metadata };
  });
  const prices = new Set(phase.items.map(({ price }) => price));
  const gone = items.filter(({ price }) => !prices.has(price)).map(({ id }) => ({ id, deleted: true }));
  return [...gone, ...wanted];
}

function withTerms(subscription: Subscription, schedule: SubscriptionSchedule, phase: SchedulePhase): Subscription {
  return {
    ...subscription,
    collection_method: methodOf(schedule, phase),
    days_until_due: daysOf(schedule, phase),
    description: phase.description ?? subscription.description,
    metadata: mergedMetadata(subscription.metadata, phase.metadata),
  };
}

function methodOf({ defaults }: SubscriptionSchedule, phase: SchedulePhase) {
  return phase.collection_method ?? defaults.collection_method;
}

function daysOf(schedule: SubscriptionSchedule, phase: SchedulePhase): number | null {
  return methodOf(schedule, phase) === 'send_invoice'
    ? (phase.days_until_due ?? schedule.defaults.days_until_due)
    : null;
}

// evidence: spec: SubscriptionScheduleReleaseParams.preserve_cancel_date: a schedule sets the subscription's end
function cancelDateOf({ end_behavior: end, phases }: SubscriptionSchedule, index: number): number | null {
  return end === 'cancel' && index === phases.length - 1 ? (phases[index]?.end_date ?? null) : null;
}

/** After the last phase the subscription goes on by itself, or ends by the date that it was given. */
function complete(account: Account, call: Call, schedule: SubscriptionSchedule): SubscriptionSchedule {
  const released = schedule.end_behavior === 'release' ? schedule.subscription : null;
  if (released !== null) detach(account, call, released);
  return record(account, call, {
    kind: 'subscription_schedule',
    type: 'subscription_schedule.completed',
    next: {
      ...schedule,
      status: 'completed',
      completed_at: call.at,
      current: null,
      released_subscription: released,
      subscription: released === null ? schedule.subscription : null,
    },
  });
}

/** Takes the schedule off its subscription, which goes on as it is. */
export function release(account: Account, call: Call, schedule: SubscriptionSchedule): SubscriptionSchedule {
  if (schedule.subscription !== null) detach(account, call, schedule.subscription);
  return record(account, call, {
    kind: 'subscription_schedule',
    type: 'subscription_schedule.released',
    next: {
      ...schedule,
      status: 'released',
      released_at: call.at,
      released_subscription: schedule.subscription,
      subscription: null,
      current: null,
    },
  });
}

function detach(account: Account, call: Call, id: string): void {
  const next = { ...account.get('subscription', id), schedule: null };
  record(account, call, { kind: 'subscription', type: 'customer.subscription.updated', next });
}

function abort(account: Account, call: Call, schedule: SubscriptionSchedule): void {
  const next = { ...schedule, status: 'canceled', canceled_at: call.at, current: null } as const;
  record(account, call, { kind: 'subscription_schedule', type: 'subscription_schedule.aborted', next });
}

function changed(account: Account, call: Call, next: SubscriptionSchedule): SubscriptionSchedule {
  return record(account, call, { kind: 'subscription_schedule', type: 'subscription_schedule.updated', next });
}

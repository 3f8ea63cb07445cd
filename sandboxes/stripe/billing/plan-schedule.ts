import type { Account, Call } from '../account.ts';
import type { CollectionMethod, Interval, Metadata, Price, Subscription } from '../objects/records.ts';
import type { SchedulePhase } from '../objects/schedule-records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { boundary } from './cycle.ts';
import type { AddedCharge } from './one-time.ts';
import { currentPeriod } from './period.ts';
import { fittingPrice, isOneInterval, mergedMetadata } from './plan.ts';

/** One phase as it was asked for. */
export interface PhaseAsked {
  readonly items: readonly {
    readonly price: string;
    readonly quantity?: number | undefined;
    readonly metadata?: Metadata | '' | undefined;
  }[];
  readonly start_date?: number | 'now' | undefined;
  readonly end_date?: number | 'now' | undefined;
  readonly duration?: { readonly interval: Interval; readonly interval_count?: number | undefined } | undefined;
  readonly add_invoice_items?: readonly AddedCharge[] | undefined;
  readonly billing_cycle_anchor?: 'automatic' | 'phase_start' | undefined;
  readonly proration_behavior?: SchedulePhase['proration_behavior'] | undefined;
  readonly collection_method?: CollectionMethod | undefined;
  readonly invoice_settings?: { readonly days_until_due?: number | undefined } | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Metadata | '' | undefined;
}

/** The phases with their dates, each where the one before ends, the first at `start`; or what is wrong with one. */
export function planPhases(
  account: Account,
  call: Call,
  { asked, start }: { asked: readonly PhaseAsked[]; start: number },
): SchedulePhase[] | Refusal {
  const phases: SchedulePhase[] = [];
  for (const [index, phase] of asked.entries()) {
    const from = phases.at(-1)?.end_date ?? start;
    const planned = planPhase(account, call, { phase, from, param: `phases[${index}]` });
    if (planned instanceof Refusal) return planned;
    phases.push(planned);
  }
  return phases.length === 0 ? refuse('Missing required param: phases.', 'phases', 'parameter_missing') : phases;
}

function planPhase(
  account: Account,
  call: Call,
  { phase, from, param }: { phase: PhaseAsked; from: number; param: string },
): SchedulePhase | Refusal {
  const price = commonPrice(account, phase, param);
  if (price instanceof Refusal) return price;
  const start = phase.start_date === 'now' ? call.at : (phase.start_date ?? from);
  if (start !== from) {
    return refuse('A phase begins where the one before ends.', `${param}[start_date]`);
  }
  const end = endOf(call, { phase, start, price });
  if (end <= start) return refuse('A phase must end after it begins.', `${param}[end_date]`);
  return {
    start_date: start,
    end_date: end,
    currency: price.currency,
    items: phase.items.map(({ price: id, quantity = 1, metadata }) => ({
      price: id,
      quantity,
      metadata: mergedMetadata({}, metadata),
    })),
    add_invoice_items: phase.add_invoice_items ?? [],
    billing_cycle_anchor: phase.billing_cycle_anchor ?? null,
    proration_behavior: phase.proration_behavior ?? 'create_prorations',
    collection_method: phase.collection_method ?? null,
    days_until_due: phase.invoice_settings?.days_until_due ?? null,
    description: phase.description ?? null,
    metadata: mergedMetadata({}, phase.metadata),
  };
}

/** The first of the phase's prices, to which all of them fit. */
function commonPrice(account: Account, { items }: PhaseAsked, param: string): Price | Refusal {
  let first: Price | null = null;
  for (const [index, item] of items.entries()) {
    const at = `${param}[items][${index}][price]`;
    const price = fittingPrice(account, item.price, { like: first, param: at });
    if (price instanceof Refusal) return price;
    if (first !== null && !isOneInterval(first.recurring, price.recurring)) {
      return refuse('All prices of a phase must have the same interval.', at);
    }
    first ??= price;
  }
  return first ?? refuse(`Missing required param: ${param}[items].`, `${param}[items]`, 'parameter_missing');
}

// evidence: docs: 2025-09-30.clover: `duration` for `iterations`; left out = one interval of the price
function endOf(call: Call, { phase, start, price }: { phase: PhaseAsked; start: number; price: Price }): number {
  if (phase.end_date === 'now') return call.at;
  if (phase.end_date !== undefined) return phase.end_date;
  const { interval, interval_count = 1 } = phase.duration ?? price.recurring ?? { interval: 'month' as const };
  return boundary({ anchor: start, recurring: { interval, interval_count } }, 1);
}

/** What a subscription is now, as the only phase of a schedule: up to its end where it has one. */
export function presentPhase(subscription: Subscription): SchedulePhase {
  const { start, end } = currentPeriod(subscription);
  return {
    start_date: start,
    end_date: subscription.cancel_at ?? end,
    currency: subscription.currency,
    items: subscription.items.map(({ price, quantity, metadata }) => ({ price, quantity, metadata })),
    add_invoice_items: [],
    billing_cycle_anchor: null,
    proration_behavior: 'create_prorations',
    collection_method: subscription.collection_method,
    days_until_due: subscription.days_until_due,
    description: subscription.description,
    metadata: {},
  };
}

import type { Account } from '../account.ts';
import type { DraftLine, Period, Subscription, SubscriptionItem } from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { type Cycle, naturalEnd } from './cycle.ts';
import { cycleOf, isMetered, itemLine, periodLines } from './lines.ts';
import { currentPeriod } from './period.ts';
import { type ItemChange, isOneInterval, type PlannedItems, planItems } from './plan.ts';
import { usageLines } from './usage.ts';

export interface ChangeAsked {
  readonly changes: readonly ItemChange[];
  /** The moment from which the change counts. */
  readonly at: number;
  /** The moment at which it is made: a cycle that begins anew begins here. */
  readonly now: number;
  readonly cancelAt: number | null;
  readonly anchor: 'now' | 'unchanged' | null;
  readonly newId: () => string;
}

export interface PlannedChange {
  /** With its items, periods and anchor as they are afterwards. */
  readonly subscription: Subscription;
  /** What was paid and is not used, and what is used and not paid. */
  readonly prorations: readonly DraftLine[];
  /** The first period of a cycle that begins anew: it is billed at once. */
  readonly fresh: readonly DraftLine[];
}

/**
 * What a change does to a live subscription. Classic mode: the unused time is credited at the present price, the
 * remaining time charged for the new one, to the second. Another interval, or an anchor of now, begins the cycle anew;
 * an end within the period shortens it. Stores nothing, so that a preview and a commit are one computation.
 */
export function planChange(account: Account, subscription: Subscription, asked: ChangeAsked): PlannedChange | Refusal {
  const period = currentPeriod(subscription);
  const { changes, at, cancelAt, newId } = asked;
  if (at < period.start || at > period.end) {
    return refuse('The proration date must lie within the current period.', 'proration_date');
  }
  const planned = planItems(account, subscription, { changes, newId });
  if (planned instanceof Refusal) return planned;
  const before = cycleOf(account, subscription);
  const after = cycleOf(account, { ...subscription, items: planned.items });
  const moved = !isOneInterval(before.recurring, after.recurring);
  const ends = (end: number) => Math.min(end, cancelAt ?? Number.POSITIVE_INFINITY);
  const facts = { subscription, planned, before };
  if (asked.anchor === 'now' || (moved && asked.anchor === null)) {
    const cycle = { ...after, anchor: asked.now };
    return anew(account, asked, { ...facts, cycle, end: ends(naturalEnd(cycle, asked.now)) });
  }
  // evidence: [?]: with an anchor that is to stay, the new interval's own boundaries go on from it
  const from = moved ? at : period.start;
  return going(account, asked, { ...facts, cycle: after, start: from, end: ends(naturalEnd(after, from)) });
}

interface Facts {
  readonly subscription: Subscription;
  readonly planned: PlannedItems;
  readonly before: Cycle;
  readonly cycle: Cycle;
  readonly end: number;
}

/** The cycle begins now: everything unused is credited, a whole period is charged. */
function anew(account: Account, { at, now }: ChangeAsked, facts: Facts): PlannedChange {
  const { subscription, planned, before, cycle, end } = facts;
  const rest = { start: at, end: currentPeriod(subscription).end };
  const period = { start: now, end };
  const credits = subscription.items.flatMap((item) =>
    prorated(account, item, { cycle: before, period: rest, proration: 'credit' }),
  );
  return {
    subscription: { ...subscription, billing_cycle_anchor: now, items: inPeriod(planned.items, period) },
    prorations: credits.filter(({ amount }) => amount !== 0),
    fresh: [
      ...usageLines(account, subscription, { start: currentPeriod(subscription).start, end: now }),
      ...periodLines(account, planned.items, { cycle, period }),
    ],
  };
}

/** The cycle goes on: what changed is prorated from `at`, what did not by what the period is shorter or longer. */
function going(account: Account, { at }: ChangeAsked, facts: Facts & { start: number }): PlannedChange {
  const { subscription, planned, before, cycle, start, end } = facts;
  const old = currentPeriod(subscription);
  const steps = planned.steps.filter(({ changed }) => changed);
  const moved = steps.flatMap((step) => [
    ...prorated(account, step.before, { cycle: before, period: { start: at, end: old.end }, proration: 'credit' }),
    ...prorated(account, step.item, { cycle, period: { start: at, end }, proration: 'debit' }),
  ]);
  const touched = new Set(steps.map(({ id }) => id));
  const stretched = subscription.items
    .filter(({ id }) => !touched.has(id))
    .flatMap((item) => [
      ...prorated(account, item, { cycle, period: { start: end, end: old.end }, proration: 'credit' }),
      ...prorated(account, item, { cycle, period: { start: old.end, end }, proration: 'debit' }),
    ]);
  return {
    subscription: { ...subscription, items: inPeriod(planned.items, { start, end }) },
    prorations: [...moved, ...stretched].filter(({ amount }) => amount !== 0),
    fresh: [],
  };
}

/** The line of an item over a part of a period; none where there is no such part. Use is never prorated. */
function prorated(
  account: Account,
  item: SubscriptionItem | null,
  stretch: { cycle: Cycle; period: Period; proration: 'credit' | 'debit' },
): DraftLine[] {
  if (item === null || stretch.period.start >= stretch.period.end || isMetered(account, item)) return [];
  return [itemLine(account, item, stretch)];
}

function inPeriod(items: readonly SubscriptionItem[], { start, end }: Period): SubscriptionItem[] {
  return items.map((item) => ({ ...item, current_period_start: start, current_period_end: end }));
}

import type { Period, Subscription } from '../objects/records.ts';

/** The period that is being lived; all items of a subscription share it here. */
export function currentPeriod({ items, billing_cycle_anchor: anchor }: Subscription): Period {
  const first = items[0];
  return { start: first?.current_period_start ?? anchor, end: first?.current_period_end ?? anchor };
}

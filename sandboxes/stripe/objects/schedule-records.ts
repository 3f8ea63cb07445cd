import type { AddedCharge } from '../billing/one-time.ts';
import type { CollectionMethod, Metadata } from './records.ts';

/** A plan of what a subscription will be, phase by phase, in the vendor's own words. */
export interface SubscriptionSchedule {
  readonly id: string;
  readonly object: 'subscription_schedule';
  readonly created: number;
  readonly customer: string;
  readonly status: 'not_started' | 'active' | 'completed' | 'released' | 'canceled';
  readonly subscription: string | null;
  readonly released_subscription: string | null;
  readonly released_at: number | null;
  readonly canceled_at: number | null;
  readonly completed_at: number | null;
  /** What becomes of the subscription after the last phase. */
  readonly end_behavior: 'release' | 'cancel';
  readonly defaults: ScheduleDefaults;
  readonly metadata: Metadata;
  /** Each begins where the one before ends. */
  readonly phases: readonly SchedulePhase[];
  /** Which phase is being lived; null before the first and after the last. */
  readonly current: number | null;
}

export interface ScheduleDefaults {
  readonly collection_method: CollectionMethod;
  readonly days_until_due: number | null;
}

export interface SchedulePhase {
  readonly start_date: number;
  readonly end_date: number;
  readonly currency: string;
  readonly items: readonly PhaseItem[];
  readonly add_invoice_items: readonly AddedCharge[];
  readonly billing_cycle_anchor: 'automatic' | 'phase_start' | null;
  readonly proration_behavior: 'create_prorations' | 'always_invoice' | 'none';
  /** null = as the schedule's defaults say. */
  readonly collection_method: CollectionMethod | null;
  readonly days_until_due: number | null;
  readonly description: string | null;
  /** Laid over the subscription's own when the phase begins. */
  readonly metadata: Metadata;
}

export interface PhaseItem {
  readonly price: string;
  readonly quantity: number;
  readonly metadata: Metadata;
}

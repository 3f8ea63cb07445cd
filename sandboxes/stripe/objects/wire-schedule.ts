import type { SchedulePhase, SubscriptionSchedule } from './schedule-records.ts';

type Wire = Readonly<Record<string, unknown>>;

const INVOICE_SETTINGS = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: { type: 'self' },
} as const;

// evidence: spec: stripe 2026-10-28 (derived), SubscriptionSchedule
export function scheduleWire({ phases, current, defaults, ...record }: SubscriptionSchedule): Wire {
  const phase = current === null ? undefined : phases[current];
  return {
    livemode: false,
    application: null,
    billing_mode: { flexible: null, type: 'classic' },
    customer_account: null,
    pause_schedules: [],
    test_clock: null,
    ...record,
    current_phase: phase === undefined ? null : { start_date: phase.start_date, end_date: phase.end_date },
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: defaults.collection_method,
      default_payment_method: null,
      description: null,
      invoice_settings: { ...INVOICE_SETTINGS, days_until_due: defaults.days_until_due },
      on_behalf_of: null,
      transfer_data: null,
    },
    phases: phases.map(phaseWire),
  };
}

function phaseWire({ items, add_invoice_items: added, days_until_due: days, ...phase }: SchedulePhase): Wire {
  return {
    application_fee_percent: null,
    billing_thresholds: null,
    default_payment_method: null,
    default_tax_rates: [],
    discounts: [],
    on_behalf_of: null,
    transfer_data: null,
    trial_end: null,
    ...phase,
    add_invoice_items: added.map(({ price = null, quantity = 1, metadata = {} }) => ({
      discountable: null,
      discounts: [],
      metadata: metadata === '' ? {} : metadata,
      period: { start: { type: 'max_item_period_start' }, end: { type: 'min_item_period_end' } },
      price,
      quantity,
      tax_rates: [],
    })),
    invoice_settings: days === null ? null : { ...INVOICE_SETTINGS, days_until_due: days },
    items: items.map(({ price, quantity, metadata }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata,
      plan: price,
      price,
      quantity,
      tax_rates: [],
    })),
  };
}

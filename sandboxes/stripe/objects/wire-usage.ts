import type { Meter, MeterEvent } from './usage-records.ts';

type Wire = Readonly<Record<string, unknown>>;

// evidence: spec: stripe 2026-10-28 (derived), Meter
export function meterWire({ formula, customer_key, value_key, deactivated_at, ...record }: Meter): Wire {
  return {
    livemode: false,
    event_time_window: null,
    ...record,
    customer_mapping: { event_payload_key: customer_key, type: 'by_id' },
    default_aggregation: { formula },
    status_transitions: { deactivated_at },
    value_settings: { event_payload_key: value_key },
  };
}

export function meterEventWire({ id, object, created, event_name, payload, timestamp }: MeterEvent): Wire {
  return { object, created, event_name, identifier: id, livemode: false, payload, timestamp };
}

/** What customers use, and how it is counted, in the vendor's own words. */
export interface Meter {
  readonly id: string;
  readonly object: 'billing.meter';
  readonly created: number;
  readonly updated: number;
  readonly display_name: string;
  readonly event_name: string;
  readonly formula: 'sum' | 'count' | 'last';
  /** Which entries of an event's payload name the customer and say how much. */
  readonly customer_key: string;
  readonly value_key: string;
  readonly status: 'active' | 'inactive';
  readonly deactivated_at: number | null;
}

export interface MeterEvent {
  /** The identifier: nobody counts one twice. */
  readonly id: string;
  readonly object: 'billing.meter_event';
  readonly created: number;
  readonly event_name: string;
  readonly timestamp: number;
  readonly customer: string;
  /** A whole number; below zero takes use back. */
  readonly value: number;
  readonly payload: Readonly<Record<string, string>>;
  readonly cancelled: boolean;
}

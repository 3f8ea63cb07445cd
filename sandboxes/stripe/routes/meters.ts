import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { billReachedBy } from '../billing/threshold.ts';
import { usageOf } from '../billing/usage.ts';
import { type Answer, endpoint } from '../door.ts';
import { enter, record } from '../events.ts';
import type { Meter, MeterEvent } from '../objects/usage-records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf } from '../wire/page.ts';
import { instant, LIST_PARAMETERS, parameters, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { living } from './customers.ts';
import { one } from './payments.ts';

const NEW_METER = parameters({
  display_name: text,
  event_name: text.min(1),
  default_aggregation: z.strictObject({ formula: z.enum(['sum', 'count', 'last']) }),
  customer_mapping: z.strictObject({ type: z.literal('by_id'), event_payload_key: text }).optional(),
  value_settings: z.strictObject({ event_payload_key: text }).optional(),
});

const NEW_EVENT = parameters({
  event_name: text,
  payload: z.record(z.string(), z.string()),
  identifier: text.min(1).max(100).optional(),
  timestamp: instant.optional(),
});

const CANCELLATION = parameters({
  event_name: text,
  type: z.literal('cancel'),
  cancel: z.strictObject({ identifier: text }),
});

const DAY_S = 86_400;
/** evidence: spec: MeterEventCreateParams.timestamp: within the past 35 days or up to 5 minutes ahead */
const PAST_MAX_S = 35 * DAY_S;
const AHEAD_MAX_S = 300;

/** What is counted of customers' use, and the events that are counted. */
export function meterRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/billing/meters',
      takes: NEW_METER,
      answer: (fields, call) => newMeter(account, call, fields),
    }),
    endpoint(account, {
      at: 'GET /v1/billing/meters',
      takes: parameters({ ...LIST_PARAMETERS, status: z.enum(['active', 'inactive']).optional() }),
      answer: ({ status, ...paging }) =>
        pageOf(account, 'billing.meter', {
          url: '/v1/billing/meters',
          paging,
          where: (meter) => is(status, meter.status),
        }),
    }),
    one(account, 'billing.meter', '/v1/billing/meters/:id'),
    ...changeRoutes(account),
    endpoint(account, {
      at: 'GET /v1/billing/meters/:id/event_summaries',
      takes: parameters({ ...LIST_PARAMETERS, customer: text, start_time: instant, end_time: instant }),
      answer: ({ customer, start_time: start, end_time: end }, _, { id = '' }) =>
        summary(account, { id, customer, period: { start, end } }),
    }),
    endpoint(account, {
      at: 'POST /v1/billing/meter_events',
      takes: NEW_EVENT,
      answer: (fields, call) => newEvent(account, call, fields),
    }),
    endpoint(account, {
      at: 'POST /v1/billing/meter_event_adjustments',
      takes: CANCELLATION,
      answer: (fields, call) => cancelEvent(account, call, fields),
    }),
  ];
}

function changeRoutes(account: Account): Route[] {
  const change = (call: Call, id: string, news: { type: string; fields: Partial<Meter> }): Answer => {
    const meter = account.find('billing.meter', id);
    if (meter instanceof Refusal) return meter;
    const next = { ...meter, updated: call.at, ...news.fields };
    return wireOf(account, 'billing.meter', record(account, call, { kind: 'billing.meter', type: news.type, next }));
  };
  return [
    endpoint(account, {
      at: 'POST /v1/billing/meters/:id',
      takes: parameters({ display_name: text.optional() }),
      answer: ({ display_name: name }, call, { id = '' }) =>
        change(call, id, { type: 'billing.meter.updated', fields: name === undefined ? {} : { display_name: name } }),
    }),
    endpoint(account, {
      at: 'POST /v1/billing/meters/:id/deactivate',
      takes: parameters({}),
      answer: (_, call, { id = '' }) => {
        const fields = { status: 'inactive', deactivated_at: call.at } as const;
        return change(call, id, { type: 'billing.meter.deactivated', fields });
      },
    }),
    endpoint(account, {
      at: 'POST /v1/billing/meters/:id/reactivate',
      takes: parameters({}),
      answer: (_, call, { id = '' }) => {
        const fields = { status: 'active', deactivated_at: null } as const;
        return change(call, id, { type: 'billing.meter.reactivated', fields });
      },
    }),
  ];
}

function newMeter(account: Account, call: Call, fields: z.output<typeof NEW_METER>): Answer {
  const { event_name: name, customer_mapping: mapping, value_settings: value } = fields;
  if (meterOf(account, name) !== undefined) {
    return refuse(`An active meter counts the events ${name} already.`, 'event_name');
  }
  const next: Meter = {
    id: account.newId('mtr'),
    object: 'billing.meter',
    created: call.at,
    updated: call.at,
    display_name: fields.display_name,
    event_name: name,
    formula: fields.default_aggregation.formula,
    // evidence: spec: MeterEventCreateParams.payload: the names that are meant where none are given
    customer_key: mapping?.event_payload_key ?? 'stripe_customer_id',
    value_key: value?.event_payload_key ?? 'value',
    status: 'active',
    deactivated_at: null,
  };
  const made = record(account, call, { kind: 'billing.meter', type: 'billing.meter.created', next });
  return wireOf(account, 'billing.meter', made);
}

function meterOf(account: Account, eventName: string): Meter | undefined {
  return account.records('billing.meter').find((meter) => meter.event_name === eventName && meter.status === 'active');
}

function newEvent(account: Account, call: Call, fields: z.output<typeof NEW_EVENT>): Answer {
  const meter = meterOf(account, fields.event_name);
  if (meter === undefined) return refuse(`No active meter counts ${fields.event_name}.`, 'event_name');
  const { timestamp = call.at, payload } = fields;
  if (timestamp < call.at - PAST_MAX_S || timestamp > call.at + AHEAD_MAX_S) {
    return refuse('The timestamp must lie within the past 35 days or the next 5 minutes.', 'timestamp');
  }
  const given = new Map(Object.entries(payload));
  const customer = living(account, given.get(meter.customer_key) ?? '', `payload[${meter.customer_key}]`);
  if (customer instanceof Refusal) return customer;
  const value = countOf(meter, given.get(meter.value_key));
  if (value === null) {
    // evidence: [?]: values that are not whole are not modelled
    return refuse('The value must be a whole number.', `payload[${meter.value_key}]`);
  }
  const id = fields.identifier ?? account.newId('mev');
  if (account.records('billing.meter_event').get(id) !== undefined) {
    // evidence: [2nd]: the sentence of such a refusal; that a caller may take it as done is his own conclusion
    return refuse(`An event already exists with identifier ${id}.`, 'identifier', 'resource_already_exists');
  }
  const next: MeterEvent = {
    id,
    object: 'billing.meter_event',
    created: call.at,
    event_name: meter.event_name,
    timestamp,
    customer: customer.id,
    value,
    payload,
    cancelled: false,
  };
  const told = kept(account, call, { type: 'billing.meter_event.created', next });
  billReachedBy(account, call, { meter, customer: customer.id });
  return told;
}

function countOf({ formula }: Meter, given: string | undefined): number | null {
  if (given === undefined) return formula === 'count' ? 1 : null;
  return /^-?\d{1,15}$/.test(given) ? Number(given) : null;
}

function kept(account: Account, call: Call, change: { type: string; next: MeterEvent }): Answer {
  account.save('billing.meter_event', change.next);
  enter(account, call, change);
  return wireOf(account, 'billing.meter_event', change.next);
}

function cancelEvent(account: Account, call: Call, fields: z.output<typeof CANCELLATION>): Answer {
  const { identifier } = fields.cancel;
  const event = account.records('billing.meter_event').get(identifier);
  if (event === undefined || event.event_name !== fields.event_name || event.cancelled) {
    return refuse(`There is no event ${identifier} to cancel.`, 'cancel[identifier]', 'resource_missing');
  }
  kept(account, call, { type: 'billing.meter_event.cancelled', next: { ...event, cancelled: true } });
  return {
    object: 'billing.meter_event_adjustment',
    cancel: { identifier },
    event_name: event.event_name,
    livemode: false,
    status: 'complete',
    type: 'cancel',
  };
}

function summary(
  account: Account,
  { id, customer, period }: { id: string; customer: string; period: { start: number; end: number } },
): Answer {
  const meter = account.find('billing.meter', id);
  if (meter instanceof Refusal) return meter;
  const url = `/v1/billing/meters/${id}/event_summaries`;
  const entry = {
    id: `mtrusg_${id}_${period.start}`,
    object: 'billing.meter_event_summary',
    aggregated_value: usageOf(account, meter, { customer, period }),
    end_time: period.end,
    livemode: false,
    meter: id,
    start_time: period.start,
  };
  return { object: 'list', data: [entry], has_more: false, url };
}

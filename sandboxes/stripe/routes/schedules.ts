import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { planPhases, presentPhase } from '../billing/plan-schedule.ts';
import { enterPhase, release, startSchedule } from '../billing/schedule.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { ScheduleDefaults, SchedulePhase, SubscriptionSchedule } from '../objects/schedule-records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import {
  flag,
  instant,
  LIST_PARAMETERS,
  list,
  metadata,
  parameters,
  quantity,
  range,
  text,
} from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { living } from './customers.ts';
import { one } from './payments.ts';
import { ADDED_ITEMS, COLLECTION, PRORATION } from './subscription-parameters.ts';
import { cancelSubscription, updateSubscription } from './subscription-update.ts';

const MOMENT = z.union([z.literal('now'), instant]);

const PHASE = z.strictObject({
  items: list(z.strictObject({ price: text, quantity: quantity.optional(), metadata: metadata.optional() })),
  start_date: MOMENT.optional(),
  end_date: MOMENT.optional(),
  duration: z
    .strictObject({ interval: z.enum(['day', 'week', 'month', 'year']), interval_count: quantity.optional() })
    .optional(),
  add_invoice_items: ADDED_ITEMS.optional(),
  billing_cycle_anchor: z.enum(['automatic', 'phase_start']).optional(),
  proration_behavior: PRORATION.optional(),
  collection_method: COLLECTION.optional(),
  invoice_settings: z.strictObject({ days_until_due: instant.optional() }).optional(),
  currency: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});

const COMMON = {
  end_behavior: z.enum(['release', 'cancel']).optional(),
  metadata: metadata.optional(),
  default_settings: z
    .strictObject({
      collection_method: COLLECTION.optional(),
      invoice_settings: z.strictObject({ days_until_due: instant.optional() }).optional(),
      billing_cycle_anchor: z.literal('automatic').optional(),
    })
    .optional(),
};

const NEW_SCHEDULE = parameters({
  ...COMMON,
  customer: text.optional(),
  from_subscription: text.optional(),
  start_date: MOMENT.optional(),
  // Where a schedule begins is its own date, not that of its first phase.
  phases: list(PHASE.omit({ start_date: true })).optional(),
});

const UPDATE = parameters({ ...COMMON, phases: list(PHASE).optional(), proration_behavior: PRORATION.optional() });

type New = z.output<typeof NEW_SCHEDULE>;
type Update = z.output<typeof UPDATE>;

const DEFAULTS: ScheduleDefaults = { collection_method: 'charge_automatically', days_until_due: null };

/** Plans of subscriptions: ramps, changes on a date, contracts that begin later. */
export function scheduleRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/subscription_schedules',
      takes: NEW_SCHEDULE,
      answer: (fields, call) =>
        shown(
          account,
          fields.from_subscription === undefined
            ? newSchedule(account, call, fields)
            : fromSubscription(account, call, { id: fields.from_subscription, fields }),
        ),
    }),
    endpoint(account, {
      at: 'GET /v1/subscription_schedules',
      takes: parameters({
        ...LIST_PARAMETERS,
        customer: text.optional(),
        created: range.optional(),
        scheduled: flag.optional(),
      }),
      answer: ({ customer, created, scheduled, ...paging }) =>
        pageOf(account, 'subscription_schedule', {
          url: '/v1/subscription_schedules',
          paging,
          where: (schedule) =>
            is(customer, schedule.customer) &&
            is(scheduled === true ? 'not_started' : undefined, schedule.status) &&
            within(schedule.created, created),
        }),
    }),
    one(account, 'subscription_schedule', '/v1/subscription_schedules/:id'),
    endpoint(account, {
      at: 'POST /v1/subscription_schedules/:id',
      takes: UPDATE,
      answer: (fields, call, { id = '' }) => {
        const schedule = open(account, id);
        return shown(account, schedule instanceof Refusal ? schedule : update(account, call, { schedule, fields }));
      },
    }),
    ...endRoutes(account),
  ];
}

function endRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/subscription_schedules/:id/release',
      takes: parameters({ preserve_cancel_date: flag.optional() }),
      answer: ({ preserve_cancel_date: preserved = false }, call, { id = '' }) => {
        const schedule = open(account, id);
        if (schedule instanceof Refusal) return schedule;
        if (!preserved && schedule.end_behavior === 'cancel') keepGoing(account, call, schedule);
        return shown(account, release(account, call, schedule));
      },
    }),
    endpoint(account, {
      at: 'POST /v1/subscription_schedules/:id/cancel',
      takes: parameters({ invoice_now: flag.optional(), prorate: flag.optional() }),
      answer: ({ invoice_now = true, prorate = true }, call, { id = '' }) => {
        const schedule = open(account, id);
        if (schedule instanceof Refusal) return schedule;
        const next = { ...schedule, status: 'canceled', canceled_at: call.at, current: null } as const;
        const type = 'subscription_schedule.canceled';
        const cancelled = record(account, call, { kind: 'subscription_schedule', type, next });
        if (schedule.subscription !== null) {
          const subscription = account.get('subscription', schedule.subscription);
          const ended = cancelSubscription(account, call, { subscription, fields: { invoice_now, prorate } });
          if (ended instanceof Refusal) return ended;
        }
        return shown(account, cancelled);
      },
    }),
  ];
}

function shown(account: Account, schedule: SubscriptionSchedule | Refusal): Answer {
  return schedule instanceof Refusal ? schedule : wireOf(account, 'subscription_schedule', schedule);
}

function open(account: Account, id: string): SubscriptionSchedule | Refusal {
  const schedule = account.find('subscription_schedule', id);
  if (schedule instanceof Refusal) return schedule;
  if (schedule.status === 'not_started' || schedule.status === 'active') return schedule;
  return refuse(`The schedule is ${schedule.status}.`);
}

/** Takes the end off a subscription that its schedule had given it. */
function keepGoing(account: Account, call: Call, schedule: SubscriptionSchedule): void {
  if (schedule.subscription === null) return;
  const subscription = account.get('subscription', schedule.subscription);
  if (subscription.cancel_at === null) return;
  updateSubscription(account, call, { subscription, fields: { cancel_at: '' } });
}

function defaultsOf(before: ScheduleDefaults, { default_settings: asked }: Pick<New, 'default_settings'>) {
  return {
    collection_method: asked?.collection_method ?? before.collection_method,
    days_until_due: asked?.invoice_settings?.days_until_due ?? before.days_until_due,
  };
}

function newSchedule(account: Account, call: Call, fields: New): SubscriptionSchedule | Refusal {
  const customer = living(account, fields.customer ?? '', 'customer');
  if (customer instanceof Refusal) return customer;
  const start = fields.start_date === undefined || fields.start_date === 'now' ? call.at : fields.start_date;
  const phases = planPhases(account, call, { asked: fields.phases ?? [], start });
  if (phases instanceof Refusal) return phases;
  const defaults = defaultsOf(DEFAULTS, fields);
  const wrong = dueDaysRefusal(phases, defaults);
  if (wrong !== null) return wrong;
  if ((phases[0]?.end_date ?? start) <= call.at) return refuse('The first phase lies in the past.', 'start_date');
  const made = record(account, call, {
    kind: 'subscription_schedule',
    type: 'subscription_schedule.created',
    next: { ...blank(account, call, customer.id), ...termsOf(fields), defaults, phases },
  });
  return start > call.at ? made : startSchedule(account, call, made);
}

// evidence: docs: with send_invoice the days until due are needed, in the phase or in the defaults
function dueDaysRefusal(phases: readonly SchedulePhase[], defaults: ScheduleDefaults): Refusal | null {
  const index = phases.findIndex(
    (phase) =>
      (phase.collection_method ?? defaults.collection_method) === 'send_invoice' &&
      (phase.days_until_due ?? defaults.days_until_due) === null,
  );
  if (index < 0) return null;
  const param = `phases[${index}][invoice_settings][days_until_due]`;
  return refuse('With send_invoice, days_until_due is needed.', param, 'parameter_missing');
}

function termsOf({ end_behavior, metadata: entries }: Pick<New, 'end_behavior' | 'metadata'>) {
  return { end_behavior: end_behavior ?? 'release', metadata: mergedMetadata({}, entries) } as const;
}

function blank(account: Account, call: Call, customer: string) {
  return {
    id: account.newId('sub_sched'),
    object: 'subscription_schedule',
    created: call.at,
    customer,
    status: 'not_started',
    subscription: null,
    released_subscription: null,
    released_at: null,
    canceled_at: null,
    completed_at: null,
    current: null,
  } as const;
}

/** A schedule onto a live subscription: what it is now is the first phase, everything further comes by an update. */
function fromSubscription(
  account: Account,
  call: Call,
  { id, fields }: { id: string; fields: New },
): SubscriptionSchedule | Refusal {
  const subscription = account.find('subscription', id, 'from_subscription');
  if (subscription instanceof Refusal) return subscription;
  // evidence: docs: nothing but the subscription may be given; the rest is changed by an update
  if (fields.phases !== undefined || fields.customer !== undefined || fields.start_date !== undefined) {
    return refuse('Phases cannot be given with from_subscription.', 'from_subscription');
  }
  if (subscription.status === 'canceled') return refuse('The subscription has ended.', 'from_subscription');
  if (subscription.schedule !== null) return refuse('The subscription has a schedule already.', 'from_subscription');
  const { collection_method, days_until_due, cancel_at: cancelAt } = subscription;
  const schedule = record(account, call, {
    kind: 'subscription_schedule',
    type: 'subscription_schedule.created',
    next: {
      ...blank(account, call, subscription.customer),
      status: 'active',
      subscription: id,
      current: 0,
      // evidence: [?]: a subscription that has an end keeps it under its schedule
      end_behavior: cancelAt === null ? 'release' : 'cancel',
      metadata: mergedMetadata({}, fields.metadata),
      defaults: { collection_method, days_until_due },
      phases: [presentPhase(subscription)],
    },
  });
  const next = { ...subscription, schedule: schedule.id };
  record(account, call, { kind: 'subscription', type: 'customer.subscription.updated', next });
  return schedule;
}

function update(
  account: Account,
  call: Call,
  { schedule, fields }: { schedule: SubscriptionSchedule; fields: Update },
): SubscriptionSchedule | Refusal {
  const phases = phasesAfter(account, call, { schedule, asked: fields.phases });
  if (phases instanceof Refusal) return phases;
  const defaults = defaultsOf(schedule.defaults, fields);
  const wrong = dueDaysRefusal(phases, defaults);
  if (wrong !== null) return wrong;
  const current = phases.findIndex(({ start_date: from, end_date: to }) => from <= call.at && call.at < to);
  if (schedule.status === 'active' && current < 0) {
    return refuse('The phase that is being lived must be among the phases.', 'phases');
  }
  const next: SubscriptionSchedule = {
    ...schedule,
    end_behavior: fields.end_behavior ?? schedule.end_behavior,
    metadata: mergedMetadata(schedule.metadata, fields.metadata),
    defaults,
    phases,
  };
  if (schedule.status === 'active') {
    const behavior = fields.proration_behavior ?? 'create_prorations';
    return enterPhase(account, call, { schedule: { ...next, current }, index: current, behavior });
  }
  return record(account, call, { kind: 'subscription_schedule', type: 'subscription_schedule.updated', next });
}

/** The phases as they will be; past ones may be left out and stay as they were. */
function phasesAfter(
  account: Account,
  call: Call,
  { schedule, asked }: { schedule: SubscriptionSchedule; asked: Update['phases'] },
): readonly SchedulePhase[] | Refusal {
  if (asked === undefined) return schedule.phases;
  const first = asked[0]?.start_date;
  const usual = schedule.phases[schedule.current ?? 0]?.start_date ?? call.at;
  const start = first === 'now' ? call.at : (first ?? usual);
  if (schedule.status === 'active' && !schedule.phases.some(({ start_date: known }) => known === start)) {
    return refuse('The first phase must begin where one began before.', 'phases[0][start_date]');
  }
  const planned = planPhases(account, call, { asked, start });
  if (planned instanceof Refusal) return planned;
  return [...schedule.phases.filter(({ end_date: to }) => schedule.status === 'active' && to <= start), ...planned];
}

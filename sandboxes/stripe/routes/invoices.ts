import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { finalizeInvoice, lineOfItem, openDraft, pendingItems } from '../billing/invoice.ts';
import { attachPayment, credit } from '../billing/invoice-payment.ts';
import { collect, markUncollectible, voidInvoice } from '../billing/payment.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { fallBehind } from '../billing/standing.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { Invoice } from '../objects/records.ts';
import { lineWire, wireOf } from '../objects/wire.ts';
import { is, page, pageOf, within } from '../wire/page.ts';
import { currency, flag, instant, LIST_PARAMETERS, metadata, parameters, range, text } from '../wire/parameters.ts';
import { cardDeclined, Refusal, refuse } from '../wire/refusal.ts';
import { living } from './customers.ts';
import { finalizesAt, INVOICE_UPDATE, updateInvoice } from './invoice-update.ts';

const STATUS = z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']);
const COLLECTION = z.enum(['charge_automatically', 'send_invoice']);

const NEW_INVOICE = parameters({
  customer: text,
  subscription: text.optional(),
  currency: currency.optional(),
  collection_method: COLLECTION.optional(),
  days_until_due: instant.optional(),
  due_date: instant.optional(),
  auto_advance: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  pending_invoice_items_behavior: z.enum(['include', 'exclude']).optional(),
  number: text.optional(),
  automatically_finalizes_at: instant.optional(),
});

export function invoiceRoutes(account: Account): Route[] {
  return [
    ...readRoutes(account),
    endpoint(account, {
      at: 'POST /v1/invoices',
      takes: NEW_INVOICE,
      answer: (fields, call) => newInvoice(account, call, fields),
    }),
    endpoint(account, {
      at: 'POST /v1/invoices/:id',
      takes: INVOICE_UPDATE,
      answer: (fields, call, { id = '' }) => updateInvoice(account, call, { id, fields }),
    }),
    endpoint(account, {
      at: 'DELETE /v1/invoices/:id',
      takes: parameters({}),
      answer: (_, call, { id = '' }) => deleteDraft(account, call, id),
    }),
    ...transitionRoutes(account),
  ];
}

function readRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'GET /v1/invoices',
      takes: parameters({
        ...LIST_PARAMETERS,
        customer: text.optional(),
        subscription: text.optional(),
        status: STATUS.optional(),
        collection_method: COLLECTION.optional(),
        created: range.optional(),
        due_date: range.optional(),
      }),
      answer: ({ customer, subscription, status, collection_method: method, created, due_date: due, ...paging }) =>
        pageOf(account, 'invoice', {
          url: '/v1/invoices',
          paging,
          where: (invoice) =>
            is(customer, invoice.customer) &&
            is(subscription, invoice.subscription) &&
            is(status, invoice.status) &&
            is(method, invoice.collection_method) &&
            within(invoice.created, created) &&
            (due === undefined || (invoice.due_date !== null && within(invoice.due_date, due))),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/invoices/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const invoice = account.find('invoice', id);
        return invoice instanceof Refusal ? invoice : wireOf(account, 'invoice', invoice);
      },
    }),
    endpoint(account, {
      at: 'GET /v1/invoices/:id/lines',
      takes: parameters({ ...LIST_PARAMETERS }),
      answer: (paging, _, { id = '' }) => {
        const invoice = account.find('invoice', id);
        if (invoice instanceof Refusal) return invoice;
        return page(`/v1/invoices/${id}/lines`, invoice.lines, { paging, show: lineWire });
      },
    }),
  ];
}

function transitionRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/invoices/:id/finalize',
      takes: parameters({ auto_advance: flag.optional() }),
      answer: ({ auto_advance: advance }, call, { id = '' }) =>
        moved(account, id, ['draft'], (invoice) => {
          const draft = { ...invoice, auto_advance: advance ?? invoice.auto_advance };
          const finalized = finalizeInvoice(account, call, { draft, balance: 'applied' });
          fallBehind(account, call, finalized);
          return finalized;
        }),
    }),
    endpoint(account, {
      at: 'POST /v1/invoices/:id/send',
      takes: parameters({}),
      answer: (_, call, { id = '' }) =>
        moved(account, id, ['draft', 'open'], (invoice) => {
          const final =
            invoice.status === 'draft'
              ? finalizeInvoice(account, call, { draft: invoice, balance: 'applied' })
              : invoice;
          return record(account, call, { kind: 'invoice', type: 'invoice.sent', next: final });
        }),
    }),
    endpoint(account, {
      at: 'POST /v1/invoices/:id/pay',
      takes: parameters({
        paid_out_of_band: flag.optional(),
        payment_method: text.optional(),
        forgive: flag.optional(),
        off_session: flag.optional(),
      }),
      answer: ({ paid_out_of_band: outOfBand, payment_method: method = null }, call, { id = '' }) =>
        moved(account, id, ['draft', 'open', 'uncollectible'], (invoice) => {
          const draft = { ...invoice, auto_advance: false };
          const final =
            invoice.status === 'draft' ? finalizeInvoice(account, call, { draft, balance: 'applied' }) : invoice;
          if (final.status === 'paid') return final;
          if (outOfBand === true) {
            return credit(account, call, { invoice: final, amount: final.amount_remaining, offStripe: true });
          }
          const collected = collect(account, call, { invoice: final, paymentMethod: method, automatic: false });
          return collected.declined ? cardDeclined() : collected.invoice;
        }),
    }),
    endpoint(account, {
      at: 'POST /v1/invoices/:id/attach_payment',
      takes: parameters({ payment_intent: text.optional(), payment_record: text.optional() }),
      answer: (fields, call, { id = '' }) => attach(account, call, { id, ...fields }),
    }),
    endpoint(account, {
      at: 'POST /v1/invoices/:id/void',
      takes: parameters({}),
      answer: (_, call, { id = '' }) =>
        moved(account, id, ['open', 'uncollectible'], (invoice) =>
          // evidence: [?]: an invoice that money was paid on is credited instead
          invoice.amount_paid > 0
            ? refuse('A partly paid invoice cannot be voided.', undefined, 'invoice_not_editable')
            : voidInvoice(account, call, invoice),
        ),
    }),
    endpoint(account, {
      at: 'POST /v1/invoices/:id/mark_uncollectible',
      takes: parameters({}),
      answer: (_, call, { id = '' }) =>
        moved(account, id, ['open'], (invoice) => markUncollectible(account, call, invoice)),
    }),
  ];
}

function attach(
  account: Account,
  call: Call,
  asked: { id: string; payment_intent?: string | undefined; payment_record?: string | undefined },
): Answer {
  const { id, payment_intent: intentId, payment_record: recordId } = asked;
  const invoice = account.find('invoice', id);
  if (invoice instanceof Refusal) return invoice;
  if ((intentId === undefined) === (recordId === undefined)) {
    return refuse('Exactly one of payment_intent and payment_record is needed.', 'payment_intent');
  }
  const source =
    recordId === undefined
      ? account.find('payment_intent', intentId ?? '', 'payment_intent')
      : account.find('payment_record', recordId, 'payment_record');
  if (source instanceof Refusal) return source;
  const attached = attachPayment(account, call, {
    invoice,
    source: source.object === 'payment_record' ? { reported: source } : { intent: source },
  });
  return attached instanceof Refusal ? attached : wireOf(account, 'invoice', attached);
}

/** Moves an invoice on from one of the named states, or refuses. */
function moved(
  account: Account,
  id: string,
  from: readonly Invoice['status'][],
  move: (invoice: Invoice) => Invoice | Refusal,
): Answer {
  const invoice = account.find('invoice', id);
  if (invoice instanceof Refusal) return invoice;
  if (!from.includes(invoice.status)) {
    return refuse(
      `The invoice is ${invoice.status}; it would have to be ${from.join(' or ')}.`,
      undefined,
      'invoice_not_editable',
    );
  }
  const next = move(invoice);
  return next instanceof Refusal ? next : wireOf(account, 'invoice', next);
}

function newInvoice(account: Account, call: Call, fields: z.output<typeof NEW_INVOICE>): Answer {
  const customer = living(account, fields.customer, 'customer');
  if (customer instanceof Refusal) return customer;
  const subscription =
    fields.subscription === undefined ? null : account.find('subscription', fields.subscription, 'subscription');
  if (subscription instanceof Refusal) return subscription;
  const collection = fields.collection_method ?? 'charge_automatically';
  if (collection === 'send_invoice' && fields.days_until_due === undefined && fields.due_date === undefined) {
    return refuse('With send_invoice, days_until_due or due_date is needed.', 'days_until_due', 'parameter_missing');
  }
  // evidence: docs: pending items are left out unless they are asked for
  const include = fields.pending_invoice_items_behavior === 'include' || subscription !== null;
  const items = include ? pendingItems(account, customer.id, subscription?.id ?? null) : [];
  const money = fields.currency ?? subscription?.currency ?? items[0]?.currency ?? customer.currency ?? 'usd';
  const { auto_advance: autoAdvance = false, description = null, number = null } = fields;
  const { days_until_due: daysUntilDue = null, due_date: dueDate = null } = fields;
  const invoice = openDraft(account, call, {
    customer: customer.id,
    subscription,
    reason: subscription === null ? 'manual' : 'subscription_update',
    currency: money,
    collection,
    daysUntilDue,
    dueDate,
    autoAdvance,
    finalizesAt: finalizesAt(call, { autoAdvance, automatically_finalizes_at: fields.automatically_finalizes_at }),
    number,
    period: { start: call.at, end: call.at },
    lines: items.filter((item) => item.currency === money).map(lineOfItem),
    description,
    metadata: mergedMetadata({}, fields.metadata),
  });
  return wireOf(account, 'invoice', invoice);
}

/** Only a draft can be taken away; the items that it billed wait again. */
function deleteDraft(account: Account, call: Call, id: string): Answer {
  const invoice = account.find('invoice', id);
  if (invoice instanceof Refusal) return invoice;
  if (invoice.status !== 'draft') return refuse('Only a draft can be deleted.', undefined, 'invoice_not_editable');
  // evidence: docs: the draft of a subscription cannot be deleted, it is finalised and voided
  if (invoice.subscription !== null) {
    return refuse('The draft of a subscription cannot be deleted.', undefined, 'invoice_not_editable');
  }
  for (const item of account.records('invoiceitem').filter((one) => one.invoice === id)) {
    account.save('invoiceitem', { ...item, invoice: null });
  }
  record(account, call, { kind: 'invoice', type: 'invoice.deleted', next: invoice });
  account.records('invoice').delete(id);
  return { id, object: 'invoice', deleted: true };
}

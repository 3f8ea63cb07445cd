import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type {
  BillingReason,
  CollectionMethod,
  DraftLine,
  Invoice,
  InvoiceItem,
  Line,
  Metadata,
  PauseCollection,
  Period,
  Subscription,
} from '../objects/records.ts';
import { sum } from './amount.ts';
import { moveBalance } from './balance.ts';
import { collect, markUncollectible, voidInvoice } from './payment.ts';

const DAY_S = 86_400;

/** What an invoice is made of, before it has an id. */
export interface InvoiceFacts {
  readonly customer: string;
  readonly subscription: Subscription | null;
  readonly prorationDate?: number | null;
  readonly reason: BillingReason;
  readonly currency: string;
  readonly collection: CollectionMethod;
  readonly daysUntilDue: number | null;
  readonly dueDate?: number | null;
  readonly autoAdvance?: boolean;
  readonly finalizesAt?: number | null;
  readonly number?: string | null;
  readonly period: Period;
  readonly lines: readonly BilledLine[];
  readonly description?: string | null;
  readonly metadata?: Metadata;
}

export interface BilledLine extends DraftLine {
  /** The pending item that this line bills, if it is one. */
  readonly invoice_item: string | null;
}

export function billed(lines: readonly DraftLine[]): BilledLine[] {
  return lines.map((line) => ({ ...line, invoice_item: null }));
}

/** Invoice items of a subscription (null: of the customer alone) that wait for its next invoice. */
export function pendingItems(account: Account, customer: string, subscription: string | null): InvoiceItem[] {
  return account
    .records('invoiceitem')
    .filter((item) => item.customer === customer && item.invoice === null && item.subscription === subscription);
}

export function lineOfItem(item: InvoiceItem): BilledLine {
  const { amount, description, period, price, product, unit_amount_decimal, quantity, metadata } = item;
  const { subscription_item, proration, credited } = item;
  const priced = { price, product, unit_amount_decimal, quantity };
  return {
    amount,
    description,
    period,
    ...priced,
    metadata,
    subscription_item,
    proration,
    credited,
    invoice_item: item.id,
  };
}

/** The draft in memory; `newId` decides whether it may be stored. Totals come from the lines and from nowhere else. */
export function composeInvoice(
  account: Account,
  call: Call,
  { facts, newId }: { facts: InvoiceFacts; newId: (prefix: string) => string },
): Invoice {
  const { subscription, period, daysUntilDue } = facts;
  const id = newId('in');
  const lines: Line[] = facts.lines.map((line) => ({
    id: newId('il'),
    object: 'line_item',
    invoice: id,
    currency: facts.currency,
    subscription: subscription?.id ?? null,
    ...line,
  }));
  return totalled(account, {
    id,
    object: 'invoice',
    created: call.at,
    customer: facts.customer,
    subscription: subscription?.id ?? null,
    subscription_metadata: subscription?.metadata ?? {},
    subscription_proration_date: facts.prorationDate ?? null,
    number: facts.number ?? null,
    status: 'draft',
    currency: facts.currency,
    billing_reason: facts.reason,
    collection_method: facts.collection,
    auto_advance: facts.autoAdvance ?? true,
    automatically_finalizes_at: facts.finalizesAt ?? null,
    next_payment_attempt: null,
    default_payment_method: null,
    days_until_due: daysUntilDue,
    due_date: facts.dueDate ?? (daysUntilDue === null ? null : call.at + daysUntilDue * DAY_S),
    effective_at: null,
    period_start: period.start,
    period_end: period.end,
    description: facts.description ?? null,
    metadata: facts.metadata ?? {},
    lines,
    subtotal: 0,
    total: 0,
    starting_balance: 0,
    ending_balance: null,
    amount_due: 0,
    amount_paid: 0,
    amount_paid_off_stripe: 0,
    amount_remaining: 0,
    pre_payment_credit_notes_amount: 0,
    post_payment_credit_notes_amount: 0,
    attempt_count: 0,
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  });
}

/** A draft with its totals. A total below zero becomes the customer's credit; credit at hand lowers what is due. */
export function totalled(account: Account, invoice: Invoice): Invoice {
  return withTotals(invoice, account.records('customer').get(invoice.customer)?.balance ?? 0);
}

function withTotals(invoice: Invoice, starting: number): Invoice {
  const total = sum(invoice.lines.map(({ amount }) => amount));
  const due = Math.max(0, sum([total, starting]));
  return { ...invoice, subtotal: total, total, starting_balance: starting, amount_due: due, amount_remaining: due };
}

/** Stores a draft and marks the pending items that it bills. */
export function openDraft(account: Account, call: Call, facts: InvoiceFacts): Invoice {
  const invoice = composeInvoice(account, call, { facts, newId: (prefix) => account.newId(prefix) });
  for (const line of invoice.lines) {
    const item = line.invoice_item === null ? undefined : account.records('invoiceitem').get(line.invoice_item);
    if (item !== undefined) account.save('invoiceitem', { ...item, invoice: invoice.id });
  }
  return record(account, call, { kind: 'invoice', type: 'invoice.created', next: invoice });
}

/**
 * Gives the draft its number unless it has one, settles the customer's balance and closes or collects what is due.
 * `balance` untouched: the customer's credit is left alone, for an invoice that will not be asked for.
 */
export function finalizeInvoice(
  account: Account,
  call: Call,
  { draft, balance }: { draft: Invoice; balance: 'applied' | 'untouched' },
): Invoice {
  const fresh = balance === 'applied' ? totalled(account, draft) : withTotals(draft, 0);
  const number = fresh.number ?? nextNumber(account, fresh.customer);
  const ending = Math.min(0, sum([fresh.total, fresh.starting_balance]));
  applyBalance(account, call, { invoice: fresh, amount: sum([ending, -fresh.starting_balance]) });
  const finalized = record(account, call, {
    kind: 'invoice',
    type: 'invoice.finalized',
    next: {
      ...fresh,
      number,
      status: 'open',
      automatically_finalizes_at: null,
      effective_at: fresh.effective_at ?? call.at,
      ending_balance: ending,
      status_transitions: { ...fresh.status_transitions, finalized_at: call.at },
    },
  });
  if (finalized.amount_due === 0) return closeAsPaid(account, call, finalized);
  if (finalized.collection_method === 'charge_automatically' && finalized.auto_advance) {
    return collect(account, call, { invoice: finalized, paymentMethod: null, automatic: true }).invoice;
  }
  return finalized;
}

// evidence: docs: a draft without a number is given the customer's next one when it is finalised
function nextNumber(account: Account, id: string): string {
  const customer = account.get('customer', id);
  const sequence = customer.next_invoice_sequence;
  account.save('customer', { ...customer, next_invoice_sequence: sequence + 1 });
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`;
}

function applyBalance(account: Account, call: Call, { invoice, amount }: { invoice: Invoice; amount: number }): void {
  const customer = account.get('customer', invoice.customer);
  if (customer.currency === null) account.save('customer', { ...customer, currency: invoice.currency });
  if (amount === 0) return;
  moveBalance(account, call, { customer: customer.id, amount, type: 'applied_to_invoice', invoice: invoice.id });
}

/** A finalised invoice on which nothing is due any more. */
export function closeAsPaid(account: Account, call: Call, invoice: Invoice): Invoice {
  return record(account, call, {
    kind: 'invoice',
    type: 'invoice.paid',
    // evidence: [?]: an invoice of nothing counts as an attempt that succeeded
    alsoTold: ['invoice.payment_succeeded'],
    next: {
      ...invoice,
      status: 'paid',
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, paid_at: call.at },
    },
  });
}

/**
 * Bills a subscription: at once, after the account's draft window, or as its paused collection says. The first and
 * every interim invoice that is charged automatically never waits `[docs]`.
 */
export function billSubscription(account: Account, call: Call, facts: InvoiceFacts): Invoice {
  const held = heldBy(facts.subscription, call.at);
  if (held !== null) return hold(account, call, { facts, behavior: held });
  const { draftWindowS } = account.settings;
  const isAwaited = facts.collection === 'charge_automatically' && facts.reason !== 'subscription_cycle';
  if (draftWindowS > 0 && !isAwaited) {
    return openDraft(account, call, { ...facts, finalizesAt: call.at + draftWindowS });
  }
  return finalizeInvoice(account, call, { draft: openDraft(account, call, facts), balance: 'applied' });
}

// evidence: docs: the invoices of an unpaid subscription stay drafts, as those of one whose collection is paused can
function heldBy(subscription: Subscription | null, at: number): PauseCollection['behavior'] | null {
  if (subscription === null) return null;
  if (subscription.status === 'unpaid') return 'keep_as_draft';
  const pause = subscription.pause_collection;
  return pause === null || (pause.resumes_at !== null && pause.resumes_at <= at) ? null : pause.behavior;
}

// evidence: docs: while collection is paused, invoices stay drafts, are void (using no credit) or uncollectible at once
function hold(
  account: Account,
  call: Call,
  { facts, behavior }: { facts: InvoiceFacts; behavior: PauseCollection['behavior'] },
): Invoice {
  const draft = openDraft(account, call, { ...facts, autoAdvance: false });
  if (behavior === 'keep_as_draft') return draft;
  const balance = behavior === 'void' && draft.total > 0 ? 'untouched' : 'applied';
  const invoice = finalizeInvoice(account, call, { draft, balance });
  if (invoice.status !== 'open') return invoice;
  return behavior === 'void' ? voidInvoice(account, call, invoice) : markUncollectible(account, call, invoice);
}

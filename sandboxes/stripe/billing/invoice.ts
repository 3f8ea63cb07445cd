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
  Period,
  Subscription,
} from '../objects/records.ts';
import { sum } from './amount.ts';
import { moveBalance } from './balance.ts';
import { collect } from './payment.ts';

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
    number: null,
    status: 'draft',
    currency: facts.currency,
    billing_reason: facts.reason,
    collection_method: facts.collection,
    auto_advance: facts.autoAdvance ?? true,
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
  const total = sum(invoice.lines.map(({ amount }) => amount));
  const starting = account.records('customer').get(invoice.customer)?.balance ?? 0;
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

/** Gives the draft its number, settles the customer's balance and closes or collects what is due. */
export function finalizeInvoice(account: Account, call: Call, draft: Invoice): Invoice {
  const customer = account.get('customer', draft.customer);
  const fresh = totalled(account, draft);
  const sequence = customer.next_invoice_sequence;
  account.save('customer', {
    ...customer,
    next_invoice_sequence: sequence + 1,
    currency: customer.currency ?? fresh.currency,
  });
  const ending = Math.min(0, sum([fresh.total, fresh.starting_balance]));
  const applied = sum([ending, -fresh.starting_balance]);
  if (applied !== 0) {
    moveBalance(account, call, {
      customer: customer.id,
      amount: applied,
      type: 'applied_to_invoice',
      invoice: draft.id,
    });
  }
  const finalized = record(account, call, {
    kind: 'invoice',
    type: 'invoice.finalized',
    next: {
      ...fresh,
      number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
      status: 'open',
      effective_at: call.at,
      ending_balance: ending,
      status_transitions: { ...fresh.status_transitions, finalized_at: call.at },
    },
  });
  if (finalized.amount_due === 0) return closeAsPaid(account, call, finalized);
  if (finalized.collection_method === 'charge_automatically' && finalized.auto_advance) {
    return collect(account, call, { invoice: finalized, paymentMethod: null }).invoice;
  }
  return finalized;
}

/** A finalised invoice on which nothing is due any more. */
export function closeAsPaid(account: Account, call: Call, invoice: Invoice): Invoice {
  return record(account, call, {
    kind: 'invoice',
    type: 'invoice.paid',
    next: {
      ...invoice,
      status: 'paid',
      status_transitions: { ...invoice.status_transitions, paid_at: call.at },
    },
  });
}

/**
 * Bills a subscription at once. The vendor leaves such an invoice a draft for about an hour `[docs]`; here it is
 * finalised on the spot, so that no run has to wait.
 */
export function billSubscription(account: Account, call: Call, facts: InvoiceFacts): Invoice {
  return finalizeInvoice(account, call, openDraft(account, call, facts));
}

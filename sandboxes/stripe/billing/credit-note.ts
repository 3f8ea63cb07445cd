import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { CreditNote, CreditNoteLine, LinkedRefund } from '../objects/money-records.ts';
import type { Invoice, Metadata } from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { divided, sum, wireAmount } from './amount.ts';
import { moveBalance } from './balance.ts';
import { closeAsPaid } from './invoice.ts';
import { chargesOf, leftOf, refundCharge } from './refund.ts';

export interface CreditNoteLineAsked {
  readonly type: 'custom_line_item' | 'invoice_line_item';
  readonly invoice_line_item?: string | undefined;
  readonly description?: string | undefined;
  readonly quantity?: number | undefined;
  readonly amount?: number | undefined;
  readonly unit_amount?: number | undefined;
}

export interface CreditNoteAsked {
  readonly invoice: string;
  readonly lines?: readonly CreditNoteLineAsked[] | undefined;
  readonly amount?: number | undefined;
  readonly credit_amount?: number | undefined;
  readonly refund_amount?: number | undefined;
  readonly out_of_band_amount?: number | undefined;
  /** Refunds that were made before and are settled by this note. */
  readonly refunds?: readonly { readonly refund: string; readonly amount_refunded?: number | undefined }[] | undefined;
  readonly memo?: string | undefined;
  readonly reason?: string | undefined;
  readonly effective_at?: number | undefined;
  readonly metadata: Metadata;
}

export interface CreditParts {
  readonly credit: number;
  readonly refund: number;
  readonly outOfBand: number;
  readonly linked: readonly LinkedRefund[];
}

export interface PlannedCreditNote {
  readonly note: CreditNote;
  readonly invoice: Invoice;
  /** How what had been paid is given back. */
  readonly parts: CreditParts;
}

/**
 * The credit note and how it is given back. It lowers what is still due on its invoice; of what goes beyond, the parts
 * must say how the money that was paid is given back. Stores nothing, so that a preview and a commit are one computation.
 */
export function planCreditNote(
  account: Account,
  call: Call,
  { asked, newId }: { asked: CreditNoteAsked; newId: (prefix: string) => string },
): PlannedCreditNote | Refusal {
  const invoice = account.find('invoice', asked.invoice, 'invoice');
  if (invoice instanceof Refusal) return invoice;
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    return refuse(`A credit note needs an open or paid invoice; this one is ${invoice.status}.`, 'invoice');
  }
  const lines = linesOf(invoice, asked, newId);
  if (lines instanceof Refusal) return lines;
  const amount = sum(lines.map((line) => line.amount));
  if (asked.lines !== undefined && asked.amount !== undefined && asked.amount !== amount) {
    return refuse('The amount must be the sum of the lines.', 'amount');
  }
  const room = roomOn(invoice);
  if (amount <= 0 || amount > room) return refuse(`The amount must be from 1 to ${room}.`, 'amount');
  const before = Math.min(amount, invoice.amount_remaining);
  const after = sum([amount, -before]);
  const parts = partsOf(account, asked, after);
  if (parts instanceof Refusal) return parts;
  const count = account.records('credit_note').filter((one) => one.invoice === invoice.id).length + 1;
  const note: CreditNote = {
    id: newId('cn'),
    object: 'credit_note',
    created: call.at,
    number: `${invoice.number ?? ''}-CN-${String(count).padStart(2, '0')}`,
    customer: invoice.customer,
    invoice: invoice.id,
    currency: invoice.currency,
    amount,
    status: 'issued',
    type: typeOf(before, after),
    pre_payment_amount: before,
    post_payment_amount: after,
    lines,
    memo: asked.memo ?? null,
    reason: asked.reason ?? null,
    metadata: asked.metadata,
    effective_at: asked.effective_at ?? call.at,
    voided_at: null,
    out_of_band_amount: after === 0 ? null : parts.outOfBand,
    refunds: parts.linked,
    customer_balance_transaction: null,
  };
  return { note, invoice, parts };
}

function typeOf(before: number, after: number): CreditNote['type'] {
  if (after === 0) return 'pre_payment';
  return before === 0 ? 'post_payment' : 'mixed';
}

// evidence: [?]: what the customer's balance settled may be credited like money, while the invoice is open as after it
/** What may still be credited: whatever it was settled by, all but what was credited before. */
function roomOn(invoice: Invoice): number {
  const { total, pre_payment_credit_notes_amount: before, post_payment_credit_notes_amount: after } = invoice;
  return sum([total, -before, -after]);
}

function linesOf(
  invoice: Invoice,
  asked: CreditNoteAsked,
  newId: (prefix: string) => string,
): readonly CreditNoteLine[] | Refusal {
  const custom = { type: 'custom_line_item', amount: asked.amount, description: 'Credit', quantity: 1 } as const;
  const wanted: readonly CreditNoteLineAsked[] = asked.lines ?? (asked.amount === undefined ? [] : [custom]);
  if (wanted.length === 0) return refuse('Either lines or amount is needed.', 'amount', 'parameter_missing');
  const lines: CreditNoteLine[] = [];
  for (const [index, line] of wanted.entries()) {
    const param = `lines[${index}]`;
    const made = line.type === 'custom_line_item' ? customLine(line, param) : invoiceLine(invoice, line, param);
    if (made instanceof Refusal) return made;
    lines.push({ id: newId('cnli'), object: 'credit_note_line_item', ...made });
  }
  return lines;
}

type LineFacts = Omit<CreditNoteLine, 'id' | 'object'>;

function customLine(line: CreditNoteLineAsked, param: string): LineFacts | Refusal {
  const { unit_amount: unit, quantity = 1, amount } = line;
  if (unit === undefined && amount === undefined) {
    return refuse(`Missing required param: ${param}[unit_amount].`, `${param}[unit_amount]`, 'parameter_missing');
  }
  return {
    amount: amount ?? wireAmount(BigInt(unit ?? 0) * BigInt(quantity)),
    description: line.description ?? null,
    invoice_line_item: null,
    quantity,
    unit_amount: unit ?? amount ?? null,
    type: 'custom_line_item',
  };
}

function invoiceLine(invoice: Invoice, line: CreditNoteLineAsked, param: string): LineFacts | Refusal {
  const credited = invoice.lines.find(({ id }) => id === line.invoice_line_item);
  if (credited === undefined) {
    return refuse(`The invoice has no such line.`, `${param}[invoice_line_item]`, 'resource_missing');
  }
  const { quantity, amount } = line;
  if ((quantity === undefined) === (amount === undefined)) {
    return refuse('Exactly one of quantity and amount is needed.', `${param}[quantity]`);
  }
  const share =
    amount ?? wireAmount(divided(BigInt(credited.amount) * BigInt(quantity ?? 0), BigInt(credited.quantity || 1)));
  if (share > credited.amount) return refuse('More than the line itself cannot be credited.', param);
  return {
    amount: share,
    description: line.description ?? credited.description,
    invoice_line_item: credited.id,
    quantity: quantity ?? null,
    unit_amount: null,
    type: 'invoice_line_item',
  };
}

/** How what was paid is given back: the parts, with the refunds that were made before, must add up to `paid`. */
function partsOf(account: Account, asked: CreditNoteAsked, paid: number): CreditParts | Refusal {
  const { credit_amount: credit = 0, refund_amount: refund = 0, out_of_band_amount: outOfBand = 0 } = asked;
  const linked = linkedRefunds(account, asked);
  if (linked instanceof Refusal) return linked;
  if ([credit, refund, outOfBand].some((part) => part < 0))
    return refuse('No part may be below zero.', 'credit_amount');
  const given = sum([credit, refund, outOfBand, ...linked.map(({ amount }) => amount)]);
  if (given !== paid) {
    return refuse(
      'The sum of credit_amount, refund_amount, out_of_band_amount and refunds must be what was paid and is now credited.',
      'credit_amount',
    );
  }
  return { credit, refund, outOfBand, linked };
}

function linkedRefunds(account: Account, { invoice, refunds = [] }: CreditNoteAsked): LinkedRefund[] | Refusal {
  const charges = chargesOf(account, account.get('invoice', invoice)).map(({ id }) => id);
  const linked: LinkedRefund[] = [];
  for (const [index, { refund: id, amount_refunded: asked }] of refunds.entries()) {
    const param = `refunds[${index}][refund]`;
    const refund = account.find('refund', id, param);
    if (refund instanceof Refusal) return refund;
    if (!charges.includes(refund.charge)) return refuse('The refund is of another invoice’s payment.', param);
    const used = account
      .records('credit_note')
      .filter(({ status }) => status === 'issued')
      .flatMap((note) => note.refunds.filter((one) => one.refund === id).map(({ amount }) => amount));
    const left = sum([refund.amount, ...used.map((amount) => -amount)]);
    const amount = asked ?? left;
    if (amount <= 0 || amount > left) return refuse(`Of the refund, from 1 to ${left} can be linked.`, param);
    linked.push({ refund: id, amount });
  }
  return linked;
}

/** Issues a planned note: lowers what is due, and gives credit and money back. */
export function issueCreditNote(account: Account, call: Call, planned: PlannedCreditNote): CreditNote | Refusal {
  const { note, invoice, parts } = planned;
  const charge = chargesOf(account, invoice).find((one) => leftOf(one) >= parts.refund);
  if (parts.refund > 0 && charge === undefined) {
    return refuse('There is no payment with so much left to refund.', 'refund_amount');
  }
  const refund =
    charge === undefined || parts.refund === 0
      ? null
      : refundCharge(account, call, { charge, amount: parts.refund, reason: null, metadata: {} });
  const balance =
    parts.credit === 0
      ? null
      : moveBalance(account, call, {
          customer: note.customer,
          amount: -parts.credit,
          type: 'credit_note',
          creditNote: note.id,
        });
  const made = refund === null ? [] : [{ refund: refund.id, amount: refund.amount }];
  const issued = record(account, call, {
    kind: 'credit_note',
    type: 'credit_note.created',
    next: { ...note, refunds: [...note.refunds, ...made], customer_balance_transaction: balance?.id ?? null },
  });
  creditInvoice(account, call, invoice, issued);
  return issued;
}

function creditInvoice(account: Account, call: Call, invoice: Invoice, note: CreditNote): void {
  const after = sum([invoice.post_payment_credit_notes_amount, note.post_payment_amount]);
  const next = { ...lowered(invoice, note.pre_payment_amount), post_payment_credit_notes_amount: after };
  const updated = record(account, call, { kind: 'invoice', type: 'invoice.updated', next });
  if (updated.status === 'open' && updated.amount_remaining === 0) closeAsPaid(account, call, updated);
}

function lowered(invoice: Invoice, amount: number): Invoice {
  return {
    ...invoice,
    pre_payment_credit_notes_amount: sum([invoice.pre_payment_credit_notes_amount, amount]),
    amount_due: sum([invoice.amount_due, -amount]),
    amount_remaining: sum([invoice.amount_remaining, -amount]),
  };
}

// evidence: docs: only the note of an invoice that is still open can be voided
export function voidCreditNote(account: Account, call: Call, note: CreditNote): CreditNote | Refusal {
  const invoice = account.get('invoice', note.invoice);
  if (note.status === 'void') return refuse('The credit note is void already.');
  if (invoice.status !== 'open') return refuse('Only the credit note of an open invoice can be voided.');
  if (note.post_payment_amount > 0) return refuse('What a credit note has given back is not taken again.');
  const next = lowered(invoice, -note.amount);
  record(account, call, { kind: 'invoice', type: 'invoice.updated', next });
  return record(account, call, {
    kind: 'credit_note',
    type: 'credit_note.voided',
    next: { ...note, status: 'void', voided_at: call.at },
  });
}

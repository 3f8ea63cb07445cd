import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { CreditNote, CreditNoteLine, Invoice, Metadata } from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { divided, sum, wireAmount } from './amount.ts';
import { moveBalance } from './balance.ts';
import { closeAsPaid } from './invoice.ts';
import { chargeOf, refundCharge } from './refund.ts';

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
  readonly memo?: string | undefined;
  readonly reason?: string | undefined;
  readonly effective_at?: number | undefined;
  readonly metadata: Metadata;
}

export interface PlannedCreditNote {
  readonly note: CreditNote;
  readonly invoice: Invoice;
  /** How a note on a paid invoice is given back; all zero on an open one. */
  readonly parts: { readonly credit: number; readonly refund: number; readonly outOfBand: number };
}

/**
 * The credit note and how it is given back. On an open invoice it lowers what is due; on a paid one its parts must add
 * up to it. Stores nothing, so that a preview and a commit are one computation.
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
  const prePayment = invoice.status === 'open';
  const parts = partsOf(asked, { amount, prePayment });
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
    type: prePayment ? 'pre_payment' : 'post_payment',
    lines,
    memo: asked.memo ?? null,
    reason: asked.reason ?? null,
    metadata: asked.metadata,
    effective_at: asked.effective_at ?? call.at,
    voided_at: null,
    out_of_band_amount: prePayment ? null : parts.outOfBand,
    refund: null,
    customer_balance_transaction: null,
  };
  return { note, invoice, parts };
}

/** What may still be credited: the remainder of an open invoice, the money received on a paid one. */
function roomOn(invoice: Invoice): number {
  if (invoice.status === 'open') return invoice.amount_remaining;
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

function partsOf(
  asked: CreditNoteAsked,
  { amount, prePayment }: { amount: number; prePayment: boolean },
): PlannedCreditNote['parts'] | Refusal {
  const { credit_amount: credit = 0, refund_amount: refund = 0, out_of_band_amount: outOfBand = 0 } = asked;
  if ([credit, refund, outOfBand].some((part) => part < 0))
    return refuse('No part may be below zero.', 'credit_amount');
  const given = sum([credit, refund, outOfBand]);
  if (given !== (prePayment ? 0 : amount)) {
    return refuse(
      'The sum of credit_amount, refund_amount and out_of_band_amount must be what was paid and is now credited.',
      'credit_amount',
    );
  }
  return { credit, refund, outOfBand };
}

/** Issues a planned note: lowers what is due, or gives credit and money back. */
export function issueCreditNote(account: Account, call: Call, planned: PlannedCreditNote): CreditNote | Refusal {
  const { note, invoice, parts } = planned;
  const charge = parts.refund === 0 ? null : chargeOf(account, invoice);
  if (parts.refund > 0 && (charge === null || charge.amount - charge.amount_refunded < parts.refund)) {
    return refuse('There is no payment with so much left to refund.', 'refund_amount');
  }
  const refund =
    charge === null ? null : refundCharge(account, call, { charge, amount: parts.refund, reason: null, metadata: {} });
  const balance =
    parts.credit === 0
      ? null
      : moveBalance(account, call, {
          customer: note.customer,
          amount: -parts.credit,
          type: 'credit_note',
          creditNote: note.id,
        });
  const issued = record(account, call, {
    kind: 'credit_note',
    type: 'credit_note.created',
    next: {
      ...note,
      refund: refund === null ? null : { id: refund.id, amount: refund.amount },
      customer_balance_transaction: balance?.id ?? null,
    },
  });
  creditInvoice(account, call, invoice, issued);
  return issued;
}

function creditInvoice(account: Account, call: Call, invoice: Invoice, note: CreditNote): void {
  if (note.type === 'post_payment') {
    const credited = sum([invoice.post_payment_credit_notes_amount, note.amount]);
    const next = { ...invoice, post_payment_credit_notes_amount: credited };
    record(account, call, { kind: 'invoice', type: 'invoice.updated', next });
    return;
  }
  const updated = record(account, call, {
    kind: 'invoice',
    type: 'invoice.updated',
    next: lowered(invoice, note.amount),
  });
  if (updated.amount_remaining === 0) closeAsPaid(account, call, updated);
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
  const next = lowered(invoice, -note.amount);
  record(account, call, { kind: 'invoice', type: 'invoice.updated', next });
  return record(account, call, {
    kind: 'credit_note',
    type: 'credit_note.voided',
    next: { ...note, status: 'void', voided_at: call.at },
  });
}

import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { issueCreditNote, planCreditNote, voidCreditNote } from '../billing/credit-note.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { CreditNote } from '../objects/money-records.ts';
import { wireOf } from '../objects/wire.ts';
import { creditNoteLineWire } from '../objects/wire-credit-note.ts';
import { is, page, pageOf, within } from '../wire/page.ts';
import {
  instant,
  integer,
  LIST_PARAMETERS,
  list,
  metadata,
  parameters,
  quantity,
  range,
  text,
} from '../wire/parameters.ts';
import { Refusal } from '../wire/refusal.ts';

const NEW_NOTE = {
  invoice: text,
  lines: list(
    z.strictObject({
      type: z.enum(['custom_line_item', 'invoice_line_item']),
      invoice_line_item: text.optional(),
      description: text.optional(),
      quantity: quantity.optional(),
      amount: integer.optional(),
      unit_amount: integer.optional(),
    }),
  ).optional(),
  amount: integer.optional(),
  credit_amount: integer.optional(),
  refund_amount: integer.optional(),
  out_of_band_amount: integer.optional(),
  refunds: list(
    z.strictObject({
      refund: text,
      amount_refunded: integer.optional(),
      type: z.literal('refund').optional(),
    }),
  ).optional(),
  // Without effect here: nothing is sent by mail.
  email_type: z.enum(['credit_note', 'none']).optional(),
  memo: text.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']).optional(),
  effective_at: instant.optional(),
  metadata: metadata.optional(),
};

export function creditNoteRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/credit_notes',
      takes: parameters(NEW_NOTE),
      answer: ({ metadata: entries, ...asked }, call) => {
        const planned = planCreditNote(account, call, {
          asked: { ...asked, metadata: mergedMetadata({}, entries) },
          newId: (prefix) => account.newId(prefix),
        });
        return shown(account, planned instanceof Refusal ? planned : issueCreditNote(account, call, planned));
      },
    }),
    endpoint(account, {
      at: 'GET /v1/credit_notes/preview',
      takes: parameters(NEW_NOTE),
      answer: (asked, call) => shown(account, previewed(account, call, asked)),
    }),
    endpoint(account, {
      at: 'GET /v1/credit_notes/preview/lines',
      takes: parameters({ ...NEW_NOTE, ...LIST_PARAMETERS }),
      answer: ({ limit, starting_after, ending_before, ...asked }, call) => {
        const note = previewed(account, call, asked);
        if (note instanceof Refusal) return note;
        const paging = { limit, starting_after, ending_before };
        return page('/v1/credit_notes/preview/lines', note.lines, { paging, show: creditNoteLineWire });
      },
    }),
    ...readRoutes(account),
    endpoint(account, {
      at: 'POST /v1/credit_notes/:id',
      takes: parameters({ memo: text.optional(), metadata: metadata.optional() }),
      answer: (fields, call, { id = '' }) => {
        const note = account.find('credit_note', id);
        if (note instanceof Refusal) return note;
        const { memo = note.memo, metadata: entries } = fields;
        const next = { ...note, memo, metadata: mergedMetadata(note.metadata, entries) };
        return shown(account, record(account, call, { kind: 'credit_note', type: 'credit_note.updated', next }));
      },
    }),
    endpoint(account, {
      at: 'POST /v1/credit_notes/:id/void',
      takes: parameters({}),
      answer: (_, call, { id = '' }) => {
        const note = account.find('credit_note', id);
        return shown(account, note instanceof Refusal ? note : voidCreditNote(account, call, note));
      },
    }),
  ];
}

/** The note that would be issued, by the code that issues it; stores nothing. */
function previewed(
  account: Account,
  call: Call,
  { metadata: entries, ...asked }: z.output<z.ZodObject<typeof NEW_NOTE>>,
): CreditNote | Refusal {
  let count = 0;
  const planned = planCreditNote(account, call, {
    asked: { ...asked, metadata: mergedMetadata({}, entries) },
    newId: (prefix) => {
      count += 1;
      return `${prefix}_tmp_${count}`;
    },
  });
  return planned instanceof Refusal ? planned : planned.note;
}

function shown(account: Account, note: CreditNote | Refusal): Answer {
  return note instanceof Refusal ? note : wireOf(account, 'credit_note', note);
}

function readRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'GET /v1/credit_notes',
      takes: parameters({
        ...LIST_PARAMETERS,
        customer: text.optional(),
        invoice: text.optional(),
        created: range.optional(),
      }),
      answer: ({ customer, invoice, created, ...paging }) =>
        pageOf(account, 'credit_note', {
          url: '/v1/credit_notes',
          paging,
          where: (note) => is(customer, note.customer) && is(invoice, note.invoice) && within(note.created, created),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/credit_notes/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => shown(account, account.find('credit_note', id)),
    }),
    endpoint(account, {
      at: 'GET /v1/credit_notes/:id/lines',
      takes: parameters({ ...LIST_PARAMETERS }),
      answer: (paging, _, { id = '' }) => {
        const note = account.find('credit_note', id);
        if (note instanceof Refusal) return note;
        return page(`/v1/credit_notes/${id}/lines`, note.lines, { paging, show: creditNoteLineWire });
      },
    }),
  ];
}

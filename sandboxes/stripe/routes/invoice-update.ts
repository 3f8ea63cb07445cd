import { z } from 'zod';
import type { Account, Call } from '../account.ts';
import { mergedMetadata } from '../billing/plan.ts';
import type { Answer } from '../door.ts';
import { record } from '../events.ts';
import type { Invoice } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { flag, instant, metadata, parameters, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';

/** Changed on a draft only. `[docs]` */
const OF_A_DRAFT = {
  number: text.optional(),
  effective_at: z.union([z.literal(''), instant]).optional(),
  collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
  days_until_due: instant.optional(),
  due_date: instant.optional(),
  automatically_finalizes_at: instant.optional(),
};

export const INVOICE_UPDATE = parameters({
  ...OF_A_DRAFT,
  metadata: metadata.optional(),
  description: text.optional(),
  auto_advance: flag.optional(),
  default_payment_method: text.optional(),
});

type Fields = z.output<typeof INVOICE_UPDATE>;

const DAY_S = 86_400;
/** evidence: docs: an invoice made over the API that advances by itself is made final after about an hour */
const WAIT_S = 3_600;

/** When a draft that somebody made or changed is to be final; null where it does not advance by itself. */
export function finalizesAt(
  call: Call,
  asked: { autoAdvance: boolean; automatically_finalizes_at?: number | undefined },
): number | null {
  return asked.autoAdvance ? (asked.automatically_finalizes_at ?? call.at + WAIT_S) : null;
}

export function updateInvoice(account: Account, call: Call, { id, fields }: { id: string; fields: Fields }): Answer {
  const invoice = account.find('invoice', id);
  if (invoice instanceof Refusal) return invoice;
  const given = new Map(Object.entries(fields));
  const late = Object.keys(OF_A_DRAFT).find((name) => given.get(name) !== undefined);
  if (late !== undefined && invoice.status !== 'draft') {
    return refuse(`Only a draft can be given another ${late}.`, late, 'invoice_not_editable');
  }
  const next = { ...withTerms(invoice, call, fields), ...withAdvance(invoice, call, fields) };
  return wireOf(account, 'invoice', record(account, call, { kind: 'invoice', type: 'invoice.updated', next }));
}

function withTerms(invoice: Invoice, call: Call, fields: Fields): Invoice {
  const { number, effective_at: effective, days_until_due: days } = fields;
  const dueDays = days === undefined ? invoice.due_date : call.at + days * DAY_S;
  return {
    ...invoice,
    number: number === undefined ? invoice.number : number || null,
    effective_at: effective === undefined ? invoice.effective_at : effective || null,
    collection_method: fields.collection_method ?? invoice.collection_method,
    days_until_due: days ?? invoice.days_until_due,
    due_date: fields.due_date ?? dueDays,
    default_payment_method: fields.default_payment_method ?? invoice.default_payment_method,
    metadata: mergedMetadata(invoice.metadata, fields.metadata),
    description: fields.description ?? invoice.description,
  };
}

type Advance = Pick<Invoice, 'auto_advance' | 'automatically_finalizes_at' | 'next_payment_attempt'>;

/** Stopping an invoice takes its dates away; a draft that is set going again gets one. */
function withAdvance(invoice: Invoice, call: Call, fields: Fields): Advance {
  const { auto_advance: autoAdvance = invoice.auto_advance, automatically_finalizes_at: at } = fields;
  const { automatically_finalizes_at: before, next_payment_attempt: attempt } = invoice;
  if (!autoAdvance) return { auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null };
  const fresh = invoice.auto_advance && at === undefined ? before : finalizesAt(call, { autoAdvance, ...fields });
  return {
    auto_advance: true,
    automatically_finalizes_at: invoice.status === 'draft' ? fresh : null,
    next_payment_attempt: attempt,
  };
}

import type { BillingConnector, NewCreditMemo, NewRefund } from '#billing/port.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { toStripeParameters } from './amounts.ts';
import type { StripeClient } from './client.ts';
import { MARKS } from './manifest.ts';
import { fromStripeBalanceTransaction, fromStripeCreditNote } from './money-mapping.ts';
import { anything, balanceTransactionWire, creditNoteWire, refundWire } from './wire.ts';

type CreditCalls = Pick<
  BillingConnector,
  'issueCreditMemo' | 'previewCreditMemo' | 'voidCreditMemo' | 'refundPayment' | 'accountEntries' | 'debitAccount'
>;

/** Credit notes, refunds and what a customer has on account. */
export function creditsOf(client: StripeClient): CreditCalls {
  return {
    issueCreditMemo: async (credit, key) => {
      const made = await client.post('/v1/credit_notes', creditNoteWire, { parameters: noteParameters(credit), key });
      return made.ok ? ok(made.value.id) : made;
    },
    previewCreditMemo: async (credit) => {
      const parameters = toStripeParameters(noteParameters(credit));
      if (!parameters.ok) return parameters;
      const wire = await client.get('/v1/credit_notes/preview', creditNoteWire, flat(parameters.value));
      if (!wire.ok) return wire;
      // A part of the lines would be a wrong figure.
      if (wire.value.lines.has_more) return fail({ kind: 'UnsupportedByVendor', capability: 'preview-of-many-lines' });
      return ok(fromStripeCreditNote(wire.value, wire.value.lines.data));
    },
    voidCreditMemo: async (id, key) => {
      const voided = await client.post(`/v1/credit_notes/${id}/void`, anything, { parameters: {}, key });
      return voided.ok ? ok(null) : voided;
    },
    refundPayment: async (refund, key) => {
      const made = await client.post('/v1/refunds', refundWire, { parameters: refundParameters(refund), key });
      return made.ok ? ok(made.value.id) : made;
    },
    accountEntries: async (customerId) => {
      const found = await client.all(`/v1/customers/${customerId}/balance_transactions`, balanceTransactionWire);
      // evidence: docs: lists come newest first
      return found.ok ? ok(found.value.map(fromStripeBalanceTransaction).reverse()) : found;
    },
    debitAccount: async ({ customerExternalId, currency, amountMinor, creditExternalId, changeKey, part }, key) => {
      const path = `/v1/customers/${customerExternalId}/balance_transactions`;
      const known = await client.all(path, balanceTransactionWire);
      if (!known.ok) return known;
      const own = known.value.some(
        ({ metadata }) => metadata?.[MARKS.changeKey] === changeKey && metadata[MARKS.part] === String(part),
      );
      if (own) return ok(null);
      const parameters = {
        amount: amountMinor,
        currency: currency.toLowerCase(),
        metadata: {
          [MARKS.changeKey]: changeKey,
          [MARKS.part]: String(part),
          [MARKS.creditMemo]: creditExternalId,
        },
      };
      const made = await client.post(path, balanceTransactionWire, { parameters, key });
      return made.ok ? ok(null) : made;
    },
  };
}

function noteParameters(credit: NewCreditMemo) {
  const { invoiceExternalId, onAccountMinor, lines, reason, changeKey, part } = credit;
  const service = lines.flatMap(({ serviceStartsOn: from, serviceEndsOn: to }, index) =>
    from === null || to === null ? [] : [[`${MARKS.service}${index}`, `${from}/${to}`] as const],
  );
  return {
    invoice: invoiceExternalId,
    lines: lines.map(({ invoiceLineExternalId, amountMinor }) => ({
      type: 'invoice_line_item',
      invoice_line_item: invoiceLineExternalId,
      amount: amountMinor,
    })),
    ...(onAccountMinor === 0n ? {} : { credit_amount: onAccountMinor }),
    memo: reason,
    metadata: { [MARKS.changeKey]: changeKey, [MARKS.part]: String(part), ...Object.fromEntries(service) },
  };
}

function refundParameters({ paymentExternalId, amountMinor, creditMemoExternalId, ...marks }: NewRefund) {
  return {
    payment_intent: paymentExternalId,
    amount: amountMinor,
    reason: 'requested_by_customer',
    metadata: {
      [MARKS.changeKey]: marks.changeKey,
      [MARKS.part]: String(marks.part),
      [MARKS.reason]: marks.reason,
      ...(creditMemoExternalId === null ? {} : { [MARKS.creditMemo]: creditMemoExternalId }),
    },
  };
}

/** Nested parameters as the names of a query: `lines[0][amount]`. */
function flat(value: unknown, name = ''): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return { [name]: String(value) };
  const entries = Object.entries(value).map(([key, inner]) => flat(inner, name === '' ? key : `${name}[${key}]`));
  return Object.assign({}, ...entries);
}

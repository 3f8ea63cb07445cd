import type { CreditNote, CreditNoteLine } from './money-records.ts';

type Wire = Readonly<Record<string, unknown>>;

export function creditNoteLineWire({ invoice_line_item, ...line }: CreditNoteLine): Wire {
  return {
    livemode: false,
    discount_amount: 0,
    discount_amounts: [],
    metadata: {},
    pretax_credit_amounts: [],
    tax_rates: [],
    taxes: [],
    ...line,
    ...(invoice_line_item === null ? {} : { invoice_line_item }),
    unit_amount_decimal: line.unit_amount === null ? null : String(line.unit_amount),
  };
}

// evidence: spec: stripe 2026-10-28 (derived), CreditNote
export function creditNoteWire({ lines, refunds, ...record }: CreditNote): Wire {
  return {
    livemode: false,
    amount_shipping: 0,
    customer_account: null,
    discount_amount: 0,
    discount_amounts: [],
    pretax_credit_amounts: [],
    shipping_cost: null,
    total_taxes: [],
    ...record,
    lines: {
      object: 'list',
      data: lines.slice(0, 10).map(creditNoteLineWire),
      has_more: lines.length > 10,
      url: `/v1/credit_notes/${record.id}/lines`,
    },
    pdf: `https://pay.example.test/credit_notes/${record.id}/pdf`,
    refunds: refunds.map(({ refund, amount }) => ({
      amount_refunded: amount,
      payment_record_refund: null,
      refund,
      type: 'refund',
    })),
    subtotal: record.amount,
    subtotal_excluding_tax: record.amount,
    total: record.amount,
    total_excluding_tax: record.amount,
  };
}

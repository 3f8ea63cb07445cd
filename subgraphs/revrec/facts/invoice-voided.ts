import type { CreditMemoIssued, EventOf, InvoiceIssued } from '#revrec/engine/events.ts';
import { fact } from './fact.ts';

/** All of an invoice taken back, on `voidedOn` or on its own day where that is later; the same whoever tells it. */
export function invoiceVoided(
  issued: EventOf<'INVOICE_ISSUED', InvoiceIssued>,
  invoice: InvoiceIssued,
  { voidedOn, recordedAt }: { readonly voidedOn: string; readonly recordedAt: string },
): EventOf<'CREDIT_MEMO', CreditMemoIssued> {
  const { entity, contractKey, effectiveAt } = issued;
  return fact(
    {
      kind: 'CREDIT_MEMO',
      entity,
      contractKey,
      effectiveAt: voidedOn > effectiveAt ? voidedOn : effectiveAt,
      recordedAt,
      source: ['BILLING', 'INVOICE_VOID', invoice.document, '1'],
    },
    {
      document: `${invoice.document}:void`,
      invoice: invoice.document,
      correctsInvoice: true,
      voidsInvoice: true,
      amendment: null,
      lines: invoice.lines,
      tax: invoice.tax,
    },
  );
}

import type { EventOf, InvoiceIssued } from '#revrec/engine/events.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import { fact } from './fact.ts';

/** The invoice as a fact of the contract, the same whoever tells it: an amendment names the invoice, not this. */
export function invoiceIssued(
  invoice: InvoiceFacts,
  contractKey: string,
  { entity, recordedAt }: { readonly entity: string; readonly recordedAt: string },
): EventOf<'INVOICE_ISSUED', InvoiceIssued> {
  return fact(
    {
      kind: 'INVOICE_ISSUED',
      entity,
      contractKey,
      effectiveAt: invoice.issuedOn,
      recordedAt,
      source: ['BILLING', 'INVOICE', invoice.invoiceId, '1'],
    },
    {
      document: invoice.invoiceId,
      amendment: null,
      lines: invoice.lines.map(({ id, productCode, amount, serviceStartsOn, serviceEndsOn }) => ({
        key: id,
        product: productCode,
        amount,
        from: serviceStartsOn,
        to: serviceEndsOn,
      })),
      tax: invoice.tax,
    },
  );
}

/** What an invoice has for one product, net of tax, in minor units. */
export function billedMinor(invoice: InvoiceFacts | null, productCode: string): bigint {
  return (invoice?.lines ?? [])
    .filter((line) => line.productCode === productCode)
    .reduce((all, { amount }) => all + BigInt(amount.minor), 0n);
}

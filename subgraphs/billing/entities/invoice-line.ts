import { EntitySchema } from 'typeorm';
import type { BillingInvoiceLine } from '#billing/port-records.ts';
import { bigintColumn, civilDateColumn, decimalColumn } from '#kit/persistence/columns.ts';

export interface InvoiceLineRow extends BillingInvoiceLine {
  readonly connection: string;
  readonly invoiceExternalId: string;
  readonly position: number;
}

export const invoiceLines = new EntitySchema<InvoiceLineRow>({
  name: 'BillingInvoiceLine',
  schema: 'billing',
  tableName: 'invoice_line',
  columns: {
    connection: { type: 'text', primary: true },
    invoiceExternalId: { type: 'text', name: 'invoice_external_id', primary: true },
    externalId: { type: 'text', name: 'external_id', primary: true },
    position: { type: 'integer' },
    description: { type: 'text' },
    productExternalId: { type: 'text', name: 'product_external_id', nullable: true },
    quantity: { ...decimalColumn, nullable: true },
    amountMinor: { ...bigintColumn, name: 'amount_minor' },
    serviceStartsOn: { ...civilDateColumn, name: 'service_starts_on', nullable: true },
    serviceEndsOn: { ...civilDateColumn, name: 'service_ends_on', nullable: true },
    proration: { type: 'boolean' },
  },
});

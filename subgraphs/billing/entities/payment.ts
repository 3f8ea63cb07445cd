import { EntitySchema } from 'typeorm';
import type { BillingPayment } from '#billing/port-records.ts';
import { bigintColumn, currencyColumn, instantColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type PaymentRow = BillingPayment & Identified;

export const payments = new EntitySchema<PaymentRow>({
  name: 'BillingPayment',
  schema: 'billing',
  tableName: 'payment',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    status: { type: 'text' },
    customerExternalId: { type: 'text', name: 'customer_external_id' },
    invoiceExternalId: { type: 'text', name: 'invoice_external_id', nullable: true },
    currency: currencyColumn,
    amountMinor: { ...bigintColumn, name: 'amount_minor' },
    refundedMinor: { ...bigintColumn, name: 'refunded_minor' },
    attempts: { type: 'integer' },
    final: { type: 'boolean' },
    receivedAt: { ...instantColumn, name: 'received_at' },
  },
});

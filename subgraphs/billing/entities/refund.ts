import { EntitySchema } from 'typeorm';
import type { BillingRefund } from '#billing/port-records.ts';
import { bigintColumn, civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type RefundRow = BillingRefund & Identified;

export const refunds = new EntitySchema<RefundRow>({
  name: 'BillingRefund',
  schema: 'billing',
  tableName: 'refund',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    status: { type: 'text' },
    paymentExternalId: { type: 'text', name: 'payment_external_id' },
    invoiceExternalId: { type: 'text', name: 'invoice_external_id', nullable: true },
    creditMemoExternalId: { type: 'text', name: 'credit_memo_external_id', nullable: true },
    customerExternalId: { type: 'text', name: 'customer_external_id' },
    currency: currencyColumn,
    amountMinor: { ...bigintColumn, name: 'amount_minor' },
    reason: { type: 'text', nullable: true },
    refundedOn: { ...civilDateColumn, name: 'refunded_on' },
    changeKey: { type: 'text', name: 'change_key', nullable: true },
    part: { type: 'integer', nullable: true },
  },
});

import { EntitySchema } from 'typeorm';
import type { BillingCreditMemo } from '#billing/port-records.ts';
import { bigintColumn, civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type CreditMemoRow = Omit<BillingCreditMemo, 'lines'> & Identified;

export const creditMemos = new EntitySchema<CreditMemoRow>({
  name: 'BillingCreditMemo',
  schema: 'billing',
  tableName: 'credit_memo',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    number: { type: 'text' },
    status: { type: 'text' },
    invoiceExternalId: { type: 'text', name: 'invoice_external_id', nullable: true },
    customerExternalId: { type: 'text', name: 'customer_external_id' },
    currency: currencyColumn,
    totalMinor: { ...bigintColumn, name: 'total_minor' },
    taxMinor: { ...bigintColumn, name: 'tax_minor' },
    reducesInvoiceMinor: { ...bigintColumn, name: 'reduces_invoice_minor' },
    onAccountMinor: { ...bigintColumn, name: 'on_account_minor' },
    refundedMinor: { ...bigintColumn, name: 'refunded_minor' },
    changeKey: { type: 'text', name: 'change_key', nullable: true },
    part: { type: 'integer', nullable: true },
    reason: { type: 'text', nullable: true },
    issuedOn: { ...civilDateColumn, name: 'issued_on' },
  },
});

import { EntitySchema } from 'typeorm';
import type { BillingCreditMemo } from '#billing/port.ts';
import { bigintColumn, civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type CreditMemoRow = BillingCreditMemo & Identified;

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
    reason: { type: 'text', nullable: true },
    issuedOn: { ...civilDateColumn, name: 'issued_on' },
  },
});

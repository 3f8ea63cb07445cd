import { EntitySchema } from 'typeorm';
import type { BillingDispute } from '#billing/port-records.ts';
import { bigintColumn, civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type DisputeRow = BillingDispute & Mirrored;

export const disputes = new EntitySchema<DisputeRow>({
  name: 'BillingDispute',
  schema: 'billing',
  tableName: 'dispute',
  columns: {
    ...originColumns,
    status: { type: 'text' },
    paymentExternalId: { type: 'text', name: 'payment_external_id' },
    customerExternalId: { type: 'text', name: 'customer_external_id' },
    currency: currencyColumn,
    amountMinor: { ...bigintColumn, name: 'amount_minor' },
    reason: { type: 'text', nullable: true },
    openedOn: { ...civilDateColumn, name: 'opened_on' },
  },
});

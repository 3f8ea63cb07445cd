import { EntitySchema } from 'typeorm';
import type { BillingCreditMemoLine } from '#billing/port-records.ts';
import { bigintColumn, civilDateColumn } from '#kit/persistence/columns.ts';

export interface CreditMemoLineRow extends BillingCreditMemoLine {
  readonly connection: string;
  readonly creditMemoExternalId: string;
  readonly position: number;
}

export const creditMemoLines = new EntitySchema<CreditMemoLineRow>({
  name: 'BillingCreditMemoLine',
  schema: 'billing',
  tableName: 'credit_memo_line',
  columns: {
    connection: { type: 'text', primary: true },
    creditMemoExternalId: { type: 'text', name: 'credit_memo_external_id', primary: true },
    externalId: { type: 'text', name: 'external_id', primary: true },
    position: { type: 'integer' },
    description: { type: 'text' },
    invoiceLineExternalId: { type: 'text', name: 'invoice_line_external_id', nullable: true },
    amountMinor: { ...bigintColumn, name: 'amount_minor' },
    serviceStartsOn: { ...civilDateColumn, name: 'service_starts_on', nullable: true },
    serviceEndsOn: { ...civilDateColumn, name: 'service_ends_on', nullable: true },
  },
});

import { EntitySchema } from 'typeorm';
import { jsonColumn } from '#kit/persistence/columns.ts';

/** Which invoices a command was about to credit, noted before the vendor was asked. */
export interface CreditIssueRow {
  /** Of the command. */
  readonly key: string;
  readonly connection: string;
  readonly invoiceExternalIds: readonly string[];
}

export const creditIssues = new EntitySchema<CreditIssueRow>({
  name: 'BillingCreditIssue',
  schema: 'billing',
  tableName: 'credit_issue',
  columns: {
    key: { type: 'text', primary: true },
    connection: { type: 'text' },
    invoiceExternalIds: { ...jsonColumn, name: 'invoice_external_ids' },
  },
});

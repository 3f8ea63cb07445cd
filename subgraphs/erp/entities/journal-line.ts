import { EntitySchema } from 'typeorm';
import type { ErpEntryLine } from '#erp/port.ts';
import { bigintColumn } from '#kit/persistence/columns.ts';

export type JournalLineRow = ErpEntryLine & { readonly connection: string; readonly entryExternalId: string };

export const journalLines = new EntitySchema<JournalLineRow>({
  name: 'ErpJournalLine',
  schema: 'erp',
  tableName: 'journal_line',
  columns: {
    connection: { type: 'text', primary: true },
    entryExternalId: { type: 'text', name: 'entry_external_id', primary: true },
    position: { type: 'integer', primary: true },
    accountExternalId: { type: 'text', name: 'account_external_id' },
    debitMinor: { ...bigintColumn, name: 'debit_minor' },
    creditMinor: { ...bigintColumn, name: 'credit_minor' },
    contractId: { type: 'text', name: 'contract_id', nullable: true },
    obligationId: { type: 'text', name: 'obligation_id', nullable: true },
  },
});

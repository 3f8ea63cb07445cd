import { EntitySchema } from 'typeorm';
import type { ErpEntry } from '#erp/port.ts';
import { civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

/** Its lines are rows of their own. */
export type JournalEntryRow = Omit<ErpEntry, 'lines'> & Identified;

export const journalEntries = new EntitySchema<JournalEntryRow>({
  name: 'ErpJournalEntry',
  schema: 'erp',
  tableName: 'journal_entry',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    kind: { type: 'text' },
    number: { type: 'text' },
    legalEntity: { type: 'text', name: 'legal_entity' },
    postedOn: { ...civilDateColumn, name: 'posted_on' },
    period: { type: 'text' },
    currency: currencyColumn,
    sourceDocumentId: { type: 'text', name: 'source_document_id', nullable: true },
    contractId: { type: 'text', name: 'contract_id', nullable: true },
    byHand: { type: 'boolean', name: 'by_hand' },
    memo: { type: 'text', nullable: true },
  },
});

import { EntitySchema } from 'typeorm';
import type { ErpPeriod } from '#erp/port.ts';
import { civilDateColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

/** A month of the books of one legal entity. */
export type AccountingPeriodRow = ErpPeriod & Identified & { readonly legalEntity: string };

export const accountingPeriods = new EntitySchema<AccountingPeriodRow>({
  name: 'ErpAccountingPeriod',
  schema: 'erp',
  tableName: 'accounting_period',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    legalEntity: { type: 'text', name: 'legal_entity', primary: true },
    key: { type: 'text' },
    name: { type: 'text' },
    startsOn: { ...civilDateColumn, name: 'starts_on' },
    endsOn: { ...civilDateColumn, name: 'ends_on' },
    status: { type: 'text' },
  },
});

import { EntitySchema } from 'typeorm';
import type { ErpLegalEntity } from '#erp/port.ts';
import { currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type LegalEntityRow = ErpLegalEntity & Identified;

export const legalEntities = new EntitySchema<LegalEntityRow>({
  name: 'ErpLegalEntity',
  schema: 'erp',
  tableName: 'legal_entity',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    code: { type: 'text' },
    name: { type: 'text' },
    currency: currencyColumn,
  },
});

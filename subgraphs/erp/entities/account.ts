import { EntitySchema } from 'typeorm';
import type { ErpAccount } from '#erp/port.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type AccountRow = ErpAccount & Mirrored;

export const accounts = new EntitySchema<AccountRow>({
  name: 'ErpAccount',
  schema: 'erp',
  tableName: 'account',
  columns: {
    ...originColumns,
    number: { type: 'text' },
    name: { type: 'text' },
    active: { type: 'boolean' },
  },
});

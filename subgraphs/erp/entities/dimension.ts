import { EntitySchema } from 'typeorm';
import type { ErpDimension } from '#erp/port.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type DimensionRow = ErpDimension & Mirrored;

export const dimensions = new EntitySchema<DimensionRow>({
  name: 'ErpDimension',
  schema: 'erp',
  tableName: 'dimension',
  columns: {
    ...originColumns,
    kind: { type: 'text' },
    name: { type: 'text' },
    active: { type: 'boolean' },
  },
});

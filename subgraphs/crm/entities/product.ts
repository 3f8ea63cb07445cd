import { EntitySchema } from 'typeorm';
import type { CrmProduct } from '#crm/port.ts';
import { type Identified, originColumns } from './origin.ts';

export type ProductRow = CrmProduct & Identified;

export const products = new EntitySchema<ProductRow>({
  name: 'CrmProduct',
  schema: 'crm',
  tableName: 'product',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    code: { type: 'text' },
    name: { type: 'text' },
    active: { type: 'boolean' },
    chargeModel: { type: 'text', name: 'charge_model' },
  },
});

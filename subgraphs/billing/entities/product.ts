import { EntitySchema } from 'typeorm';
import type { BillingProduct } from '#billing/port-records.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type ProductRow = BillingProduct & Mirrored;

export const products = new EntitySchema<ProductRow>({
  name: 'BillingProduct',
  schema: 'billing',
  tableName: 'product',
  columns: {
    ...originColumns,
    productId: { type: 'text', name: 'product_id', nullable: true },
    code: { type: 'text', nullable: true },
    name: { type: 'text' },
    taxCode: { type: 'text', name: 'tax_code', nullable: true },
  },
});

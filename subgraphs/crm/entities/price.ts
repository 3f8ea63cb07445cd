import { EntitySchema } from 'typeorm';
import type { CrmPrice } from '#crm/port.ts';
import { currencyColumn, decimalColumn } from '#kit/persistence/columns.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type PriceRow = CrmPrice & Mirrored;

export const prices = new EntitySchema<PriceRow>({
  name: 'CrmPrice',
  schema: 'crm',
  tableName: 'price',
  columns: {
    ...originColumns,
    productExternalId: { type: 'text', name: 'product_external_id' },
    priceBookExternalId: { type: 'text', name: 'price_book_external_id' },
    standard: { type: 'boolean' },
    active: { type: 'boolean' },
    unitPrice: { ...decimalColumn, name: 'unit_price' },
    currency: currencyColumn,
  },
});

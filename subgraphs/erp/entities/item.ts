import { EntitySchema } from 'typeorm';
import type { ErpItem } from '#erp/port.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type ItemRow = ErpItem & Mirrored;

export const items = new EntitySchema<ItemRow>({
  name: 'ErpItem',
  schema: 'erp',
  tableName: 'item',
  columns: {
    ...originColumns,
    code: { type: 'text', nullable: true },
    name: { type: 'text' },
    active: { type: 'boolean' },
    incomeAccountExternalId: { type: 'text', name: 'income_account_external_id', nullable: true },
    deferralExternalId: { type: 'text', name: 'deferral_external_id', nullable: true },
    deferredAccountExternalId: { type: 'text', name: 'deferred_account_external_id', nullable: true },
    basePrices: { type: 'jsonb', name: 'base_prices' },
  },
});

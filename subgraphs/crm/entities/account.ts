import { EntitySchema } from 'typeorm';
import type { CrmAccount } from '#crm/port.ts';
import { type Identified, originColumns } from './origin.ts';

export type AccountRow = CrmAccount & Identified;

export const accounts = new EntitySchema<AccountRow>({
  name: 'CrmAccount',
  schema: 'crm',
  tableName: 'account',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    name: { type: 'text' },
    status: { type: 'text' },
    parentExternalId: { type: 'text', name: 'parent_external_id', nullable: true },
    salesOwner: { type: 'text', name: 'sales_owner', nullable: true },
    country: { type: 'text', nullable: true },
    legalEntity: { type: 'text', name: 'legal_entity', nullable: true },
    mergedIntoExternalId: { type: 'text', name: 'merged_into_external_id', nullable: true },
  },
});

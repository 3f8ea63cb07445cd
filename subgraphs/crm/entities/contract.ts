import { EntitySchema } from 'typeorm';
import type { CrmContract } from '#crm/port.ts';
import { civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type ContractRow = CrmContract & Identified;

export const contracts = new EntitySchema<ContractRow>({
  name: 'CrmContract',
  schema: 'crm',
  tableName: 'contract',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    number: { type: 'text' },
    currentVersion: { type: 'integer', name: 'current_version' },
    status: { type: 'text' },
    accountExternalId: { type: 'text', name: 'account_external_id' },
    opportunityExternalId: { type: 'text', name: 'opportunity_external_id', nullable: true },
    legalEntity: { type: 'text', name: 'legal_entity', nullable: true },
    startsOn: { ...civilDateColumn, name: 'starts_on' },
    endsOn: { ...civilDateColumn, name: 'ends_on' },
    currency: currencyColumn,
    billingFrequency: { type: 'text', name: 'billing_frequency', nullable: true },
    key: { type: 'text', nullable: true },
  },
});

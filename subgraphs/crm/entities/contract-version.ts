import { EntitySchema } from 'typeorm';
import type { CrmVersion } from '#crm/port.ts';
import { civilDateColumn, instantColumn } from '#kit/persistence/columns.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type ContractVersionRow = CrmVersion & Mirrored;

export const contractVersions = new EntitySchema<ContractVersionRow>({
  name: 'CrmContractVersion',
  schema: 'crm',
  tableName: 'contract_version',
  columns: {
    ...originColumns,
    contractExternalId: { type: 'text', name: 'contract_external_id' },
    number: { type: 'integer' },
    effectiveOn: { ...civilDateColumn, name: 'effective_on' },
    endsOn: { ...civilDateColumn, name: 'ends_on', nullable: true },
    recordedAt: { ...instantColumn, name: 'recorded_at' },
    kind: { type: 'text', nullable: true },
    reason: { type: 'text', nullable: true },
    requestedBy: { type: 'text', name: 'requested_by', nullable: true },
    key: { type: 'text', nullable: true },
    opportunityExternalId: { type: 'text', name: 'opportunity_external_id', nullable: true },
    linkedDeal: { type: 'boolean', name: 'linked_deal' },
    contractStatus: { type: 'text', name: 'contract_status', nullable: true },
    billingFrequency: { type: 'text', name: 'billing_frequency', nullable: true },
  },
});

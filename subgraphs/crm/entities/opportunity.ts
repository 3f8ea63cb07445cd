import { EntitySchema } from 'typeorm';
import type { CrmOpportunity } from '#crm/port.ts';
import { bigintColumn, civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type OpportunityRow = CrmOpportunity & Identified;

export const opportunities = new EntitySchema<OpportunityRow>({
  name: 'CrmOpportunity',
  schema: 'crm',
  tableName: 'opportunity',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    name: { type: 'text' },
    stage: { type: 'text' },
    won: { type: 'boolean' },
    amountMinor: { ...bigintColumn, name: 'amount_minor', nullable: true },
    currency: currencyColumn,
    closedOn: { ...civilDateColumn, name: 'closed_on', nullable: true },
    accountExternalId: { type: 'text', name: 'account_external_id' },
    contractExternalId: { type: 'text', name: 'contract_external_id', nullable: true },
    legalEntity: { type: 'text', name: 'legal_entity', nullable: true },
    kind: { type: 'text' },
    changesContractExternalId: { type: 'text', name: 'changes_contract_external_id', nullable: true },
    quotedVersion: { type: 'integer', name: 'quoted_version', nullable: true },
    approval: { type: 'text', nullable: true },
    billingFrequency: { type: 'text', name: 'billing_frequency', nullable: true },
    startsOn: { ...civilDateColumn, name: 'starts_on', nullable: true },
    endsOn: { ...civilDateColumn, name: 'ends_on', nullable: true },
    paymentTermDays: { type: 'integer', name: 'payment_term_days', nullable: true },
  },
});

import { EntitySchema } from 'typeorm';
import type { CrmChange } from '#crm/port.ts';
import { civilDateColumn, decimalColumn } from '#kit/persistence/columns.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type ContractChangeRow = CrmChange & Mirrored;

export const contractChanges = new EntitySchema<ContractChangeRow>({
  name: 'CrmContractChange',
  schema: 'crm',
  tableName: 'contract_change',
  columns: {
    ...originColumns,
    versionExternalId: { type: 'text', name: 'version_external_id' },
    productExternalId: { type: 'text', name: 'product_external_id' },
    quantity: decimalColumn,
    unitPrice: { ...decimalColumn, name: 'unit_price' },
    startsOn: { ...civilDateColumn, name: 'starts_on', nullable: true },
    endsOn: { ...civilDateColumn, name: 'ends_on', nullable: true },
    chargeModel: { type: 'text', name: 'charge_model' },
  },
});

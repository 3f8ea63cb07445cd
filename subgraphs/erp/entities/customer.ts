import { EntitySchema } from 'typeorm';
import type { ErpCustomer } from '#erp/port.ts';
import { type Mirrored, originColumns } from './origin.ts';

export type CustomerRow = ErpCustomer & Mirrored;

export const customers = new EntitySchema<CustomerRow>({
  name: 'ErpCustomer',
  schema: 'erp',
  tableName: 'customer',
  columns: {
    ...originColumns,
    customerId: { type: 'text', name: 'customer_id', nullable: true },
    name: { type: 'text' },
    parentExternalId: { type: 'text', name: 'parent_external_id', nullable: true },
    legalEntity: { type: 'text', name: 'legal_entity' },
  },
});

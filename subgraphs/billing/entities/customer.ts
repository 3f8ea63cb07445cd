import { EntitySchema } from 'typeorm';
import type { BillingCustomer } from '#billing/port-records.ts';
import { type Identified, originColumns } from './origin.ts';

/** `id` is the customer of the CRM where the vendor's record carries one. */
export type CustomerRow = Omit<BillingCustomer, 'customerId'> & Identified;

export const customers = new EntitySchema<CustomerRow>({
  name: 'BillingCustomer',
  schema: 'billing',
  tableName: 'customer',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    name: { type: 'text' },
    givenName: { type: 'text', name: 'given_name', nullable: true },
    legalEntity: { type: 'text', name: 'legal_entity', nullable: true },
  },
});

import { EntitySchema } from 'typeorm';
import type { BillingInvoice } from '#billing/port-records.ts';
import { bigintColumn, civilDateColumn, currencyColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type InvoiceRow = Omit<BillingInvoice, 'lines'> & Identified;

export const invoices = new EntitySchema<InvoiceRow>({
  name: 'BillingInvoice',
  schema: 'billing',
  tableName: 'invoice',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    number: { type: 'text' },
    status: { type: 'text' },
    customerExternalId: { type: 'text', name: 'customer_external_id' },
    subscriptionExternalId: { type: 'text', name: 'subscription_external_id', nullable: true },
    contractId: { type: 'text', name: 'contract_id', nullable: true },
    legalEntity: { type: 'text', name: 'legal_entity', nullable: true },
    changeKey: { type: 'text', name: 'change_key', nullable: true },
    currency: currencyColumn,
    issuedOn: { ...civilDateColumn, name: 'issued_on' },
    dueOn: { ...civilDateColumn, name: 'due_on', nullable: true },
    totalMinor: { ...bigintColumn, name: 'total_minor' },
    taxMinor: { ...bigintColumn, name: 'tax_minor' },
    amountDueMinor: { ...bigintColumn, name: 'amount_due_minor' },
    amountPaidMinor: { ...bigintColumn, name: 'amount_paid_minor' },
    creditDrawnMinor: { ...bigintColumn, name: 'credit_drawn_minor' },
  },
});

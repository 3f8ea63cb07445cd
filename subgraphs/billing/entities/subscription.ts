import { EntitySchema } from 'typeorm';
import type { BillingSubscription } from '#billing/port-records.ts';
import { civilDateColumn, currencyColumn, instantColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

export type SubscriptionRow = Omit<BillingSubscription, 'items' | 'rhythm' | 'contractNumber' | 'paymentTermDays'> &
  Identified;

export const subscriptions = new EntitySchema<SubscriptionRow>({
  name: 'BillingSubscription',
  schema: 'billing',
  tableName: 'subscription',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    status: { type: 'text' },
    customerExternalId: { type: 'text', name: 'customer_external_id' },
    contractId: { type: 'text', name: 'contract_id', nullable: true },
    legalEntity: { type: 'text', name: 'legal_entity', nullable: true },
    currency: currencyColumn,
    startedAt: { ...instantColumn, name: 'started_at' },
    currentPeriodStartsOn: { ...civilDateColumn, name: 'current_period_starts_on' },
    currentPeriodEndsOn: { ...civilDateColumn, name: 'current_period_ends_on' },
    endsOn: { ...civilDateColumn, name: 'ends_on', nullable: true },
    frequency: { type: 'text', nullable: true },
    invoiceIssuer: { type: 'text', name: 'invoice_issuer' },
    scheduleExternalId: { type: 'text', name: 'schedule_external_id', nullable: true },
    startKey: { type: 'text', name: 'start_key', nullable: true },
    changeKey: { type: 'text', name: 'change_key', nullable: true },
    contractVersion: { type: 'integer', name: 'contract_version', nullable: true },
    latestInvoiceExternalId: { type: 'text', name: 'latest_invoice_external_id', nullable: true },
  },
});

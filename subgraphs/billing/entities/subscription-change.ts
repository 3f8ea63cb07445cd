import { EntitySchema } from 'typeorm';
import type { PlanChange } from '#billing/port.ts';
import type { BillingItem } from '#billing/port-records.ts';
import { civilDateColumn, jsonColumn } from '#kit/persistence/columns.ts';
import type { InvoiceIssuer } from '#schema/commands/billing.ts';

/** What a command was about to do, noted before the vendor was asked, with what stood before it. */
export interface SubscriptionChangeRow {
  /** Of the command. */
  readonly key: string;
  readonly kind: 'START' | 'AMEND' | 'RENEW' | 'CANCEL' | 'PAUSE' | 'RESUME';
  readonly contractId: string;
  readonly connection: string;
  readonly customerExternalId: string;
  /** Null for a start. */
  readonly subscriptionExternalId: string | null;
  readonly effectiveOn: string;
  readonly itemsBefore: readonly BillingItem[];
  readonly keyBefore: string | null;
  readonly versionBefore: number | null;
  /** Null for a start, and in notes from before this was noted. */
  readonly before: {
    readonly endsOn: string | null;
    readonly invoiceIssuer: InvoiceIssuer;
    readonly isPaused: boolean;
    /** Another subscription goes on in its place. */
    readonly isReplaced: boolean;
    /** The terms to come that it changes too; left out where there are none. */
    readonly planned?: readonly PlanChange[];
  } | null;
}

export const subscriptionChanges = new EntitySchema<SubscriptionChangeRow>({
  name: 'BillingSubscriptionChange',
  schema: 'billing',
  tableName: 'subscription_change',
  columns: {
    key: { type: 'text', primary: true },
    kind: { type: 'text' },
    contractId: { type: 'text', name: 'contract_id' },
    connection: { type: 'text' },
    customerExternalId: { type: 'text', name: 'customer_external_id' },
    subscriptionExternalId: { type: 'text', name: 'subscription_external_id', nullable: true },
    effectiveOn: { ...civilDateColumn, name: 'effective_on' },
    itemsBefore: { ...jsonColumn, name: 'items_before' },
    keyBefore: { type: 'text', name: 'key_before', nullable: true },
    before: { ...jsonColumn, nullable: true },
    versionBefore: { type: 'integer', name: 'version_before', nullable: true },
  },
});

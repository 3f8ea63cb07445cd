import { EntitySchema } from 'typeorm';
import type { BillingItem } from '#billing/port-records.ts';
import { decimalColumn } from '#kit/persistence/columns.ts';

export interface SubscriptionItemRow extends BillingItem {
  readonly connection: string;
  readonly subscriptionExternalId: string;
  readonly position: number;
}

export const subscriptionItems = new EntitySchema<SubscriptionItemRow>({
  name: 'BillingSubscriptionItem',
  schema: 'billing',
  tableName: 'subscription_item',
  columns: {
    connection: { type: 'text', primary: true },
    externalId: { type: 'text', name: 'external_id', primary: true },
    subscriptionExternalId: { type: 'text', name: 'subscription_external_id' },
    position: { type: 'integer' },
    priceExternalId: { type: 'text', name: 'price_external_id' },
    productExternalId: { type: 'text', name: 'product_external_id' },
    quantity: { ...decimalColumn, nullable: true },
    unitPrice: { ...decimalColumn, name: 'unit_price', nullable: true },
  },
});

import DataLoader from 'dataloader';
import { type EntityManager, type EntitySchema, In } from 'typeorm';
import { type ConnectionState, connectionStates } from '#kit/connections/connection-state.ts';
import { type CreditMemoRow, creditMemos } from './entities/credit-memo.ts';
import { type CustomerRow, customers } from './entities/customer.ts';
import { type InvoiceRow, invoices } from './entities/invoice.ts';
import { type InvoiceLineRow, invoiceLines } from './entities/invoice-line.ts';
import { type PaymentRow, payments } from './entities/payment.ts';
import { type ProductRow, products } from './entities/product.ts';
import { type SubscriptionRow, subscriptions } from './entities/subscription.ts';
import { type SubscriptionItemRow, subscriptionItems } from './entities/subscription-item.ts';
import { type CustomerLists, openCustomerLists } from './postgres-customer-lists.ts';

/** A record by the vendor's id. */
export interface Ref {
  readonly connection: string;
  readonly externalId: string;
}

type ById<Row> = DataLoader<string, Row | null>;
type ByRef<Row> = DataLoader<Ref, Row | null, string>;
type ChildrenOf<Row> = DataLoader<Ref, readonly Row[], string>;

/** One SQL query a kind and tick. They live as long as one request. */
export interface Loaders {
  readonly subscriptionById: ById<SubscriptionRow>;
  readonly subscriptionByContract: ById<SubscriptionRow>;
  readonly itemsOfSubscription: ChildrenOf<SubscriptionItemRow>;
  readonly invoiceById: ById<InvoiceRow>;
  readonly invoice: ByRef<InvoiceRow>;
  readonly linesOfInvoice: ChildrenOf<InvoiceLineRow>;
  readonly creditMemoById: ById<CreditMemoRow>;
  readonly creditMemosOfInvoice: ChildrenOf<CreditMemoRow>;
  readonly paymentById: ById<PaymentRow>;
  readonly paymentsOfInvoice: ChildrenOf<PaymentRow>;
  readonly customer: ByRef<CustomerRow>;
  readonly product: ByRef<ProductRow>;
  readonly ofCustomer: CustomerLists;
  readonly connections: () => Promise<readonly ConnectionState[]>;
}

const BATCH_MAX = 1000;

export function openLoaders(em: EntityManager, entities: readonly string[]): Loaders {
  let states: Promise<readonly ConnectionState[]> | null = null;
  return {
    subscriptionById: byId<SubscriptionRow>(em, subscriptions),
    subscriptionByContract: byContract(em),
    itemsOfSubscription: childrenOf<SubscriptionItemRow>(em, {
      table: subscriptionItems,
      parent: 'subscriptionExternalId',
      order: { position: 'ASC' },
    }),
    invoiceById: byId<InvoiceRow>(em, invoices),
    invoice: byRef<InvoiceRow>(em, invoices),
    linesOfInvoice: childrenOf<InvoiceLineRow>(em, {
      table: invoiceLines,
      parent: 'invoiceExternalId',
      order: { position: 'ASC' },
    }),
    creditMemoById: byId<CreditMemoRow>(em, creditMemos),
    creditMemosOfInvoice: childrenOf<CreditMemoRow>(em, {
      table: creditMemos,
      parent: 'invoiceExternalId',
      order: { issuedOn: 'ASC', id: 'ASC' },
    }),
    paymentById: byId<PaymentRow>(em, payments),
    paymentsOfInvoice: childrenOf<PaymentRow>(em, {
      table: payments,
      parent: 'invoiceExternalId',
      order: { receivedAt: 'ASC', id: 'ASC' },
    }),
    customer: byRef<CustomerRow>(em, customers),
    product: byRef<ProductRow>(em, products),
    ofCustomer: openCustomerLists(em, entities),
    connections: () => {
      states ??= connectionStates(em, 'billing');
      return states;
    },
  };
}

function byId<Row extends Ref & { readonly id: string }>(em: EntityManager, table: EntitySchema<Row>): ById<Row> {
  return new DataLoader(
    async (ids) => {
      const found = await em.find<Ref & { readonly id: string }>(table, { where: { id: In([...ids]) } });
      const rows = new Map(found.map((row) => [row.id, row as Row]));
      return ids.map((id) => rows.get(id) ?? null);
    },
    { maxBatchSize: BATCH_MAX },
  );
}

/** What bills a contract now: one that runs before one to come, that before an ended one; the latest start first. */
function byContract(em: EntityManager): ById<SubscriptionRow> {
  return new DataLoader(
    async (contractIds) => {
      const found = await em.find(subscriptions, {
        where: { contractId: In([...contractIds]) },
        order: { startedAt: 'DESC', externalId: 'DESC' },
      });
      return contractIds.map((contractId) => {
        const own = found.filter((row) => row.contractId === contractId);
        const live = own.filter(({ status }) => status !== 'CANCELLED');
        return live.find(({ status }) => status !== 'PENDING') ?? live[0] ?? own[0] ?? null;
      });
    },
    { maxBatchSize: BATCH_MAX },
  );
}

function byRef<Row extends Ref>(em: EntityManager, table: EntitySchema<Row>): ByRef<Row> {
  return new DataLoader<Ref, Row | null, string>(
    async (refs) => {
      const found = await em.find<Ref>(table, { where: whereRefs(refs, 'externalId') });
      const rows = new Map(found.map((row) => [keyOf(row), row as Row]));
      return refs.map((ref) => rows.get(keyOf(ref)) ?? null);
    },
    { cacheKeyFn: keyOf, maxBatchSize: BATCH_MAX },
  );
}

interface Children<Row> {
  readonly table: EntitySchema<Row>;
  readonly parent: 'invoiceExternalId' | 'subscriptionExternalId';
  readonly order: Readonly<Record<string, 'ASC' | 'DESC'>>;
}

function childrenOf<Row extends { readonly connection: string }>(
  em: EntityManager,
  { table, parent, order }: Children<Row>,
): ChildrenOf<Row> {
  return new DataLoader<Ref, readonly Row[], string>(
    async (refs) => {
      const found = await em.find<{ readonly connection: string }>(table, { where: whereRefs(refs, parent), order });
      const byParent = Map.groupBy(found, (row) =>
        keyOf({ connection: row.connection, externalId: String(Reflect.get(row, parent)) }),
      );
      return refs.map((ref) => (byParent.get(keyOf(ref)) ?? []).map((row) => row as Row));
    },
    { cacheKeyFn: keyOf, maxBatchSize: BATCH_MAX },
  );
}

function whereRefs(refs: readonly Ref[], column: string) {
  const names = [...new Set(refs.map(({ connection }) => connection))];
  return names.map((connection) => ({
    connection,
    [column]: In(refs.filter((ref) => ref.connection === connection).map(({ externalId }) => externalId)),
  }));
}

function keyOf({ connection, externalId }: Ref): string {
  return `${connection}|${externalId}`;
}

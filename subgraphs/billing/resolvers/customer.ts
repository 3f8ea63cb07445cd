import type { CustomerList } from '#billing/postgres-customer-lists.ts';
import { connectionOf, type PageArguments, pageBounds } from '#kit/mirror/paging.ts';
import type { Customer, InvoiceStatus } from '#schema/generated/billing.ts';
import { type BillingContext, type FieldsOf, moneyOf } from './context.ts';

/** A customer of the CRM, known here by its id alone. */
export interface CustomerRef {
  readonly id: string;
}

type InvoiceArguments = PageArguments & { readonly status?: InvoiceStatus | null };

export const customerResolvers = {
  subscriptions: (customer, args: PageArguments, context) =>
    listOf(customer, { list: 'subscriptions', args }, context, (ids) => context.loaders.subscriptionById.loadMany(ids)),
  invoices: (customer, args: InvoiceArguments, context) =>
    listOf(customer, { list: 'invoices', args }, context, (ids) => context.loaders.invoiceById.loadMany(ids)),
  creditMemos: (customer, args: PageArguments, context) =>
    listOf(customer, { list: 'creditMemos', args }, context, (ids) => context.loaders.creditMemoById.loadMany(ids)),
  payments: (customer, args: PageArguments, context) =>
    listOf(customer, { list: 'payments', args }, context, (ids) => context.loaders.paymentById.loadMany(ids)),
  openBalance: async ({ id }, _args, { loaders }) => (await loaders.ofCustomer.openBalance(id)).map(moneyOf),
} satisfies FieldsOf<Customer, CustomerRef>;

/** The CRM owns customers: whether there is one, and who may see it, is its word. */
export function customerReference({ id }: CustomerRef) {
  return { __typename: 'Customer', id };
}

/** The latest first. */
async function listOf<Row>(
  { id }: CustomerRef,
  { list, args }: { readonly list: CustomerList; readonly args: InvoiceArguments },
  { loaders }: BillingContext,
  load: (ids: string[]) => Promise<readonly (Row | Error | null)[]>,
) {
  const page = { list, bounds: pageBounds(args), status: args.status ?? null };
  const found = await loaders.ofCustomer.page(id, page);
  const nodes = await load(found.map((position) => position.id));
  const shown = found.flatMap((position, index) => {
    const node = nodes[index];
    return node === null || node === undefined || node instanceof Error ? [] : [{ ...position, node }];
  });
  return connectionOf(
    shown,
    page.bounds,
    ({ id: last, sort }) => [sort, last],
    ({ node }) => node,
    () => loaders.ofCustomer.count(id, page),
  );
}

import type { AccountRow } from '#crm/entities/account.ts';
import type { Ref } from '#crm/loaders.ts';
import { survivorOf } from '#crm/survivor.ts';
import type { PageArguments } from '#kit/mirror/paging.ts';
import type { ContractStatus, Customer, CustomerFilter } from '#schema/generated/crm.ts';
import { type CrmContext, externalRefs, type FieldsOf, provenance, visible } from './context.ts';
import { type ContractListArguments, contractList } from './contract-lists.ts';
import { anywhere, type ListQuery, listPage } from './lists.ts';

export const customerResolvers = {
  parent: async ({ connection, parentExternalId }, _args, context) =>
    parentExternalId === null
      ? null
      : visible(await customerAt({ connection, externalId: parentExternalId }, context), context),
  children: ({ connection, externalId }, page: PageArguments, context) =>
    customerPage(['a.connection = $2 and a.parent_external_id = $3', [connection, externalId]], page, context),
  // The accounts that were merged into this one are the same customer.
  externalRefs: async (row, _args, context) => {
    const merged = await context.loaders.mergedAccounts.load(row);
    const refs = await Promise.all([row, ...merged].map((account) => externalRefs(account, 'customer', context)));
    return refs.flat();
  },
  provenance: (row, _args, context) => provenance(row, context),
  opportunities: (row, page: PageArguments, context) =>
    listPage(opportunitiesOf(row, context), page, context, (ids) => context.loaders.opportunityById.loadMany([...ids])),
  contracts: (row, args: ContractListArguments & { readonly status?: ContractStatus | null }, context) =>
    contractList(
      {
        where: 'c.connection = $2 and c.account_external_id = $3',
        parameters: [row.connection, row.externalId],
        status: args.status,
        latestFirst: true,
      },
      args,
      context,
    ),
} satisfies FieldsOf<Customer, AccountRow>;

export async function customerReference({ id }: { readonly id: string }, context: CrmContext) {
  const { loaders } = context;
  return visible(await survivorOf(await loaders.customerById.load(id), (ref) => loaders.customer.load(ref)), context);
}

/** The customer of an account: of a merged one the customer that is left. */
export async function customerAt(ref: Ref, { loaders }: CrmContext): Promise<AccountRow | null> {
  return survivorOf(await loaders.customer.load(ref), (other) => loaders.customer.load(other));
}

/** Customers by name. */
export function customers(args: PageArguments & { readonly filter?: CustomerFilter | null }, context: CrmContext) {
  const { search, status } = args.filter ?? {};
  const condition = `($2::text is null or a.name ilike $2) and ($3::text is null or a.status = $3)`;
  const pattern = search === null || search === undefined ? null : anywhere(search);
  return customerPage([condition, [pattern, status ?? null]], args, context);
}

function customerPage(
  [condition, parameters]: readonly [string, readonly unknown[]],
  page: PageArguments,
  context: CrmContext,
) {
  const query: ListQuery = {
    from: 'crm.account a',
    where: `a.legal_entity = any($1::text[]) and a.merged_into_external_id is null and ${condition}`,
    parameters: [context.principal.entities, ...parameters],
    sort: 'a.name',
    id: 'a.id',
  };
  return listPage(query, page, context, (ids) => context.loaders.customerById.loadMany([...ids]));
}

function opportunitiesOf({ connection, externalId }: AccountRow, { principal }: CrmContext): ListQuery {
  return {
    from: 'crm.opportunity o join crm.account a on a.connection = o.connection and a.external_id = o.account_external_id',
    where: `coalesce(o.legal_entity, a.legal_entity) = any($1::text[])
      and o.connection = $2 and o.account_external_id = $3`,
    parameters: [principal.entities, connection, externalId],
    // Deals without a day of closing come last.
    sort: `coalesce(o.closed_on::text, '')`,
    id: 'o.id',
    descending: true,
  };
}

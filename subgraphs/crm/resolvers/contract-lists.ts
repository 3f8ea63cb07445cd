import type { PageArguments } from '#kit/mirror/paging.ts';
import type { ContractFilter, ContractStatus } from '#schema/generated/crm.ts';
import type { CrmContext } from './context.ts';
import { anywhere, listPage } from './lists.ts';

export type ContractListArguments = PageArguments;

/** The status that a reader sees today, as `statusOn` says it of one row. */
const STATUS_TODAY = `case when c.status = 'ACTIVE' and c.ends_on < $4::date then 'EXPIRED' else c.status end`;

/** Contracts within the principal's entities. `where` speaks of `c` (contract) and `a` (account) with $2 and $3. */
export function contractList(
  list: {
    readonly where: string;
    readonly parameters: readonly [unknown, unknown];
    readonly status: ContractStatus | null | undefined;
    readonly latestFirst: boolean;
  },
  page: ContractListArguments,
  context: CrmContext,
) {
  const { principal, clock, loaders } = context;
  return listPage(
    {
      from: 'crm.contract c join crm.account a on a.connection = c.connection and a.external_id = c.account_external_id',
      where: `coalesce(c.legal_entity, a.legal_entity) = any($1::text[]) and ${list.where}
        and ($5::text is null or ${STATUS_TODAY} = $5)`,
      parameters: [principal.entities, ...list.parameters, clock.today(), list.status ?? null],
      sort: list.latestFirst ? 'c.starts_on::text' : 'c.number',
      id: 'c.id',
      descending: list.latestFirst,
    },
    page,
    context,
    (ids) => loaders.contractById.loadMany([...ids]),
  );
}

/** Contracts by number. */
export function contracts(args: PageArguments & { readonly filter?: ContractFilter | null }, context: CrmContext) {
  const { search, customerId, status } = args.filter ?? {};
  return contractList(
    {
      where: '($2::text is null or c.number ilike $2 or a.name ilike $2) and ($3::text is null or a.id = $3)',
      parameters: [search === null || search === undefined ? null : anywhere(search), customerId ?? null],
      status,
      latestFirst: false,
    },
    args,
    context,
  );
}

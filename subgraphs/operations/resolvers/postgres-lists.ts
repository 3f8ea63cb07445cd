import type { EntityManager } from 'typeorm';
import { connectionOf, type PageArguments, pageBounds } from '#kit/mirror/paging.ts';
import { rows } from '#kit/persistence/query.ts';
import type { ApprovalStatus, ExceptionFilter, OperationFilter } from '#schema/generated/operations.ts';
import type { ApprovalRow } from '../approvals/rows.ts';
import type { OperationsContext } from '../context.ts';
import { EXCEPTION_FILTER, exceptionFilterValues } from '../exceptions/postgres-filter.ts';
import type { ExceptionRow, OperationRow } from '../progress/postgres-rows.ts';

const OPERATION_FILTER = `legal_entity = any($1) and ($2::text is null or kind = $2) and ($3::text is null or status = $3)
  and ($4::text is null or finalization = $4) and ($5::text is null or customer_id = $5)
  and ($6::text is null or contract_id = $6)
  and ($7::boolean is null or $7 = exists (select 1 from operations.step s
    where s.operation_id = operation.id and s.status = 'WAITING' and s.waiting_for = 'retry'))`;

/** Operations, the latest first. */
export async function listOperations(
  { parts, principal }: OperationsContext,
  page: PageArguments,
  filter: OperationFilter,
) {
  const wanted = [
    principal.entities,
    filter.kind ?? null,
    filter.status ?? null,
    filter.finalization ?? null,
    filter.customerId ?? null,
    filter.contractId ?? null,
    filter.retrying ?? null,
  ];
  const list: List = {
    table: 'operations.operation',
    filter: OPERATION_FILTER,
    wanted,
    by: 'requested_at',
    latestFirst: true,
  };
  return listOf<OperationRow>(parts.dataSource.manager, list, page, (row) => row.requested_at);
}

/** Exceptions, the oldest first. */
export async function listExceptions(
  { parts, principal }: OperationsContext,
  page: PageArguments,
  filter: ExceptionFilter,
) {
  const wanted = exceptionFilterValues(principal.entities, filter, parts.clock.now());
  const list: List = {
    table: 'operations.exception',
    filter: EXCEPTION_FILTER,
    wanted,
    by: 'opened_at',
    latestFirst: false,
  };
  return listOf<ExceptionRow>(parts.dataSource.manager, list, page, (row) => row.opened_at);
}

const APPROVAL_FILTER = `legal_entity = any($1) and ($2::text is null or status = $2)`;

/** Approvals, the latest asked for first. */
export async function listApprovals(
  { parts, principal }: OperationsContext,
  page: PageArguments,
  status: ApprovalStatus | null,
) {
  const wanted = [principal.entities, status];
  const list: List = {
    table: 'operations.approval',
    filter: APPROVAL_FILTER,
    wanted,
    by: 'requested_at',
    latestFirst: true,
  };
  return listOf<ApprovalRow>(parts.dataSource.manager, list, page, (row) => row.requested_at);
}

interface List {
  readonly table: string;
  /** A condition over `wanted`, from `$1` on. */
  readonly filter: string;
  readonly wanted: readonly unknown[];
  /** The column of instants that the list is in the order of. */
  readonly by: string;
  readonly latestFirst: boolean;
}

/** One page of a list; within one instant by id. The count is taken only when it is asked for. */
async function listOf<Row extends { readonly id: string }>(
  em: EntityManager,
  { table, filter, wanted, by, latestFirst }: List,
  page: PageArguments,
  instantOf: (row: Row) => Date,
) {
  const bounds = pageBounds(page);
  const [beyond, direction] = latestFirst ? ['<', 'desc'] : ['>', 'asc'];
  const [at, id, limit] = [1, 2, 3].map((more) => `$${wanted.length + more}`);
  const found = await rows<Row>(
    em,
    `select * from ${table} where ${filter} and (${at}::timestamptz is null or (${by}, id) ${beyond} (${at}, ${id}))
     order by ${by} ${direction}, id ${direction} limit ${limit}`,
    [...wanted, bounds.after?.[0] ?? null, bounds.after?.[1] ?? null, bounds.limit],
  );
  const count = () => countOf(em, `select count(*)::integer as n from ${table} where ${filter}`, wanted);
  return connectionOf(
    found,
    bounds,
    (row) => [instantOf(row).toISOString(), row.id],
    (row) => row,
    count,
  );
}

async function countOf(em: EntityManager, sql: string, parameters: readonly unknown[]): Promise<number> {
  const [row] = await rows<{ n: number }>(em, sql, parameters);
  return row?.n ?? 0;
}

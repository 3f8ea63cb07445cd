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
  const bounds = pageBounds(page);
  const em = parts.dataSource.manager;
  const wanted = [
    principal.entities,
    filter.kind ?? null,
    filter.status ?? null,
    filter.finalization ?? null,
    filter.customerId ?? null,
    filter.contractId ?? null,
    filter.retrying ?? null,
  ];
  const found = await rows<OperationRow>(
    em,
    `select * from operations.operation where ${OPERATION_FILTER}
       and ($8::timestamptz is null or (requested_at, id) < ($8, $9))
     order by requested_at desc, id desc limit $10`,
    [...wanted, bounds.after?.[0] ?? null, bounds.after?.[1] ?? null, bounds.limit],
  );
  const count = async () =>
    countOf(em, `select count(*)::integer as n from operations.operation where ${OPERATION_FILTER}`, wanted);
  return connectionOf(
    found,
    bounds,
    (row) => [row.requested_at.toISOString(), row.id],
    (row) => row,
    count,
  );
}

/** Exceptions, the oldest first. */
export async function listExceptions(
  { parts, principal }: OperationsContext,
  page: PageArguments,
  filter: ExceptionFilter,
) {
  const bounds = pageBounds(page);
  const em = parts.dataSource.manager;
  const wanted = exceptionFilterValues(principal.entities, filter, parts.clock.now());
  const found = await rows<ExceptionRow>(
    em,
    `select * from operations.exception where ${EXCEPTION_FILTER}
       and ($9::timestamptz is null or (opened_at, id) > ($9, $10))
     order by opened_at, id limit $11`,
    [...wanted, bounds.after?.[0] ?? null, bounds.after?.[1] ?? null, bounds.limit],
  );
  const count = async () =>
    countOf(em, `select count(*)::integer as n from operations.exception where ${EXCEPTION_FILTER}`, wanted);
  return connectionOf(
    found,
    bounds,
    (row) => [row.opened_at.toISOString(), row.id],
    (row) => row,
    count,
  );
}

const APPROVAL_FILTER = `legal_entity = any($1) and ($2::text is null or status = $2)`;

/** Approvals, the latest asked for first. */
export async function listApprovals(
  { parts, principal }: OperationsContext,
  page: PageArguments,
  status: ApprovalStatus | null,
) {
  const bounds = pageBounds(page);
  const em = parts.dataSource.manager;
  const wanted = [principal.entities, status];
  const found = await rows<ApprovalRow>(
    em,
    `select * from operations.approval where ${APPROVAL_FILTER}
       and ($3::timestamptz is null or (requested_at, id) < ($3, $4))
     order by requested_at desc, id desc limit $5`,
    [...wanted, bounds.after?.[0] ?? null, bounds.after?.[1] ?? null, bounds.limit],
  );
  const count = async () =>
    countOf(em, `select count(*)::integer as n from operations.approval where ${APPROVAL_FILTER}`, wanted);
  return connectionOf(
    found,
    bounds,
    (row) => [row.requested_at.toISOString(), row.id],
    (row) => row,
    count,
  );
}

async function countOf(em: Parameters<typeof rows>[0], sql: string, parameters: readonly unknown[]): Promise<number> {
  const [row] = await rows<{ n: number }>(em, sql, parameters);
  return row?.n ?? 0;
}

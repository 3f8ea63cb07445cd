import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { ApprovalRow } from './approvals/rows.ts';
import type { ExceptionRow, OperationRow, StepRow } from './progress/postgres-rows.ts';

export interface ExceptionEventRow {
  readonly exception_id: string;
  readonly at: Date;
  readonly by: string;
  readonly what: string;
  readonly note: string | null;
}

/** One SQL query a type and tick; rows of other legal entities than the principal's read like missing ones. */
export function makeLoaders(dataSource: DataSource, entities: readonly string[]) {
  const em = dataSource.manager;
  return {
    operation: new DataLoader<string, OperationRow | null>(async (ids) => {
      const found = await rows<OperationRow>(
        em,
        'select * from operations.operation where id = any($1) and legal_entity = any($2)',
        [ids, entities],
      );
      return inOrder(ids, found, ({ id }) => id);
    }),
    steps: new DataLoader<string, readonly StepRow[]>(async (ids) => {
      const found = await rows<StepRow>(
        em,
        'select * from operations.step where operation_id = any($1) order by operation_id, position',
        [ids],
      );
      return grouped(ids, found, (row) => row.operation_id);
    }),
    exception: new DataLoader<string, ExceptionRow | null>(async (ids) => {
      const found = await rows<ExceptionRow>(
        em,
        'select * from operations.exception where id = any($1) and legal_entity = any($2)',
        [ids, entities],
      );
      return inOrder(ids, found, ({ id }) => id);
    }),
    exceptionsOfOperation: new DataLoader<string, readonly ExceptionRow[]>(async (ids) => {
      const found = await rows<ExceptionRow>(
        em,
        'select * from operations.exception where operation_id = any($1) and legal_entity = any($2) order by opened_at, id',
        [ids, entities],
      );
      return grouped(ids, found, (row) => row.operation_id ?? '');
    }),
    approval: new DataLoader<string, ApprovalRow | null>(async (ids) => {
      const found = await rows<ApprovalRow>(
        em,
        'select * from operations.approval where id = any($1) and legal_entity = any($2)',
        [ids, entities],
      );
      return inOrder(ids, found, ({ id }) => id);
    }),
    approvalsOfOperation: new DataLoader<string, readonly ApprovalRow[]>(async (ids) => {
      const found = await rows<ApprovalRow>(
        em,
        `select * from operations.approval where operation_id = any($1) and legal_entity = any($2)
         order by requested_at, id`,
        [ids, entities],
      );
      return grouped(ids, found, (row) => row.operation_id ?? '');
    }),
    exceptionHistory: new DataLoader<string, readonly ExceptionEventRow[]>(async (ids) => {
      const found = await rows<ExceptionEventRow>(
        em,
        'select * from operations.exception_event where exception_id = any($1) order by exception_id, id',
        [ids],
      );
      return grouped(ids, found, (row) => row.exception_id);
    }),
    syncCounts: new DataLoader<string, SyncCounts>(async (customerIds) => {
      const found = await rows<SyncCounts & { readonly customer_id: string }>(
        em,
        `select c.customer_id,
           (select count(*)::integer from operations.operation o
            where o.customer_id = c.customer_id and o.finished_at is null and o.legal_entity = any($2)) as running,
           (select count(*)::integer from operations.exception e
            where e.customer_id = c.customer_id and e.closed_at is null and e.legal_entity = any($2)) as exceptions,
           (select count(*)::integer from operations.exception e
            where e.customer_id = c.customer_id and e.closed_at is null and e.legal_entity = any($2)
              and e.cause in ('RECONCILIATION_BREAK', 'OWNERSHIP_CONFLICT', 'MASTER_DATA_MISMATCH')
              and e.operation_id is null) as drifts,
           (select max(o.finished_at) from operations.operation o
            where o.customer_id = c.customer_id and o.status = 'SUCCEEDED' and o.legal_entity = any($2)) as last_synced_at
         from unnest($1::text[]) as c(customer_id)`,
        [customerIds, entities],
      );
      const byId = new Map(found.map((row) => [row.customer_id, row]));
      return customerIds.map((id) => byId.get(id) ?? { running: 0, exceptions: 0, drifts: 0, last_synced_at: null });
    }),
  };
}

export interface SyncCounts {
  readonly running: number;
  readonly exceptions: number;
  /** Of the exceptions those that stop nobody: two systems say different things. */
  readonly drifts: number;
  readonly last_synced_at: Date | null;
}

export type Loaders = ReturnType<typeof makeLoaders>;

/** What is loaded next is read anew. */
export function forgetLoaded(loaders: Loaders): void {
  for (const loader of Object.values(loaders)) loader.clearAll();
}

function inOrder<Row>(ids: readonly string[], found: readonly Row[], idOf: (row: Row) => string): (Row | null)[] {
  const byId = new Map(found.map((row) => [idOf(row), row]));
  return ids.map((id) => byId.get(id) ?? null);
}

function grouped<Row>(ids: readonly string[], found: readonly Row[], idOf: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>(ids.map((id) => [id, []]));
  for (const row of found) groups.get(idOf(row))?.push(row);
  return ids.map((id) => groups.get(id) ?? []);
}

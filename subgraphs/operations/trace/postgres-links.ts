import type { DataSource, EntityManager } from 'typeorm';
import { preparedRows } from '#kit/persistence/prepared.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';
import { type Found, findLinks } from './links.ts';
import { linksOfEvent, type TracedEvent } from './links-of-event.ts';

/**
 * Keeps what a step's outcome says about which records belong together, in the step's own transaction. `contractId` is
 * the contract as it is known then.
 */
export async function recordLinks(
  em: EntityManager,
  operation: Pick<OperationRow, 'id' | 'contract_id' | 'customer_id' | 'legal_entity'>,
  outcome: unknown,
): Promise<void> {
  const about = operation.contract_id === null ? null : ({ thing: 'contract', id: operation.contract_id } as const);
  await writeFound(em, findLinks(outcome, about), { legalEntity: operation.legal_entity, operationId: operation.id });
}

async function writeFound(
  em: EntityManager,
  { links, names }: Found,
  { legalEntity, operationId }: { readonly legalEntity: string; readonly operationId: string | null },
): Promise<void> {
  if (names.length > 0) {
    await preparedRows(
      em,
      `insert into operations.trace_name (name, id, legal_entity)
       select distinct name, id, $3 from unnest($1::text[], $2::text[]) as t(name, id) on conflict do nothing`,
      [names.map(({ name }) => name), names.map(({ id }) => id), legalEntity],
    );
  }
  if (links.length === 0) return;
  await preparedRows(
    em,
    `insert into operations.trace_link as l (from_id, to_id, relation, ref, legal_entity, operation_id)
     select distinct on (from_id, to_id, relation) from_id, to_id, relation, ref, $5, $6
     from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) as t(from_id, to_id, relation, ref)
     order by from_id, to_id, relation
     on conflict (from_id, to_id, relation) do update set ref = coalesce(l.ref, excluded.ref)
     where l.ref is null and excluded.ref is not null`,
    [
      links.map(({ from }) => from),
      links.map(({ to }) => to),
      links.map(({ relation }) => relation),
      links.map(({ ref }) => (ref === null || ref === undefined ? null : JSON.stringify(ref))),
      legalEntity,
      operationId,
    ],
  );
}

interface EventRow extends TracedEvent {
  readonly xid: string;
  readonly id: string;
  readonly legal_entity: string | null;
  readonly operation_id: string | null;
}

const PAGE = 500;
const PAGES_MAX = 200;
/** What systems told of their records; what an operation did comes with its steps' outcomes. */
const TRACED = `(type like '%.changed' or type = 'revenue.recalculated')`;

/** Takes up what the event log told since the last time. Any number of processes may do so: one works, the others wait. */
export async function catchUpTraces(dataSource: DataSource): Promise<void> {
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    if ((await inTransaction(dataSource, takePage)) < PAGE) return;
  }
}

async function takePage(em: EntityManager): Promise<number> {
  const cursor = await firstRow<{ xid: string; id: string }>(
    em,
    'select xid::text, id::text from operations.trace_cursor for update',
  );
  if (cursor === null) throw new Error('The traces have no cursor');
  const events = await rows<EventRow>(
    em,
    `select xid::text, id::text, type, legal_entity, customer_id, contract_id, operation_id, data, record
     from event_log.event
     where (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot()) and ${TRACED}
     order by event_log.event.xid, event_log.event.id limit ${PAGE}`,
    [cursor.xid, cursor.id],
  );
  for (const event of events) {
    // What belongs to no entity can be shown to nobody.
    if (event.legal_entity === null) continue;
    await writeFound(em, linksOfEvent(event), { legalEntity: event.legal_entity, operationId: event.operation_id });
  }
  const last = events.at(-1);
  if (last !== undefined) {
    await rows(em, 'update operations.trace_cursor set xid = $1::xid8, id = $2::bigint', [last.xid, last.id]);
  }
  return events.length;
}

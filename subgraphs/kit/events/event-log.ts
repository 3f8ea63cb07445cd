import type { EntityManager } from 'typeorm';
import { preparedRows } from '#kit/persistence/prepared.ts';
import { rows } from '#kit/persistence/query.ts';
import { misfitOf } from '#schema/events/upcast.ts';
import type { EventFilter, EventPosition, LoggedEvent, NewEvent } from './event.ts';

/** Before the first row. */
export const LOG_START: EventPosition = { xid: '0', id: '0' };

interface EventRow {
  readonly xid: string;
  readonly id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly origin: 'SOURCE' | 'DERIVED';
  readonly occurred_at: Date;
  readonly legal_entity: string | null;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly operation_id: string | null;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly data: unknown;
}

/**
 * Appends events in the caller's transaction: they exist if and only if the change does. Throws for one that does not
 * fit the catalogue: what is in the log cannot be mended. Types that are not in it, as of an operation's course, are
 * their writer's own.
 */
export async function appendEvents(em: EntityManager, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  for (const event of events) {
    const misfit = misfitOf(event);
    if (misfit !== null) throw new Error(misfit);
  }
  const wire = events.map((event) => ({
    type: event.type,
    schema_version: event.schemaVersion,
    origin: event.origin,
    occurred_at: event.occurredAt.toISOString(),
    legal_entity: event.legalEntity,
    customer_id: event.customerId,
    contract_id: event.contractId,
    operation_id: event.operationId,
    correlation_id: event.correlationId,
    causation_id: event.causationId,
    data: event.data,
    record: event.record ?? null,
  }));
  await preparedRows(
    em,
    `insert into event_log.event (type, schema_version, origin, occurred_at, legal_entity, customer_id, contract_id,
       operation_id, correlation_id, causation_id, data, record)
     select type, schema_version, origin, occurred_at, legal_entity, customer_id, contract_id,
       operation_id, correlation_id, causation_id, data, record
     from jsonb_to_recordset($1::jsonb) as t(type text, schema_version integer, origin text, occurred_at timestamptz,
       legal_entity text, customer_id text, contract_id text, operation_id text, correlation_id text,
       causation_id text, data jsonb, record jsonb)`,
    [JSON.stringify(wire)],
  );
}

/**
 * Events after a position, oldest first. Shows only rows whose transaction, and every older one, has ended, so that
 * none can appear later before a place that was already read.
 */
export async function readEvents(
  em: EntityManager,
  after: EventPosition,
  filter: EventFilter,
  limit: number,
): Promise<readonly LoggedEvent[]> {
  const found = await rows<EventRow>(
    em,
    `select xid::text, id::text, type, schema_version, origin, occurred_at, legal_entity, customer_id, contract_id,
       operation_id, correlation_id, causation_id, data
     from event_log.event
     where (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
       and ($3::text is null or customer_id = $3) and ($4::text is null or contract_id = $4)
       and ($5::text is null or operation_id = $5) and ($6::text[] is null or type = any($6))
       and ($7::text[] is null or data -> 'step' ->> 'system' is null or data -> 'step' ->> 'system' = any($7))
       and ($8::text[] is null or legal_entity is null or legal_entity = any($8))
     order by event_log.event.xid, event_log.event.id limit $9`,
    [
      after.xid,
      after.id,
      filter.customerId ?? null,
      filter.contractId ?? null,
      filter.operationId ?? null,
      filter.types ?? null,
      filter.systems ?? null,
      filter.entities ?? null,
      limit,
    ],
  );
  return found.map(fromRow);
}

/** The place right behind everything that can be read now. */
export async function readHorizon(em: EntityManager): Promise<EventPosition> {
  const [row] = await rows<{ xid: string; id: string }>(
    em,
    `select xid::text, id::text from event_log.event
     where xid < pg_snapshot_xmin(pg_current_snapshot())
     order by event_log.event.xid desc, event_log.event.id desc limit 1`,
    [],
  );
  return row ?? LOG_START;
}

function fromRow(row: EventRow): LoggedEvent {
  return {
    position: { xid: row.xid, id: row.id },
    type: row.type,
    schemaVersion: row.schema_version,
    origin: row.origin,
    occurredAt: row.occurred_at,
    legalEntity: row.legal_entity,
    customerId: row.customer_id,
    contractId: row.contract_id,
    operationId: row.operation_id,
    correlationId: row.correlation_id,
    causationId: row.causation_id,
    data: row.data,
  };
}

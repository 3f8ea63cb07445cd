import type { EntityManager } from 'typeorm';
import type { EventPosition, LoggedEvent } from '#kit/events/event.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { type Subject, subjectOf } from './subject.ts';

/** An event that asks for something, as it waits to be dealt with. */
export interface Item {
  readonly number: string;
  readonly xid: string;
  readonly id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly subject: string;
  readonly attempts: number;
  readonly wakes: number;
  readonly since: Date;
  readonly legal_entity: string | null;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly correlation_id: string;
  /** The operation whose command brought the event about. */
  readonly source_operation: string | null;
  readonly data: unknown;
}

const COLUMNS = `number::text, xid::text, id::text, type, schema_version, subject, attempts, wakes, since, legal_entity,
  customer_id, contract_id, correlation_id, source_operation, data`;

/** How long a process may look at an item before it counts as dead. */
const LEASE_S = 60;

/**
 * Keeps an event for a subject, its data as the log has them to the last digit. It takes the place of what was pending
 * about the subject; the same event again does not, and is noted as a duplicate.
 */
export async function keepItem(
  em: EntityManager,
  now: Date,
  event: Pick<LoggedEvent, 'position'> & { readonly correlationId: string },
  subject: Subject,
): Promise<void> {
  const { xid, id } = event.position;
  const pending = await firstRow<{ number: string; since: Date; same: boolean }>(
    em,
    `select i.number::text, i.since, i.fingerprint = ${FINGERPRINT} as same
     from operations.intake_item i, event_log.event e
     where i.subject = $3 and i.state <> 'DONE' and e.xid = $1::xid8 and e.id = $2::bigint for update of i`,
    [xid, id, subject],
  );
  const isDuplicate = pending?.same === true;
  if (pending !== null) {
    await rows(
      em,
      isDuplicate
        ? 'update operations.intake_item set due_at = $2, wakes = wakes + 1 where number = $1'
        : `update operations.intake_item set state = 'DONE', disposition = 'COLLAPSED', finished_at = $2, due_at = null
           where number = $1`,
      [pending.number, now],
    );
  }
  await rows(
    em,
    `insert into operations.intake_item (xid, id, type, schema_version, subject, state, disposition, since, due_at,
       finished_at, fingerprint, legal_entity, customer_id, contract_id, correlation_id, source_operation, data)
     select e.xid, e.id, e.type, e.schema_version, $3, $4, $5, $6, $7, $8, ${FINGERPRINT}, e.legal_entity, e.customer_id,
       e.contract_id, $9, e.operation_id, e.data
     from event_log.event e where e.xid = $1::xid8 and e.id = $2::bigint`,
    [
      xid,
      id,
      subject,
      isDuplicate ? 'DONE' : 'NEW',
      isDuplicate ? 'DUPLICATE' : null,
      isDuplicate ? now : (pending?.since ?? now),
      isDuplicate ? null : now,
      isDuplicate ? now : null,
      event.correlationId,
    ],
  );
}

const FINGERPRINT = `encode(sha256(convert_to(e.type || ' ' || e.data::text, 'UTF8')), 'hex')`;

/** Claims what is due, the oldest first. Who dies with a claim gives it back when its lease ends. */
export async function claimDue(em: EntityManager, now: Date, limit: number): Promise<readonly Item[]> {
  return rows<Item>(
    em,
    `with claimed as (
       update operations.intake_item set lease_until = $1::timestamptz + make_interval(secs => ${LEASE_S})
       where number in (
         select number from operations.intake_item
         where state <> 'DONE' and due_at <= $1 and (lease_until is null or lease_until <= $1)
         order by number limit $2 for update skip locked)
       returning *)
     select ${COLUMNS} from claimed order by claimed.number`,
    [now, limit],
  );
}

/** How an item stands after it was looked at. */
export type Standing =
  | {
      readonly state: 'DONE';
      readonly disposition: string;
      readonly reason: string | null;
      readonly operationId: string | null;
    }
  | {
      readonly state: 'WAITING' | 'QUARANTINED';
      readonly reason: string;
      readonly dueAt: Date | null;
      readonly failed?: true;
    };

/** Writes how the item stands; false when a later event has taken its place meanwhile. */
export async function settleItem(em: EntityManager, now: Date, item: Item, standing: Standing): Promise<boolean> {
  if (standing.state === 'DONE') return endItem(em, now, item, standing);
  const changed = await rows(
    em,
    // Something happened while it was looked at: it is looked at again.
    `update operations.intake_item set state = $2, reason = $3, lease_until = null, attempts = $4,
       due_at = case when wakes = $5 then $6::timestamptz else $7::timestamptz end
     where number = $1 and state <> 'DONE' returning number`,
    [
      item.number,
      standing.state,
      standing.reason,
      standing.failed === true ? item.attempts + 1 : 0,
      item.wakes,
      standing.dueAt,
      now,
    ],
  );
  return changed.length > 0;
}

async function endItem(
  em: EntityManager,
  now: Date,
  item: Item,
  { disposition, reason, operationId }: Extract<Standing, { state: 'DONE' }>,
) {
  const changed = await rows(
    em,
    `update operations.intake_item i set state = 'DONE', reason = $3, operation_id = $4, finished_at = $5, due_at = null,
       lease_until = null, disposition = case when $2 <> 'STARTED' and exists (
         select from operations.intake_item o
         where o.subject = i.subject and o.fingerprint = i.fingerprint and o.number < i.number) then 'DUPLICATE' else $2 end
     where number = $1 and state <> 'DONE' returning number`,
    [item.number, disposition, reason, operationId, now],
  );
  return changed.length > 0;
}

/** What may bring a waiting item on. Members are joined by `or`. */
export interface Stirred {
  readonly subjects?: readonly string[];
  readonly waitsFor?: readonly string[];
  readonly contractId?: string | null;
  readonly customerId?: string | null;
}

/** Has items that wait, or that a person was asked about, looked at again now. */
export async function stir(em: EntityManager, now: Date, stirred: Stirred): Promise<void> {
  await rows(
    em,
    `update operations.intake_item set due_at = $1, wakes = wakes + 1
     where state in ('WAITING', 'QUARANTINED')
       and (subject = any($2) or reason = any($3) or contract_id = $4 or customer_id = $5)`,
    [now, stirred.subjects ?? [], stirred.waitsFor ?? [], stirred.contractId ?? null, stirred.customerId ?? null],
  );
}

/** What the last operation about a subject was started for. */
export interface Reached {
  readonly reached: string | null;
  /** How many were started. */
  readonly ordinal: number;
}

/** A start that was about to be made when the process died. */
export interface Intent {
  readonly intended: string;
  readonly intended_ordinal: number;
}

export async function reachedOf(em: EntityManager, subject: string): Promise<Reached> {
  const row = await firstRow<Reached>(em, 'select reached, ordinal from operations.intake_subject where subject = $1', [
    subject,
  ]);
  return row ?? { reached: null, ordinal: 0 };
}

/** Noted before a start: whoever comes after a crash looks for it before anything else is decided. */
export async function noteIntent(em: EntityManager, subject: string, intent: Intent): Promise<void> {
  await rows(
    em,
    `insert into operations.intake_subject (subject, intended, intended_ordinal) values ($1, $2, $3)
     on conflict (subject) do update
     set intended = excluded.intended, intended_ordinal = excluded.intended_ordinal`,
    [subject, intent.intended, intent.intended_ordinal],
  );
}

/** The start that was intended and of which nobody noted what became of it; null when there is none. */
export function intentOf(em: EntityManager, subject: string): Promise<Intent | null> {
  return firstRow<Intent>(
    em,
    'select intended, intended_ordinal from operations.intake_subject where subject = $1 and intended_ordinal > ordinal',
    [subject],
  );
}

export async function noteReached(
  em: EntityManager,
  subject: string,
  { reached, ordinal, operationId }: Reached & { readonly operationId: string | null },
): Promise<void> {
  await rows(
    em,
    `update operations.intake_subject set reached = $2, ordinal = $3, operation_id = $4
     where subject = $1 and ordinal <= $3`,
    [subject, reached, ordinal, operationId],
  );
}

/** What was reached counts no more; the next start is another one. */
export async function forgetReached(em: EntityManager, subject: string): Promise<void> {
  await rows(em, 'update operations.intake_subject set reached = null where subject = $1', [subject]);
}

export async function readDueCounts(em: EntityManager, now: Date): Promise<number> {
  const row = await firstRow<{ n: number }>(
    em,
    `select count(*)::integer as n from operations.intake_item where state <> 'DONE' and due_at <= $1`,
    [now],
  );
  return row?.n ?? 0;
}

/** The name of an event among all, as a cause. */
export function eventName({ xid, id }: EventPosition): Subject {
  return subjectOf('event', `${xid}.${id}`);
}

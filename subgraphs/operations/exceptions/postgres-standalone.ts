import type { EntityManager } from 'typeorm';
import { appendEvents } from '#kit/events/event-log.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import type { ExceptionRow } from '../progress/postgres-rows.ts';
import { type ExceptionEventType, exceptionEvent } from './events.ts';
import type { Explanation } from './explain.ts';
import { insertException, noteOnException } from './postgres-exceptions.ts';

/** Work for a person that belongs to no step: a conflict, a difference, an event that nobody could take. */
export interface StandaloneException extends Explanation {
  /** What it is about, in our words, such as `booking-mismatch:ctr_1`. One of a key is open at a time. */
  readonly key: string;
  readonly system: string;
  readonly impact: MoneyWire | null;
  readonly legalEntity: string;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly operationId?: string;
  /** What was received, unchanged, for whoever decides. */
  readonly payload: unknown;
}

/** Opens it, or answers the one that is open under its key: told a hundred times it is one. */
export async function openStandaloneException(
  em: EntityManager,
  parts: { readonly ids: Ids; readonly now: Date },
  exception: StandaloneException,
): Promise<string> {
  const { ids, now } = parts;
  const { key, cause, title, explanation, operationId, ...about } = exception;
  const id = ids.next('exc');
  const isNew = await insertException(em, now, {
    ...about,
    id,
    operationId: operationId ?? null,
    step: null,
    said: { cause, title, explanation },
    businessKey: key,
  });
  if (isNew) {
    await tellOfException(em, now, 'exception.opened', id);
    return id;
  }
  const open = await firstRow<{ id: string }>(
    em,
    'select id from operations.exception where business_key = $1 and closed_at is null',
    [key],
  );
  // The one that stood in the way was closed in between: now there is none, so it is opened.
  return open === null ? openStandaloneException(em, parts, exception) : open.id;
}

/** The cause is gone: closes what is open under the key. Answers the id, or null when nothing was open. */
export async function closeStandalone(em: EntityManager, key: string, now: Date): Promise<string | null> {
  const [closed] = await rows<{ id: string }>(
    em,
    `update operations.exception set status = 'RESOLVED', closed_at = $2
     where business_key = $1 and closed_at is null returning id`,
    [key, now],
  );
  if (closed === undefined) return null;
  await noteOnException(em, closed.id, now, 'revgraph', 'resolved', 'The cause is gone.');
  await tellOfException(em, now, 'exception.closed', closed.id);
  return closed.id;
}

/** Appends an event about an exception as it stands. */
export async function tellOfException(
  em: EntityManager,
  now: Date,
  type: ExceptionEventType,
  id: string,
): Promise<void> {
  const row = await firstRow<ExceptionRow>(em, 'select * from operations.exception where id = $1', [id]);
  if (row === null) throw new Error(`There is no exception ${id}`);
  const { pages } = (await policyAt(em, 'exception-routing', now)).document;
  const { cause, severity } = row;
  const wakes = pages.some((one) => one === severity);
  await appendEvents(em, [
    exceptionEvent(type, row, now, { cause, severity, pages: wakes, ownerTeam: row.owner_team }),
  ]);
}

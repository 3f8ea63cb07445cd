import type { EntityManager } from 'typeorm';
import type { LoggedEvent } from '#kit/events/event.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { CANONICAL_EVENTS, type CanonicalEvent } from '#schema/events/catalogue.ts';
import { type UpcastFailure, upcast } from '#schema/events/upcast.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { OPERATION_EVENTS } from '../progress/events.ts';
import { eventName, keepItem, stir } from './postgres-items.ts';
import { releaseDocumentsOf, releaseNewcomer, releaseWaiting } from './postgres-release.ts';
import { type Reaction, reactionsTo } from './reactions.ts';

type Envelope = Omit<LoggedEvent, 'record'>;

/** Our own words about operations: who waits for an operation goes on, nothing else. */
const COURSE: ReadonlySet<string> = new Set(OPERATION_EVENTS);
const ENDS_SOMETHING: ReadonlySet<string> = new Set([
  'operation.committed',
  'operation.succeeded',
  'operation.compensated',
  'operation.failed',
  'operation.cancelled',
]);

/** Does what an event calls for inside of our own tables. Answers why it cannot be read, or null. */
export async function takeNews(em: EntityManager, now: Date, event: Envelope): Promise<UpcastFailure | null> {
  if (COURSE.has(event.type)) {
    await takeCourse(em, now, event);
    return null;
  }
  const read = upcast(event);
  if (!read.ok) return read.error;
  const { contractId, customerId } = event;
  const reactions = reactionsTo(read.value, { contractId, customerId });
  if (reactions.length === 0) return null;
  const correlationId = await correlationOf(em, event);
  for (const reaction of reactions) await react(em, now, { ...event, correlationId }, reaction);
  if (event.origin === 'SOURCE') await stirBy(em, now, read.value);
  return null;
}

async function react(em: EntityManager, now: Date, event: Envelope, reaction: Reaction): Promise<void> {
  switch (reaction.kind) {
    case 'LOOK_AT':
      return keepItem(em, now, event, reaction.subject);
    case 'RELEASE':
      return releaseWaiting(em, { ...reaction, event: eventName(event.position) });
    case 'AUDIT': {
      const { action, actor, about: subject, said: after } = reaction;
      const { occurredAt: at, correlationId } = event;
      return appendAudit(em, { at, actor, action, subject, correlationId, before: null, after });
    }
    case 'TELL':
      return tellOnce(em, now, event, reaction);
  }
}

/** A contract or customer that was seen may be what an item waits for, or what an item was wrong about. */
async function stirBy(em: EntityManager, now: Date, event: CanonicalEvent): Promise<void> {
  if (event.type === 'contract.changed') {
    const { contractId } = event.data;
    await stir(em, now, { contractId, waitsFor: [`contract:${contractId}`] });
  }
  if (event.type === 'customer.changed') await stir(em, now, { customerId: event.data.customerId });
}

async function takeCourse(em: EntityManager, now: Date, course: Envelope): Promise<void> {
  const { type, operationId, contractId, customerId } = course;
  const event = eventName(course.position);
  if (type === 'operation.parked' && operationId !== null) return releaseNewcomer(em, operationId, event);
  if (!ENDS_SOMETHING.has(type) || operationId === null) return;
  await stir(em, now, { contractId, customerId, waitsFor: [`operation:${operationId}`] });
  await releaseDocumentsOf(em, operationId, event);
  if (contractId === null) return;
  await releaseWaiting(em, { prerequisite: 'CONTRACT', id: contractId, event });
  await releaseWaiting(em, { prerequisite: 'REVENUE_CONTRACT', id: contractId, event });
}

/** Clients hear of it once, whatever the number and order of the messages that say so. */
async function tellOnce(
  em: EntityManager,
  now: Date,
  event: Envelope,
  { type, subject, data }: Extract<Reaction, { readonly kind: 'TELL' }>,
): Promise<void> {
  const isNew = await rows(
    em,
    'insert into operations.business_event (type, subject) values ($1, $2) on conflict do nothing returning type',
    [type, subject],
  );
  if (isNew.length === 0) return;
  const { legalEntity, customerId, contractId, operationId, correlationId } = event;
  const about = { legalEntity, customerId, contractId, operationId, correlationId };
  const schemaVersion = CANONICAL_EVENTS[type].version;
  const causationId = eventName(event.position);
  await appendEvents(em, [{ type, schemaVersion, data, ...about, causationId, origin: 'DERIVED', occurredAt: now }]);
}

/** What a command of an operation brought about belongs to what the operation was begun for. */
async function correlationOf(em: EntityManager, { operationId, correlationId }: Envelope): Promise<string> {
  if (operationId === null) return correlationId;
  const row = await firstRow<{ correlation_id: string }>(
    em,
    'select correlation_id from operations.operation where id = $1',
    [operationId],
  );
  return row?.correlation_id ?? correlationId;
}

import type { FormattedExecutionResult } from 'graphql';
import { CURSOR_KEY, OCCURRED_KEY, SEQUENCE_KEY } from '#gateway/federation/resumable-operation.ts';
import type { EventPosition } from '#kit/events/event.ts';
import { findCursor, writeCursor } from '#kit/events/stream-cursor.ts';

/** How far somebody has come in a stream. */
export interface Position {
  readonly cursor: string;
  readonly sequence: number;
  /** The place in the log, the same for everybody; null where the cursor is not of our form. */
  readonly place: EventPosition | null;
  /** More of a snapshot follows: the place alone is no place to go on from. */
  readonly inSnapshot: boolean;
}

/** What an event from its owner says of itself; null where its field tells neither cursor nor sequence. */
export function positionOf({ data }: FormattedExecutionResult, eventKey: string): Position | null {
  const event: unknown = data?.[eventKey];
  if (typeof event !== 'object' || event === null || !(CURSOR_KEY in event) || !(SEQUENCE_KEY in event)) return null;
  const { [CURSOR_KEY]: cursor, [SEQUENCE_KEY]: sequence } = event;
  return typeof cursor === 'string' && typeof sequence === 'number' ? { ...placeOf(cursor), cursor, sequence } : null;
}

/** When an event happened; null where its owner does not say. */
export function occurredAtMs({ data }: FormattedExecutionResult, eventKey: string): number | null {
  const event: unknown = data?.[eventKey];
  const told = typeof event === 'object' && event !== null && OCCURRED_KEY in event ? event[OCCURRED_KEY] : null;
  const atMs = typeof told === 'string' ? Date.parse(told) : Number.NaN;
  return Number.isNaN(atMs) ? null : atMs;
}

/** Where a client says that it stands; null when it says nothing or nothing that only the owner can read. */
export function givenPosition(cursor: string | null): Position | null {
  const found = cursor === null ? null : findCursor(cursor);
  if (cursor === null || found === null) return null;
  return { cursor, sequence: found.sequence, place: found.position, inSnapshot: found.inSnapshot };
}

/** The same event as the item that comes after `before`, for whoever has been given another number of items. */
export function renumbered(event: Position, before: Position | null): Position {
  if (before === null || event.place === null || event.sequence === before.sequence + 1) return event;
  const sequence = before.sequence + 1;
  const { place, inSnapshot } = event;
  return { cursor: writeCursor({ position: place, sequence, inSnapshot }), sequence, place, inSnapshot };
}

function placeOf(cursor: string): Pick<Position, 'place' | 'inSnapshot'> {
  const found = findCursor(cursor);
  return { place: found?.position ?? null, inSnapshot: found?.inSnapshot ?? false };
}

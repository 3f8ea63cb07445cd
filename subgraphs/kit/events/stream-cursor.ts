import { GraphQLError } from 'graphql';
import type { EventPosition } from './event.ts';

/**
 * Where a consumer of a stream of the log stands: the place in the log, and how many items it has been given. The place
 * is the same for everybody who is told an event; the count is the consumer's own.
 */
export interface StreamCursor {
  readonly position: EventPosition;
  readonly sequence: number;
  /** Set while a snapshot is under way: a consumer that leaves then gets a whole snapshot again. */
  readonly inSnapshot: boolean;
}

export function writeCursor({ position, sequence, inSnapshot }: StreamCursor): string {
  const parts = [position.xid, position.id, String(sequence), inSnapshot ? 's' : 'e'];
  return Buffer.from(parts.join('.')).toString('base64url');
}

// evidence: docs: PostgreSQL 18, transaction ids and identity columns: xid8 has 64 bits without a sign, bigint 63.
const XID_MAX = 2n ** 64n - 1n;
const ID_MAX = 2n ** 63n - 1n;

/** Reads what `writeCursor` wrote; null for anything else. */
export function findCursor(text: string): StreamCursor | null {
  const match = /^(0|[1-9]\d{0,19})\.(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,8})\.([se])$/.exec(
    Buffer.from(text, 'base64url').toString('utf8'),
  );
  const [, xid = '0', id = '0', sequence = '0', where] = match ?? [];
  if (match === null || BigInt(xid) > XID_MAX || BigInt(id) > ID_MAX) return null;
  return { position: { xid, id }, sequence: Number(sequence), inSnapshot: where === 's' };
}

/** Reads what `writeCursor` wrote; anything else is refused with BAD_USER_INPUT. */
export function readCursor(text: string): StreamCursor {
  const cursor = findCursor(text);
  if (cursor !== null) return cursor;
  throw new GraphQLError('This is not a cursor of this stream; give the last one that you received.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** Negative when `a` comes before `b` in the log, positive when after, 0 for the same place. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  return compareWholeNumbers(a.xid, b.xid) || compareWholeNumbers(a.id, b.id);
}

/** Digits without leading zeros, as Postgres writes them: the longer one is the larger. */
function compareWholeNumbers(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import { GraphQLError } from 'graphql';
import type { EventPosition } from '#kit/events/event.ts';

/** Where a consumer of the stream stands: the place in the log, and how many items it has been given. */
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

/** Reads what `writeCursor` wrote; anything else is refused with BAD_USER_INPUT. */
export function readCursor(text: string): StreamCursor {
  const match = /^(\d{1,20})\.(\d{1,19})\.(\d{1,9})\.([se])$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  const [, xid = '0', id = '0', sequence = '0', where] = match ?? [];
  if (match === null || BigInt(xid) > XID_MAX || BigInt(id) > ID_MAX) {
    throw new GraphQLError('This is not a cursor of this stream; give the last one that you received.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  return { position: { xid, id }, sequence: Number(sequence), inSnapshot: where === 's' };
}

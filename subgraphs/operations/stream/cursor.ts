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

/** Reads what `writeCursor` wrote; anything else is refused with BAD_USER_INPUT. */
export function readCursor(text: string): StreamCursor {
  const match = /^(\d{1,20})\.(\d{1,19})\.(\d{1,9})\.([se])$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (match === null) {
    throw new GraphQLError('resumeFrom is not a cursor of this stream; give the last one that you received.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  const [, xid = '0', id = '0', sequence = '0', where] = match;
  return { position: { xid, id }, sequence: Number(sequence), inSnapshot: where === 's' };
}

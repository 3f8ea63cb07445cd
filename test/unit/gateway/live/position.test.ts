import { givenPosition, renumbered } from '#gateway/live/position.ts';
import { findCursor, writeCursor } from '#kit/events/stream-cursor.ts';

function stand(id: string, sequence: number) {
  const cursor = writeCursor({ position: { xid: '5', id }, sequence, inSnapshot: false });
  const position = givenPosition(cursor);
  if (position === null) throw new Error('A cursor of ours');
  return position;
}

describe('an event for somebody who has been given another number of items', () => {
  it('is numbered behind the last one, with a cursor of the same place', () => {
    const told = renumbered(stand('9', 40), stand('8', 3));
    expect(told.sequence).toBe(4);
    expect(findCursor(told.cursor)).toEqual({ position: { xid: '5', id: '9' }, sequence: 4, inSnapshot: false });
  });

  it('is told as it came to whoever counts alike, or has been told nothing yet', () => {
    const event = stand('9', 40);
    expect(renumbered(event, stand('8', 39))).toBe(event);
    expect(renumbered(event, null)).toBe(event);
  });

  it('is told as it came where only its owner can read the cursor', () => {
    const event = { cursor: 'opaque', sequence: 7, place: null, inSnapshot: false };
    expect(renumbered(event, stand('8', 3))).toBe(event);
    expect(givenPosition('opaque')).toBeNull();
  });
});

import fc from 'fast-check';
import { comparePositions, findCursor, readCursor, writeCursor } from '#kit/events/stream-cursor.ts';

const runs = { numRuns: 200, seed: 404 };

describe('a cursor of the stream', () => {
  it('is read as it was written, up to the largest transaction and event', () => {
    const cursor = fc.record({
      position: fc.record({
        xid: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
        id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
      }),
      sequence: fc.integer({ min: 0, max: 999_999_999 }),
      inSnapshot: fc.boolean(),
    });
    fc.assert(
      fc.property(cursor, (written) => {
        expect(readCursor(writeCursor(written))).toEqual(written);
      }),
      runs,
    );
  });

  it('is refused with BAD_USER_INPUT when it is none of ours', () => {
    const forged = ['1.2.3.x', '1.2.3', '-1.2.3.e', '1.2.3.e; drop table', '1.2.1e9.s', `${'9'.repeat(21)}.1.1.e`];
    for (const text of ['', 'abc', '%%%', ...forged.map((plain) => Buffer.from(plain).toString('base64url'))]) {
      expect(() => readCursor(text)).toThrow(
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
      );
    }
  });

  it('is refused beyond what Postgres can hold', () => {
    for (const position of [
      { xid: (2n ** 64n).toString(), id: '1' },
      { xid: '1', id: (2n ** 63n).toString() },
    ]) {
      expect(() => readCursor(writeCursor({ position, sequence: 1, inSnapshot: false }))).toThrow('not a cursor');
    }
  });
});

describe('places in the log', () => {
  it('are in the order of their numbers, the transaction first', () => {
    const numbers = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }));
    const place = ([xid, id]: readonly [bigint, bigint]) => ({ xid: String(xid), id: String(id) });
    const order = (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1);
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const expected = order(a[0], b[0]) || order(a[1], b[1]);
        expect(Math.sign(comparePositions(place(a), place(b)))).toBe(expected);
      }),
      runs,
    );
  });

  it('are read from a cursor without leading zeros only, so that their texts can be compared', () => {
    expect(findCursor(Buffer.from('07.1.1.e').toString('base64url'))).toBeNull();
  });
});

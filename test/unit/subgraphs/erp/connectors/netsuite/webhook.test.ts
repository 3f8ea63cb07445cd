import { comesAfter, positionAfter } from '#erp/connectors/netsuite/webhook.ts';

const row = (id: string, at: string) => ({ id, version: new Date(at) });

describe('where a poll of NetSuite goes on', () => {
  it('begins with everything', () => {
    expect(comesAfter('t', undefined)).toBe('t.id > 0');
  });

  it('reads the last second again, and every record that is new whatever its stamp', () => {
    const { position, hasMore } = positionAfter(
      [row('9', '2026-08-16T09:00:00Z'), row('7', '2026-08-16T09:00:01Z')],
      undefined,
    );
    expect(hasMore).toBe(false);
    expect(position).toEqual({ at: '2026-08-16 09:00:01', id: null, newestId: '9' });
    expect(comesAfter('t', position)).toBe(
      "(t.lastmodifieddate >= TO_TIMESTAMP('2026-08-16 09:00:01', 'YYYY-MM-DD HH24:MI:SS') OR t.id > 9)",
    );
  });

  it('follows a full page from its very last row', () => {
    const page = Array.from({ length: 1000 }, (_, index) => row(String(index + 1), '2026-08-16T09:00:00Z'));
    const { position, hasMore } = positionAfter(page, undefined);
    expect(hasMore).toBe(true);
    expect(comesAfter('t', position)).toBe(
      "(t.lastmodifieddate > TO_TIMESTAMP('2026-08-16 09:00:00', 'YYYY-MM-DD HH24:MI:SS')" +
        " OR (t.lastmodifieddate = TO_TIMESTAMP('2026-08-16 09:00:00', 'YYYY-MM-DD HH24:MI:SS') AND t.id > 1000))",
    );
  });

  it('stays where it is when nothing came', () => {
    const before = { at: '2026-08-16 09:00:01', id: null, newestId: '9' };
    expect(positionAfter([], before)).toEqual({ position: before, hasMore: false });
  });
});

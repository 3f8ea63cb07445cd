import { isRevoked, parseRevocations } from '#gateway/auth/revocations.ts';

const AT = '2026-11-21T10:00:00Z';
const ann = (issuedAt: string | null, id: string | null = 'tok_1') =>
  ({ kind: 'TOKEN', id, subject: 'ann', issuedAtMs: issuedAt === null ? null : Date.parse(issuedAt) }) as const;

function listed(list: unknown) {
  const read = parseRevocations(JSON.stringify(list));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

describe('a credential', () => {
  it('is revoked by its id, whosever it is', () => {
    const list = listed({ ids: ['tok_1'] });
    expect(isRevoked(ann(AT), list)).toBe(true);
    expect(isRevoked(ann(AT, 'tok_2'), list)).toBe(false);
    expect(isRevoked(ann(AT, null), list)).toBe(false);
  });

  it('is revoked when it was issued to a listed subject before the instant given with it', () => {
    const list = listed({ subjects: [{ subject: 'ann', before: AT }] });
    expect(isRevoked(ann('2026-11-21T09:59:59Z'), list)).toBe(true);
    expect(isRevoked(ann(AT), list)).toBe(false);
    expect(isRevoked({ ...ann('2026-11-21T09:59:59Z'), subject: 'bo' }, list)).toBe(false);
  });

  it('is revoked by the later of two instants for its subject', () => {
    const list = listed({
      subjects: [
        { subject: 'ann', before: AT },
        { subject: 'ann', before: '2026-11-21T08:00:00Z' },
      ],
    });
    expect(isRevoked(ann('2026-11-21T09:00:00Z'), list)).toBe(true);
  });

  it('is revoked with all others that were issued before the epoch', () => {
    const list = listed({ epoch: AT });
    expect(isRevoked(ann('2026-11-21T09:59:59Z'), list)).toBe(true);
    expect(isRevoked(ann(AT), list)).toBe(false);
  });

  it('that does not say when it was issued is older than any instant', () => {
    expect(isRevoked(ann(null), listed({ epoch: '2000-01-01T00:00:00Z' }))).toBe(true);
    expect(isRevoked(ann(null), listed({}))).toBe(false);
  });

  it.each(['', '[]', '{"ids":[1]}', '{"epoch":"yesterday"}', '{"subjects":[{"subject":"ann"}]}', '{"tokens":[]}'])(
    'is not judged by the list %j, which is none',
    (text) => {
      expect(parseRevocations(text).ok).toBe(false);
    },
  );
});

import { FixedClock } from '#kit/runtime/clock.ts';
import { derivedId, idsFrom, systemIds } from '#kit/runtime/ids.ts';
import { seededRandom } from '#kit/runtime/random.ts';

const SHAPE = /^op_[0-9abcdefghjkmnpqrstvwxyz]{26}$/;

describe('ids', () => {
  it('have a prefix and 26 characters that cannot be misread', () => {
    expect(systemIds.next('op')).toMatch(SHAPE);
    expect(derivedId('op', 'contract', '7')).toMatch(SHAPE);
  });

  it('sort by the time they were given', () => {
    const clock = new FixedClock('2026-11-21T10:00:00Z');
    const ids = idsFrom(clock, seededRandom('order'));
    const given = Array.from({ length: 100 }, () => {
      clock.advance(1);
      return ids.next('op');
    });
    expect([...given].sort()).toEqual(given);
  });

  it('still sort in centuries to come', () => {
    const now = idsFrom(new FixedClock('2026-11-21T10:00:00Z'), seededRandom(1)).next('op');
    const later = idsFrom(new FixedClock('9999-12-31T00:00:00Z'), seededRandom(1)).next('op');
    expect(now < later).toBe(true);
    expect(later).toMatch(SHAPE);
  });

  it('differ within one millisecond', () => {
    const ids = idsFrom(new FixedClock('2026-11-21T10:00:00Z'), seededRandom(1));
    expect(new Set(Array.from({ length: 1_000 }, () => ids.next('op'))).size).toBe(1_000);
  });

  it('repeat themselves for the same clock and chance', () => {
    const first = idsFrom(new FixedClock('2026-11-21T10:00:00Z'), seededRandom(1)).next('op');
    expect(idsFrom(new FixedClock('2026-11-21T10:00:00Z'), seededRandom(1)).next('op')).toBe(first);
  });

  it('derived from the same parts are the same, from others are others', () => {
    expect(derivedId('evt', 'stripe', 'evt_1')).toBe(derivedId('evt', 'stripe', 'evt_1'));
    expect(derivedId('evt', 'a', 'bc')).not.toBe(derivedId('evt', 'ab', 'c'));
    expect(derivedId('evt', 'a', 'b')).not.toBe(derivedId('evt', 'b', 'a'));
    expect(derivedId('evt', 'a')).not.toBe(derivedId('evt', 'a', ''));
  });

  it('derived today are those derived by every earlier release', () => {
    // Computed apart, by another program in another language.
    expect(derivedId('evt', 'stripe', 'evt_1')).toBe('evt_z7xvzyc1deg4p8x2mqhmhdbjrk');
  });
});

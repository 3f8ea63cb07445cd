import { dayOf, daysOf, overlap, readInstant, spanOf } from '#revrec/engine/instant.ts';
import { civilDate } from '#schema/canonical/calendar.ts';

const at = (text: string) => readInstant(text) ?? -1n;

describe('an instant', () => {
  it('is read to the millisecond in UTC, and no other text is one', () => {
    expect([at('1970-01-02T00:00:00Z'), at('1970-01-01T01:02:03.4Z'), at('2024-02-29T23:59Z')]).toEqual([
      86_400_000n,
      3_723_400n,
      1_709_251_140_000n,
    ]);
    const none = ['2024-02-30T00:00:00Z', '2024-02-29', '2024-02-29T24:00:00Z', '2024-02-29T10:00:00+01:00', ''];
    expect(none.map(readInstant)).toEqual([null, null, null, null, null]);
  });

  it('belongs to its day until the last millisecond', () => {
    expect([dayOf(at('1969-07-20T20:17:00Z')), dayOf(at('1969-07-20T00:00:00Z'))]).toEqual([
      '1969-07-20',
      '1969-07-20',
    ]);
    expect([dayOf(at('2026-08-16T23:59:59.999Z')), dayOf(at('2026-08-17T00:00:00Z'))]).toEqual([
      '2026-08-16',
      '2026-08-17',
    ]);
  });
});

describe('a span of time', () => {
  it('counts its first day whole and cuts its last one off, but never all of it', () => {
    const days = (from: string, to: string) => daysOf({ fromMs: at(from), toMs: at(to) });
    expect(days('2026-05-03T17:00:00Z', '2026-05-06T01:00:00Z')).toEqual({ from: '2026-05-03', to: '2026-05-05' });
    expect(days('2026-05-03T17:00:00Z', '2026-05-06T00:00:00Z')).toEqual({ from: '2026-05-03', to: '2026-05-05' });
    expect(days('2026-05-03T08:00:00Z', '2026-05-03T09:00:00Z')).toEqual({ from: '2026-05-03', to: '2026-05-03' });
  });

  it('of whole days is read back as those days, and shares with another what lies in both', () => {
    const may = spanOf({ from: civilDate('2026-05-01'), to: civilDate('2026-05-31') });
    const spring = spanOf({ from: civilDate('2026-03-20'), to: civilDate('2026-05-09') });
    expect(daysOf(may)).toEqual({ from: '2026-05-01', to: '2026-05-31' });
    expect(daysOf(overlap(may, spring))).toEqual({ from: '2026-05-01', to: '2026-05-09' });
    expect(overlap(may, spring)).toEqual(overlap(spring, may));
  });
});

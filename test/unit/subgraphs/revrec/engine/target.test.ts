import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { positionAt } from '#revrec/engine/position.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { civilDate, monthlyCalendar } from '#schema/canonical/calendar.ts';
import { folded, rows, sumOf } from './folded.ts';
import { aLine, anApproval, downgrade, meridian, usd } from './meridian.ts';

const training = aLine({
  key: 'training',
  product: 'TRAINING',
  kind: 'POINT_IN_TIME',
  measure: 'POINT',
  trigger: 'DELIVERY',
  amount: usd(1_000_000n),
});

describe('a schedule', () => {
  it('shows what waits for its trigger in one row, and counts it in no position', () => {
    const state = folded([anApproval([aLine(), training])]);
    const waiting = rows(state).filter(({ state: rowState }) => rowState === 'AWAITING_TRIGGER');
    expect(waiting.map(({ obligation, period }) => [obligation, period])).toEqual([['K-1/training', '2026-12']]);
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(61_000_000n);
    const end = positionAt(state, civilDate('2026-12-31'));
    expect(end.remainingObligation.minor).toBe(waiting[0]?.amountMinor);
  });

  it('earns at once what is earned by booking or by its start', () => {
    const booked = folded([anApproval([{ ...training, trigger: 'BOOKING', from: '2026-05-01' }])]);
    const started = folded([anApproval([{ ...training, trigger: 'START', from: '2026-05-01' }])]);
    expect([booked, started].map((state) => rows(state).map(({ period }) => period))).toEqual([
      ['2026-01'],
      ['2026-05'],
    ]);
  });

  it('says the same of a month whichever calendar it is cut from', () => {
    const state = folded([...meridian, downgrade]);
    const autumn = monthlyCalendar(civilDate('2026-09-01'), civilDate('2026-11-30'));
    const inAutumn = rows(state).filter(({ period }) => period >= '2026-09' && period <= '2026-11');
    expect(scheduleOf(state, autumn).rows).toEqual(inAutumn);
  });

  it('can be followed from every figure down to events, policies and standalone prices', () => {
    const state = folded([...meridian, downgrade]);
    const schedule = scheduleOf(state, calendarOf(state));
    const derivations = [...state.derivations, ...schedule.derivations];
    const ids = derivations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const leaves = ['ssp:seat', 'ssp:analytics', ...state.eventIds, ...CONTRACT_DRIVEN.versionIds];
    const known = new Set([...ids, ...leaves]);
    expect(derivations.flatMap(({ inputs }) => inputs).filter((input) => !known.has(input))).toEqual([]);
    expect(schedule.rows.every(({ derivation }) => known.has(derivation))).toBe(true);
  });
});

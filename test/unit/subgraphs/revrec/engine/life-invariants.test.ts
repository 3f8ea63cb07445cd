import fc from 'fast-check';
import { type ContractState, isFixed } from '#revrec/engine/contract-state.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { balancesAt, positionAt } from '#revrec/engine/position.ts';
import { type PostedLine, postings } from '#revrec/engine/posting.ts';
import { canonicalJson } from '#revrec/engine/replay-hash.ts';
import { calendarOf, obligationsOf, scheduleOf } from '#revrec/engine/target.ts';
import { addDays, civilDate, laterOf } from '#schema/canonical/calendar.ts';
import { rows, sumOf } from './folded.ts';
import { RUNS } from './generators.ts';
import { anyEndedLife, anyLife } from './life-generators.ts';
import { stamp } from './meridian.ts';

const LATEST = '2099-12-31T00:00:00.000Z';
const ENGINE_BILLS = { ...CONTRACT_DRIVEN, values: { ...CONTRACT_DRIVEN.values, billingJournal: 'ENGINE' } } as const;
type Life = Parameters<typeof fold>[0];

/** The state of a life; one that asks for more than the contract has is refused, and says nothing here. */
function lived(events: Life): ContractState {
  const result = fold(events, { knownAt: LATEST, policies: ENGINE_BILLS });
  if (!result.ok && !['NEGATIVE_ALLOCATION', 'NO_WEIGHT'].includes(result.error.kind))
    throw new Error(canonicalJson(result.error));
  fc.pre(result.ok);
  if (!result.ok) throw new Error('pre stops before');
  return result.value;
}

function posted(state: ContractState, before: readonly PostedLine[] = []): readonly PostedLine[] {
  const periods = calendarOf(state).map((month) => ({ ...month, status: 'OPEN' as const }));
  const result = postings(state, before, { periods, through: periods.at(-1)?.key ?? '' });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value.flatMap(({ lines }) => lines);
}
const net = (lines: readonly PostedLine[]) =>
  sumOf(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor));
const figures = (state: ContractState) => canonicalJson(scheduleOf(state, calendarOf(state)).rows);

describe('whatever a contract lives through', () => {
  it('its rows sum to what is allocated, and what is allocated to the price in every version', () => {
    fc.assert(
      fc.property(anyLife, (events) => {
        const state = lived(events);
        const all = rows(state);
        for (const { obligation } of obligationsOf(state)) {
          const own = all.filter((row) => row.obligation === obligation.key).map(({ amountMinor }) => amountMinor);
          expect(sumOf(own)).toBe(obligation.allocatedMinor);
        }
        for (const { obligations, transactionPriceMinor } of state.contracts.flatMap(({ versions }) => versions)) {
          expect(sumOf(obligations.filter(isFixed).map(({ allocatedMinor }) => allocatedMinor))).toBe(
            transactionPriceMinor,
          );
        }
      }),
      RUNS,
    );
  });

  it('the sum over its journals is its position at the end of every month', () => {
    fc.assert(
      fc.property(anyLife, fc.nat(), (events, pick) => {
        const state = lived(events);
        const months = calendarOf(state);
        const month = months[pick % months.length];
        if (month === undefined) throw new Error('a life has months');
        const lines = posted(state).filter(({ originPeriod }) => originPeriod <= month.key);
        const of = (role: string) => net(lines.filter((line) => line.role === role));
        const { deferred, unbilled, recognized, billed } = positionAt(state, month.to);
        expect([-of('CONTRACT_LIABILITY'), of('UNBILLED_AR'), -of('REVENUE')]).toEqual([
          deferred.minor,
          unbilled.minor,
          recognized.minor,
        ]);
        expect(of('AR') + of('TAX_LIABILITY')).toBe(billed.minor);
        expect(-of('REFUND_LIABILITY')).toBe(sumOf(balancesAt(state, month.to).map(({ refundMinor }) => refundMinor)));
        expect(net(lines)).toBe(0n);
        expect(posted(state, posted(state))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('the order in which it was told of changes nothing', () => {
    const shuffled = anyLife.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events], { minLength: events.length })),
    );
    fc.assert(
      fc.property(shuffled, ([events, arrived]) => {
        expect(canonicalJson(lived(arrived))).toBe(canonicalJson(lived(events)));
      }),
      RUNS,
    );
  });

  it('what is withdrawn leaves the figures as if it had never been told', () => {
    fc.assert(
      fc.property(anyLife, fc.nat(), (events, pick) => {
        const later = events.slice(1);
        const target = later[pick % later.length];
        if (target === undefined) return;
        const gone = { ...target, ...stamp({ id: 'e-void', effectiveAt: target.effectiveAt, supersedes: target.id }) };
        const without = lived(events.filter((event) => event !== target));
        expect(figures(lived([...events, { ...gone, recordedAt: target.recordedAt, payload: null }]))).toBe(
          figures(without),
        );
      }),
      RUNS,
    );
  });
});

describe('whenever a contract ends', () => {
  it('nothing is left deferred, unbilled or to come once it is settled', () => {
    fc.assert(
      fc.property(anyEndedLife, (events) => {
        const state = lived(events);
        const end = state.ended;
        if (end === null) throw new Error('it has ended');
        const settledOn = events.map(({ effectiveAt }) => civilDate(effectiveAt)).reduce(laterOf);
        for (const { deferredMinor, unbilledMinor, refundMinor, contractedMinor, recognizedMinor } of balancesAt(
          state,
          settledOn,
        )) {
          expect([deferredMinor, unbilledMinor, refundMinor, contractedMinor - recognizedMinor]).toEqual([
            0n,
            0n,
            0n,
            0n,
          ]);
        }
        expect(rows(state).filter(({ period }) => period > settledOn.slice(0, 7))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('what was recognised before stays as it was', () => {
    fc.assert(
      fc.property(anyEndedLife, (events) => {
        const state = lived(events);
        const open = lived(events.filter(({ id }) => id !== 'e-end' && id !== 'end'));
        const eve = addDays(state.ended?.effectiveOn ?? civilDate('2026-01-01'), -1);
        expect(positionAt(state, eve).recognized).toEqual(positionAt(open, eve).recognized);
      }),
      RUNS,
    );
  });
});

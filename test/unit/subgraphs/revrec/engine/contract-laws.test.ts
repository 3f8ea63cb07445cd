import fc from 'fast-check';
import { allocate } from '#revrec/engine/allocate.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { balancesAt, positionAt } from '#revrec/engine/position.ts';
import { canonicalJson } from '#revrec/engine/replay-hash.ts';
import { calendarOf, obligationsOf, scheduleOf } from '#revrec/engine/target.ts';
import { waterfall } from '#revrec/engine/waterfall.ts';
import { addDays, type CalendarPeriod, civilDate, laterOf, monthKey } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { anyCounted } from './counted-generators.ts';
import { rows, sumOf } from './folded.ts';
import { anyContract, anyHistory, RUNS } from './generators.ts';
import { aCancellation } from './life.ts';
import { anyLife, anyOpenLife } from './life-generators.ts';
import { anInvoice, documentLine } from './meridian.ts';

const LATEST = '2099-12-31T00:00:00.000Z';
const anyTold = fc.oneof(anyHistory, anyCounted, anyLife);

/** One that asks for more than the contract has is refused, and says nothing here. */
function lived(events: readonly RevenueEvent[]): ContractState {
  const result = fold(events, { knownAt: LATEST, policies: CONTRACT_DRIVEN });
  fc.pre(result.ok);
  if (!result.ok) throw new Error('pre stops before');
  return result.value;
}

const dayOf = ({ effectiveAt }: RevenueEvent) => civilDate(effectiveAt);
const lastDayOf = (state: ContractState) => calendarOf(state).at(-1)?.to ?? civilDate('2099-12-31');
const amounts = (state: ContractState) =>
  rows(state).map(({ obligation, period, amountMinor, state: rowState }) => [
    obligation,
    period,
    amountMinor,
    rowState,
  ]);

/** The same months, three to a period. */
function quarters(months: readonly CalendarPeriod[]): readonly CalendarPeriod[] {
  const groups = Map.groupBy(months, (_, index) => Math.floor(index / 3));
  return [...groups.values()].flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    return first === undefined || last === undefined ? [] : [{ key: first.key, from: first.from, to: last.to }];
  });
}

describe('after each event', () => {
  it('a contract owes or is owed exactly what was billed less what was recognised and what goes back', () => {
    fc.assert(
      fc.property(anyTold, fc.nat(), (events, pick) => {
        const told = events.slice(0, 1 + (pick % events.length));
        const last = told.map(dayOf).reduce(laterOf);
        for (const one of balancesAt(lived(told), last)) {
          const { deferredMinor, unbilledMinor, billedMinor, recognizedMinor, refundMinor } = one;
          expect(deferredMinor - unbilledMinor).toBe(billedMinor - recognizedMinor - refundMinor);
          expect(deferredMinor * unbilledMinor).toBe(0n);
          expect(deferredMinor >= 0n && unbilledMinor >= 0n).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('what is still to be earned is what the schedule has after the day', () => {
    fc.assert(
      fc.property(anyTold, (events) => {
        const state = lived(events);
        const on = events.map(dayOf).reduce(laterOf);
        const [month] = calendarOf(state).filter(({ to }) => to >= on);
        if (month === undefined) return;
        const later = rows(state).filter(
          ({ period, state: rowState }) => period > month.key || rowState !== 'SCHEDULED',
        );
        expect(positionAt(state, month.to).remainingObligation.minor).toBe(
          sumOf(later.map(({ amountMinor }) => amountMinor)),
        );
      }),
      RUNS,
    );
  });

  it('nothing that was earned before its day has moved, but for usage billed afterwards', () => {
    fc.assert(
      fc.property(anyOpenLife, fc.nat(), (life, pick) => {
        const events = life
          .filter(({ id }) => !id.startsWith('e-usage'))
          .toSorted((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1));
        const kept = events.slice(0, 1 + (pick % events.length));
        const next = events[kept.length];
        if (next === undefined) return;
        // Evidence names what an amendment may have added, so that all of a day comes at once.
        fc.pre(kept.every((event) => event.effectiveAt < next.effectiveAt));
        const eve = addDays(dayOf(next), -1);
        expect(positionAt(lived(events), eve).recognized).toEqual(positionAt(lived(kept), eve).recognized);
      }),
      RUNS,
    );
  });
});

describe('whatever happens to one contract', () => {
  it('is nothing to another, whichever was reckoned first', () => {
    const other = anyTold.map((events) => events.map((event) => ({ ...event, contractKey: 'K-2' })));
    const textOf = (events: readonly RevenueEvent[]) => {
      const state = fold(events, { knownAt: LATEST, policies: CONTRACT_DRIVEN });
      return canonicalJson(state.ok ? [state.value, scheduleOf(state.value, calendarOf(state.value))] : state.error);
    };
    fc.assert(
      fc.property(anyTold, other, (events, others) => {
        const alone = textOf(events);
        textOf(others);
        expect(textOf(events)).toBe(alone);
      }),
      RUNS,
    );
  });

  it('its amendments’ own contracts are each netted by themselves', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const state = lived(events);
        const on = lastDayOf(state);
        for (const contract of state.contracts) {
          const billed = state.billed.filter(({ contractKey }) => contractKey === contract.key);
          const alone = balancesAt({ ...state, contracts: [contract], billed }, on);
          expect(balancesAt(state, on).filter((one) => one.contract === contract.key)).toEqual(alone);
        }
      }),
      RUNS,
    );
  });

  it('a quarter earns what its months earn', () => {
    fc.assert(
      fc.property(anyTold, (events) => {
        const state = lived(events);
        const months = calendarOf(state);
        const [byMonth, byQuarter] = [scheduleOf(state, months).rows, scheduleOf(state, quarters(months)).rows];
        const keyOf = new Map(
          quarters(months).flatMap(({ key, from, to }) =>
            months.filter((month) => month.from >= from && month.to <= to).map((month) => [month.key, key] as const),
          ),
        );
        const totals = (found: typeof byMonth) =>
          [...Map.groupBy(found, (row) => `${row.obligation} ${row.state} ${keyOf.get(row.period)}`)]
            .map(([key, group]) => [key, sumOf(group.map(({ amountMinor }) => amountMinor))] as const)
            .filter(([, minor]) => minor !== 0n)
            .sort(([a], [b]) => (a < b ? -1 : 1));
        expect(totals(byQuarter)).toEqual(totals(byMonth));
      }),
      RUNS,
    );
  });

  it('what was booked is what its months recognised and what remains', () => {
    fc.assert(
      fc.property(
        fc.array(anyContract, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 60 }),
        (signed, seen) => {
          const states = signed.map((approval, index) =>
            lived([{ ...approval, effectiveAt: addDays(dayOf(approval), 31 * index) }]),
          );
          const booked = states.map((state) => ({
            month: monthKey(state.contracts[0]?.versions[0]?.effectiveOn ?? civilDate('2099-12-31')),
            minor: sumOf(obligationsOf(state).map(({ obligation }) => obligation.allocatedMinor)),
          }));
          const recognised = states.flatMap((state, index) =>
            rows(state)
              .slice(0, seen)
              .map(({ period, amountMinor }) => ({
                bookedMonth: booked[index]?.month ?? '',
                month: period,
                minor: amountMinor,
              })),
          );
          const result = waterfall(booked, recognised);
          if (!result.ok) throw new Error(result.error.kind);
          for (const row of result.value) {
            expect(row.recognisedMinor).toBe(sumOf([...row.recognised.values()]));
            expect(row.recognisedMinor + row.remainingMinor).toBe(row.bookedMinor);
          }
          const total = sumOf(result.value.map((row) => row.recognisedMinor));
          expect(total).toBe(sumOf(recognised.map(({ minor }) => minor)));
        },
      ),
      RUNS,
    );
  });
});

describe('whenever a contract is cancelled', () => {
  it('on its first day, it leaves nothing anywhere', () => {
    fc.assert(
      fc.property(anyContract, (approval) => {
        const state = lived([approval, aCancellation({ id: 'e-end', effectiveAt: approval.effectiveAt })]);
        expect(rows(state)).toEqual([]);
        for (const { contract: _, ...figures } of balancesAt(state, civilDate('2099-12-31'))) {
          expect(Object.values(figures).filter((minor) => minor !== 0n)).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('once all of it is served and billed, it changes nothing', () => {
    fc.assert(
      fc.property(anyContract, (approval) => {
        const state = lived([approval]);
        const total = sumOf(obligationsOf(state).map(({ obligation }) => obligation.allocatedMinor));
        const bill = anInvoice(
          { id: 'e-bill', effectiveAt: approval.effectiveAt },
          { lines: [documentLine(total, null)] },
        );
        const end = aCancellation({ id: 'e-end', effectiveAt: addDays(lastDayOf(state), 1) });
        expect(amounts(lived([approval, bill, end]))).toEqual(amounts(state));
      }),
      RUNS,
    );
  });
});

describe('a price that is split', () => {
  it('gives the lines in all no more than it takes, beside what the price differs from theirs', () => {
    const anyLine = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 10n ** 12n }));
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 12 }),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        (drawn, discount) => {
          const stated = sumOf(drawn.map(([, minor]) => minor));
          const totalMinor = stated > discount ? stated - discount : stated;
          const lines = drawn.map(([ssp, statedMinor], index) => ({
            key: String(index),
            sspMinor: ratio(ssp),
            statedMinor,
          }));
          const split = allocate({ totalMinor, lines });
          if (!split.ok) throw new Error(split.error.kind);
          expect(sumOf(split.value.map(({ carveMinor }) => carveMinor))).toBe(totalMinor - stated);
        },
      ),
      RUNS,
    );
  });
});

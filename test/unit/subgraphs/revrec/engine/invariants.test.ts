import fc from 'fast-check';
import { type ContractState, latestVersion, recognizedOn } from '#revrec/engine/contract-state.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { balancesAt } from '#revrec/engine/position.ts';
import { type PostedLine, type PostingPeriod, postings } from '#revrec/engine/posting.ts';
import { canonicalJson } from '#revrec/engine/replay-hash.ts';
import { calendarOf, obligationsOf, scheduleOf } from '#revrec/engine/target.ts';
import { unbilledByObligation } from '#revrec/engine/unbilled-split.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { compareRatios, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { anyCounted, anyEstimated, anyFinished } from './counted-generators.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import { anyContract, anyHistory, negated, RUNS } from './generators.ts';
import { stamp } from './meridian.ts';

const LATEST = '2099-12-31T00:00:00.000Z';
const ENGINE_BILLS = { ...CONTRACT_DRIVEN, values: { ...CONTRACT_DRIVEN.values, billingJournal: 'ENGINE' } } as const;
const at = (events: Parameters<typeof folded>[0], knownAt = LATEST) => folded(events, knownAt, ENGINE_BILLS);

const periodsOf = (state: ContractState, closed = 0): readonly PostingPeriod[] =>
  calendarOf(state).map((month, index) => ({ ...month, status: index < closed ? 'CLOSED' : 'OPEN' }));
function post(state: ContractState, posted: readonly PostedLine[], periods = periodsOf(state)): readonly PostedLine[] {
  const through = periods.at(-1)?.key ?? '';
  const result = postings(state, posted, { periods, through });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value.flatMap(({ lines }) => lines);
}
const net = (lines: readonly PostedLine[]) =>
  sumOf(lines.map(({ debitMinor, creditMinor }) => debitMinor - creditMinor));
const groups = (lines: readonly PostedLine[], keyOf: (line: PostedLine) => string) => [...Map.groupBy(lines, keyOf)];
const sums = (lines: readonly PostedLine[]) =>
  new Map(
    groups(lines, ({ contract, obligation, role, layer, originPeriod }) =>
      [contract, obligation, role, layer, originPeriod].join('|'),
    )
      .map(([key, group]) => [key, net(group)] as const)
      .filter(([, minor]) => minor !== 0n)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const hasOneSide = ({ debitMinor, creditMinor }: PostedLine) =>
  debitMinor > 0n ? creditMinor === 0n : debitMinor === 0n && creditMinor > 0n;
/** How far a figure lies from its exact value, without its sign. */
function roundedOff({ exact, rounded }: Derivation) {
  if (exact === null || rounded === null) throw new Error('a figure has both');
  const off = subtractRatios(ratio(rounded), exact);
  return ratio(off.n < 0n ? -off.n : off.n, off.d);
}

describe('whatever happens to a contract', () => {
  it('the rows of each obligation sum to what is allocated to it, and none has the other sign', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const state = at(events);
        const all = rows(state);
        for (const { obligation } of obligationsOf(state)) {
          const own = all.filter((row) => row.obligation === obligation.key).map(({ amountMinor }) => amountMinor);
          expect(sumOf(own)).toBe(obligation.allocatedMinor);
          expect(own.every((minor) => minor >= 0n)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('the allocations sum to the price in every version', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        for (const { obligations, transactionPriceMinor } of at(events).contracts.flatMap(({ versions }) => versions)) {
          expect(sumOf(obligations.map(({ allocatedMinor }) => allocatedMinor))).toBe(transactionPriceMinor);
        }
      }),
      RUNS,
    );
  });

  it('each allocation is less than a unit from exact', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        for (const share of at(events).derivations.filter(({ op }) => op === 'ALLOCATE')) {
          expect(compareRatios(roundedOff(share), ratio(1n))).toBe(-1);
        }
      }),
      RUNS,
    );
  });

  it('each cumulative figure is within half a unit of exact', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const state = at(events);
        for (const row of scheduleOf(state, calendarOf(state)).derivations) {
          expect(compareRatios(roundedOff(row), ratio(1n, 2n))).toBeLessThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });

  it('a contract with the other sign is its mirror image', () => {
    fc.assert(
      fc.property(anyContract, (approval) => {
        const mirrored = rows(at([negated(approval)])).map(({ amountMinor }) => -amountMinor);
        expect(mirrored).toEqual(rows(at([approval])).map(({ amountMinor }) => amountMinor));
      }),
      RUNS,
    );
  });

  it('every journal balances by contract, layer and origin, with one side a line', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 0, max: 20 }), (events, closed) => {
        const state = at(events);
        const periods = periodsOf(state, closed);
        const result = postings(state, [], { periods, through: periods.at(-1)?.key ?? '' });
        const journals = result.ok ? result.value : [];
        for (const { lines } of journals) {
          const parts = groups(lines, (line) => `${line.contract}|${line.layer}|${line.originPeriod}`);
          expect(parts.filter(([, part]) => net(part) !== 0n)).toEqual([]);
          expect(lines.filter((line) => !hasOneSide(line))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('the posted balances are the position: liability less asset is billed less recognised', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const state = at(events);
        const lines = post(state, []);
        const last = calendarOf(state).at(-1)?.to ?? civilDate('2099-12-31');
        for (const balance of balancesAt(state, last)) {
          const of = (role: string) =>
            net(lines.filter((line) => line.contract === balance.contract && line.role === role));
          expect(-of('CONTRACT_LIABILITY')).toBe(balance.deferredMinor);
          expect(of('UNBILLED_AR')).toBe(balance.unbilledMinor);
          expect(balance.deferredMinor - balance.unbilledMinor).toBe(balance.billedMinor - balance.recognizedMinor);
        }
      }),
      RUNS,
    );
  });

  it('posting again posts nothing', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const state = at(events);
        expect(post(state, post(state, []))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('whenever events arrive', () => {
  it('their order and their number of deliveries change nothing', () => {
    const shuffled = anyHistory.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([events, arrived]) => {
        const later = arrived.map((event, index) =>
          arrived.indexOf(event) === index
            ? event
            : { ...event, id: `${event.id}-again`, recordedAt: '2098-01-01T00:00:00.000Z' },
        );
        expect(canonicalJson(at(later))).toBe(canonicalJson(at(events)));
      }),
      RUNS,
    );
  });

  it('in batches or at once, the total posted is the same, and closed periods are left alone', () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 24 }),
        (events, cut, closed) => {
          const whole = at(events);
          const months = periodsOf(whole, closed);
          const open = months.map((month) => ({ ...month, status: 'OPEN' as const }));
          const first = post(at(events.slice(0, cut)), [], open);
          const result = postings(whole, first, { periods: months, through: months.at(-1)?.key ?? '' });
          if (!result.ok) return expect(result.error.kind).toBe('CLOSED_PERIOD');
          const closedKeys = months.slice(0, closed).map(({ key }) => key);
          expect(result.value.filter(({ period }) => closedKeys.includes(period))).toEqual([]);
          const all = [...first, ...result.value.flatMap(({ lines }) => lines)];
          // By origin the corrections bring what was reported to what is right now.
          expect(canonicalJson([...sums(all)])).toBe(canonicalJson([...sums(post(whole, [], open))]));
        },
      ),
      RUNS,
    );
  });

  it('what was known at a moment depends on nothing recorded later', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 0, max: 2300 }), (events, day) => {
        const knownAt = `${addDays(civilDate('2023-10-01'), day)}T12:00:00.000Z`;
        const then = events.filter(({ recordedAt }) => recordedAt <= knownAt);
        expect(canonicalJson(at(events, knownAt))).toBe(canonicalJson(at(then, knownAt)));
      }),
      RUNS,
    );
  });

  it('an equal correction changes no figure and a void restores the former ones', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), (events, pick) => {
        const [approval, ...later] = events;
        const target = later[pick % Math.max(later.length, 1)];
        if (approval === undefined || target === undefined) return;
        const source = { ...target.source, objectVersion: '2', payloadHash: 'again' };
        const again = { ...target, id: 'e-again', supersedes: target.id, source };
        expect(canonicalJson(rows(at([...events, again])))).toBe(canonicalJson(rows(at(events))));
        const gone = { ...target, ...stamp({ id: 'e-void', effectiveAt: target.effectiveAt, supersedes: target.id }) };
        const without = events.filter((event) => event !== target);
        const voided = at([...events, { ...gone, recordedAt: target.recordedAt, payload: null }]);
        expect(canonicalJson(rows(voided))).toBe(canonicalJson(rows(at(without))));
      }),
      RUNS,
    );
  });
});

describe('however a contract is modified', () => {
  it('a separate contract leaves the old one as it was, and a prospective change what was recognised', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const deals = events.filter(({ kind }) => kind === 'MODIFICATION_APPROVED');
        const [first] = [...deals].sort((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1));
        const approval = events.slice(0, 1);
        if (first === undefined) return;
        const before = at(approval);
        const after = at([...approval, first]);
        const [old] = before.contracts;
        const [signed, separate] = after.contracts;
        if (old === undefined || signed === undefined) throw new Error('a contract is a contract');
        if (separate !== undefined) return expect(canonicalJson(signed)).toBe(canonicalJson(old));

        const cutOn = addDays(civilDate(first.effectiveAt), -1);
        const earned = (contract: typeof old) =>
          sumOf(latestVersion(contract).obligations.map((one) => recognizedOn(one, cutOn)));
        expect(earned(signed)).toBe(earned(old));
        const pool = after.derivations.find(({ op }) => op === 'POOL')?.rounded ?? 0n;
        expect(earned(old) + pool).toBe(latestVersion(signed).transactionPriceMinor);
      }),
      RUNS,
    );
  });

  it('the engine answers with figures for every generated history', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        expect(refusal(events, LATEST)).toBeNull();
      }),
      RUNS,
    );
  });
});

describe('whatever happens to a contract of units, cost and estimates', () => {
  const states = anyCounted.map((events) => at(events));

  it('its rows sum to what is allocated, and the allocations to the price in every version', () => {
    fc.assert(
      fc.property(states, (state) => {
        const all = rows(state);
        for (const { obligation } of obligationsOf(state)) {
          const own = all.filter((row) => row.obligation === obligation.key).map(({ amountMinor }) => amountMinor);
          expect(sumOf(own)).toBe(obligation.allocatedMinor);
        }
        for (const { obligations, transactionPriceMinor } of state.contracts.flatMap(({ versions }) => versions)) {
          expect(sumOf(obligations.map(({ allocatedMinor }) => allocatedMinor))).toBe(transactionPriceMinor);
        }
      }),
      RUNS,
    );
  });

  it('all of it is earned once all of it is delivered, and nothing else ever is', () => {
    fc.assert(
      fc.property(anyFinished, (events) => {
        for (const { obligation } of obligationsOf(at(events))) {
          expect(recognizedOn(obligation, civilDate('2099-12-31'))).toBe(obligation.allocatedMinor);
        }
      }),
      RUNS,
    );
  });

  it('each share is less than a unit from exact and each cumulative figure within half a unit', () => {
    fc.assert(
      fc.property(states, (state) => {
        for (const share of state.derivations.filter(({ op }) => op === 'ALLOCATE')) {
          expect(compareRatios(roundedOff(share), ratio(1n))).toBe(-1);
        }
        for (const row of scheduleOf(state, calendarOf(state)).derivations) {
          expect(compareRatios(roundedOff(row), ratio(1n, 2n))).toBeLessThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });

  it('its journals come to its position, and posting again posts nothing', () => {
    fc.assert(
      fc.property(states, (state) => {
        const lines = post(state, []);
        expect(post(state, lines)).toEqual([]);
        const last = calendarOf(state).at(-1)?.to ?? civilDate('2099-12-31');
        for (const balance of balancesAt(state, last)) {
          const own = lines.filter(({ contract }) => contract === balance.contract);
          const of = (role: string) => net(own.filter((line) => line.role === role));
          expect(-of('CONTRACT_LIABILITY') - of('UNBILLED_AR')).toBe(balance.billedMinor - balance.recognizedMinor);
        }
      }),
      RUNS,
    );
  });

  it('what is unbilled by promise sums to recognised less billed, however it is split', () => {
    fc.assert(
      fc.property(anyCounted, fc.constantFrom('OWN_BILLED', 'DELIVERED_SSP'), (events, unbilledSplit) => {
        const policies = { ...CONTRACT_DRIVEN, values: { ...CONTRACT_DRIVEN.values, unbilledSplit } };
        const state = folded(events, LATEST, policies);
        const on = civilDate('2025-01-31');
        const [balance] = balancesAt(state, on);
        const parts = [...unbilledByObligation(state, on).values()];
        expect(sumOf(parts)).toBe((balance?.recognizedMinor ?? 0n) - (balance?.billedMinor ?? 0n));
      }),
      RUNS,
    );
  });

  it('the order of arrival changes nothing, and no event moves what was earned before its day', () => {
    fc.assert(
      fc.property(anyCounted, fc.nat(), (events, pick) => {
        expect(canonicalJson(at(events.toReversed()))).toBe(canonicalJson(at(events)));
        const kept = events.slice(0, 1 + (pick % events.length));
        const next = events[kept.length];
        if (next === undefined) return;
        const eve = addDays(civilDate(next.effectiveAt), -1);
        const earned = (state: ContractState) =>
          sumOf(obligationsOf(state).map(({ obligation }) => recognizedOn(obligation, eve)));
        expect(earned(at(events))).toBe(earned(at(kept)));
      }),
      RUNS,
    );
  });
});

describe('however an estimate changes', () => {
  const earnedOn = (events: Parameters<typeof folded>[0], on: Parameters<typeof recognizedOn>[1]) =>
    obligationsOf(at(events)).map(({ obligation }) => recognizedOn(obligation, on));

  it('the catch-up leaves what a contract would have earned that had it from the start', () => {
    fc.assert(
      fc.property(anyEstimated, ({ on, estimated, fromTheStart }) => {
        const [late, early] = [earnedOn(estimated, on), earnedOn(fromTheStart, on)];
        // Split in two parts, a price may give a promise a unit more or less than split at once.
        late.forEach((minor, index) => {
          const apart = minor - (early[index] ?? 0n);
          expect(apart * apart <= 4n).toBe(true);
        });
        expect(sumOf(obligationsOf(at(estimated)).map(({ obligation }) => obligation.allocatedMinor))).toBe(
          sumOf(obligationsOf(at(fromTheStart)).map(({ obligation }) => obligation.allocatedMinor)),
        );
      }),
      RUNS,
    );
  });

  it('taking the change back restores what was earned', () => {
    fc.assert(
      fc.property(anyEstimated, ({ on, restored, untouched }) => {
        expect(earnedOn(restored, addDays(on, 1))).toEqual(earnedOn(untouched, addDays(on, 1)));
      }),
      RUNS,
    );
  });
});

import fc from 'fast-check';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { formatRatio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { anyCounted } from './counted-generators.ts';
import { reckoned } from './formula.ts';
import { anyHistory, RUNS } from './generators.ts';
import { anyLife } from './life-generators.ts';

const anyContract = fc.oneof(anyHistory, anyCounted, anyLife);

/** Contract and schedule; a life that asks for more than the contract has is refused, and says nothing here. */
function explained(events: readonly RevenueEvent[]) {
  const result = fold(events, { knownAt: '2099-12-31T00:00:00.000Z', policies: CONTRACT_DRIVEN });
  fc.pre(result.ok);
  if (!result.ok) throw new Error('pre stops before');
  const state: ContractState = result.value;
  return { state, derivations: [...state.derivations, ...scheduleOf(state, calendarOf(state)).derivations] };
}

/** What the engine divides so that the whole is kept says its exact part; all else says the figure itself. */
const claimed = ({ op, exact, result }: Derivation) =>
  op === 'ALLOCATE' && exact !== null ? formatRatio(exact) : result;

describe('whatever a contract lives through', () => {
  it('each figure is what its formula comes to, from the text alone', () => {
    fc.assert(
      fc.property(anyContract, (events) => {
        for (const derivation of explained(events).derivations.filter(({ exact }) => exact !== null)) {
          const value = reckoned(derivation.formula);
          if (value === null) expect(IN_WORDS.test(derivation.id)).toBe(true);
          else expect(`${derivation.id} ${formatRatio(value)}`).toBe(`${derivation.id} ${claimed(derivation)}`);
        }
      }),
      RUNS,
    );
  });

  it('each figure is less than a unit from its exact value, and is said as it is counted', () => {
    fc.assert(
      fc.property(anyContract, (events) => {
        for (const { id, exact, rounded, result } of explained(events).derivations) {
          if (exact === null || rounded === null) continue;
          expect(result).toBe(String(rounded));
          const off = subtractRatios(ratio(rounded), exact);
          expect(`${id} ${off.n < off.d && -off.n < off.d}`).toBe(`${id} true`);
        }
      }),
      RUNS,
    );
  });

  it('each cause of a figure is an event, a policy, a standalone price, or a figure that is explained', () => {
    fc.assert(
      fc.property(anyContract, (events) => {
        const { state, derivations } = explained(events);
        const standalone = state.contracts.flatMap(({ versions }) =>
          versions.flatMap(({ obligations }) => obligations.map(({ ssp }) => ssp.entry)),
        );
        const known = new Set([
          ...state.eventIds,
          ...state.policies.versionIds,
          ...standalone,
          ...derivations.map(({ id }) => id),
        ]);
        for (const { id, inputs } of derivations) {
          expect(inputs.length).toBeGreaterThan(0);
          expect(inputs.filter((input) => input === id || !known.has(input))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('no two figures have one name', () => {
    fc.assert(
      fc.property(anyContract, (events) => {
        const ids = explained(events).derivations.map(({ id }) => id);
        expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** Figures whose formula names the weights in words. */
const IN_WORDS = /^(?:pool-share|catch-up|concession|estimate|release)/;

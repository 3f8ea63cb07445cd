import { z } from 'zod';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN, type PolicySet } from '#revrec/engine/policies.ts';
import { addDays } from '#schema/canonical/calendar.ts';
import { addRatios, compareRatios, formatRatio, ratio } from '#schema/canonical/ratio.ts';
import { type Amounts, CaseUnreadable, numberOf } from './amounts.ts';
import { eventsUntil } from './contract-steps-events.ts';
import { earnedOn, figuresAfter } from './contract-steps-figures.ts';
import { stepsExpected, stepsInputs, type WantedStep } from './contract-steps-shapes.ts';
import { dayOf, type Tracked, transferEvent } from './contract-steps-tracked.ts';
import type { Asked, Driver } from './driver.ts';
import { figureOf, policyByValue, policyOf } from './inputs.ts';
import { sspRangeOf } from './ssp-range-policy.ts';

const ALL_KNOWN = '9999-12-31T23:59:59.999Z';

/** `contractSteps`: the life of a contract, step by step; only the steps and figures that are published are told. */
export const contractSteps: Driver = ({ inputs, expected, policies, amounts }) => {
  const { steps } = stepsInputs.parse(inputs);
  const { steps: wanted } = stepsExpected.parse(expected);
  const policySet = policySetOf(policies);
  const told = wanted.map((want) => {
    if (want.step >= steps.length) throw new CaseUnreadable(`expected.steps: there is no step ${want.step}`);
    const { events, tracked } = eventsUntil(steps, want.step, amounts);
    const state = folded(events, policySet);
    const figures = figuresAfter({ state, step: want.step, amounts, tracked });
    return Object.fromEntries(
      Object.entries(want).map(([name, shape]) => {
        if (name === 'firstUnits') return [name, firstUnits(want, { events, tracked, policySet, amounts })];
        const figure = figures.get(name);
        if (figure === undefined)
          throw new CaseUnreadable(`expected.steps.${want.step}.${name} is no figure of a step`);
        return [name, figure(shape)];
      }),
    );
  });
  return { steps: told };
};

function folded(events: readonly RevenueEvent[], policies: PolicySet): ContractState {
  return figureOf(fold(events, { knownAt: ALL_KNOWN, policies }));
}

/** The preset with the example's own values; what they mean is the engine's. */
function policySetOf(policies: Asked['policies']): PolicySet {
  const { values } = CONTRACT_DRIVEN;
  const of = <Value>(name: string, schema: z.ZodType<Value>, otherwise: Value) =>
    policyOf(policies, name, { values: schema, otherwise });
  return {
    ...CONTRACT_DRIVEN,
    values: {
      ...values,
      sspBasisAtModification: of(
        'sspBasisAtModification',
        z.enum(['EXISTING_AT_INCEPTION', 'ALL_AT_MODIFICATION']),
        values.sspBasisAtModification,
      ),
      progressDecimals: of('progressDecimals', z.int().min(0).max(30).nullable(), values.progressDecimals),
      unbilledSplit: policyByValue(policies, 'unbilledSplit', {
        values: z.enum(['OWN_BILLED', 'DELIVERED_SSP']),
        otherwise: values.unbilledSplit,
      }),
      sspRange: sspRangeOf(policies),
    },
  };
}

interface Delivering {
  readonly events: readonly RevenueEvent[];
  readonly tracked: ReadonlyMap<string, Tracked>;
  readonly policySet: PolicySet;
  readonly amounts: Amounts;
}

/** Delivers the next units one by one, as many as are published, and tells what each earns. */
function firstUnits(want: WantedStep, { events, tracked, policySet, amounts }: Delivering) {
  const asked = z.record(z.string(), z.array(z.unknown())).parse(want['firstUnits']);
  const known = Object.keys(asked).flatMap((name) => {
    const one = tracked.get(name);
    return one === undefined ? [] : [{ name, one, days: (asked[name] ?? []).map((_, unit) => unit + 1) }];
  });
  const delivered = known.flatMap(({ one, days }) =>
    days.map((unit) =>
      transferEvent(after(one, unit), addDays(dayOf(want.step), unit), `${one.obligation}-unit-${unit}`),
    ),
  );
  const state = folded([...events, ...delivered], policySet);
  return Object.fromEntries(
    known.map(({ name, one, days }) => [
      name,
      days.map((unit) => amounts.text(earnedOn(state, one.obligation, addDays(dayOf(want.step), unit)))),
    ]),
  );
}

/** So many units more; the last one may be a part of one. */
function after(one: Tracked, units: number): Tracked {
  const done = addRatios(numberOf(one.done), ratio(BigInt(units)));
  const isMore = compareRatios(done, numberOf(one.total)) > 0;
  return { ...one, done: isMore ? one.total : formatRatio(done) };
}

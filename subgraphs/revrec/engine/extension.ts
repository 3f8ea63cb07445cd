import { addDays, type CivilDate, laterOf } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import {
  addRatios,
  compareRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import { type ContractState, latestVersion, type Obligation, openSegment } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import type { ExtendedLine } from './events.ts';
import { type Evidence, type EvidenceTold, roundedShare } from './evidence.ts';
import { type EvidenceStep, type MeasurePlan, progressAt } from './measure.ts';
import { invalid, readMinor, readQuantity } from './payload.ts';
import type { MeasuredAnew } from './remeasure.ts';

/** More or less of an obligation that evidence measures in units or cost. */
export interface Extension {
  readonly contractKey: string;
  readonly obligation: string;
  /** Units or cost in all from now on. */
  readonly total: Ratio;
  readonly sspDeltaMinor: Ratio | null;
  readonly deliveredSspMinor: Ratio | null;
  /** Units or cost delivered by the eve of the change. */
  readonly done: Ratio;
  readonly later: readonly EvidenceTold[];
  readonly decimals: number | null;
}

/** Reads what is extended. Percentages do not say units, so that what they measure cannot be extended. */
export function readExtensions(
  state: ContractState,
  lines: readonly ExtendedLine[],
  on: { readonly effectiveOn: CivilDate; readonly evidence: Evidence },
): Result<readonly Extension[], EngineError> {
  return collect(lines, (line): Result<Extension, EngineError> => {
    const { obligation: key } = line;
    const found = find(state, key);
    if (found === null) return invalid(key, 'no obligation to be extended has this key');
    if (openSegment(found.obligation).untilOn !== null) {
      return fail({
        kind: 'HELD',
        subject: key,
        detail: 'it was taken back: tell what is sold now as a line of its own',
      });
    }
    const told = on.evidence.get(key) ?? [];
    if (openSegment(found.obligation).plan.measure !== 'MILESTONE' || told.some(({ done }) => done === null)) {
      const detail = 'it is not measured in units or cost: tell what is added as a line of its own';
      return fail({ kind: 'HELD', subject: key, detail });
    }
    const eve = addDays(on.effectiveOn, -1);
    const sizes = readSizes(line, state.currency);
    if (!sizes.ok) return sizes;
    const done = told.findLast((step) => step.on <= eve)?.done ?? ratio(0n);
    if (compareRatios(done, sizes.value.total) > 0)
      return invalid(key, 'more of it was delivered than is promised now');
    return ok({
      ...sizes.value,
      contractKey: found.contractKey,
      obligation: key,
      done,
      later: told.filter((step) => step.on > eve),
      decimals: state.policies.values.progressDecimals,
    });
  });
}

function find({ contracts }: ContractState, key: string) {
  for (const contract of contracts) {
    const obligation = latestVersion(contract).obligations.find((one) => one.key === key);
    if (obligation !== undefined) return { contractKey: contract.key, obligation };
  }
  return null;
}

function readSizes(
  { obligation: key, total, sspDelta, deliveredSsp }: ExtendedLine,
  currency: CurrencyCode,
): Result<Pick<Extension, 'total' | 'sspDeltaMinor' | 'deliveredSspMinor'>, EngineError> {
  const size = readQuantity(total, key);
  if (!size.ok) return size;
  const delta = readMinor(sspDelta ?? null, currency, key);
  if (!delta.ok) return delta;
  const delivered = readMinor(deliveredSsp ?? null, currency, key);
  if (!delivered.ok) return delivered;
  return ok({
    total: size.value,
    sspDeltaMinor: sspDelta === undefined ? null : ratio(delta.value),
    deliveredSspMinor: deliveredSsp === undefined ? null : ratio(delivered.value),
  });
}

export function extensionOf(extensions: readonly Extension[], obligation: string): Extension | null {
  return extensions.find((one) => one.obligation === obligation) ?? null;
}

/** The promise with its new size and standalone price. */
export function extended(obligation: Obligation, extension: Extension): Obligation {
  const { ssp } = obligation;
  return {
    ...obligation,
    total: extension.total,
    ssp: { ...ssp, extended: addRatios(ssp.extended, addedSsp(obligation, extension)) },
  };
}

/**
 * What is left of it by itself, from the day on: its plan, and what it weighs. `factor` brings what was promised before
 * to the standalone prices of the day.
 */
export function restOf(
  obligation: Obligation,
  extension: Extension,
  { on, factor }: { readonly on: CivilDate; readonly factor: Ratio },
): MeasuredAnew {
  const { done, total, sspDeltaMinor } = extension;
  const eve = addDays(on, -1);
  const { plan, sspMinor } = openSegment(obligation);
  const steps = stepsAfter(extension, (told) =>
    over(subtractRatios(told.done, done), subtractRatios(told.total, done)),
  );
  const rest = { plan: counted(plan, laterOf(plan.term.from, on), steps) };
  if (obligation.measure === 'COST_TO_COST' && sspDeltaMinor === null) {
    const left = over(subtractRatios(total, done), total);
    return { ...rest, sspMinor: [left, factor].reduce(multiplyRatios, obligation.ssp.extended) };
  }
  const { n, d } = progressAt(plan, eve);
  const left = [ratio(d - n, d), factor].reduce(multiplyRatios, sspMinor);
  const added = sspDeltaMinor ?? multiplyRatios(addedSsp(obligation, extension), factor);
  return { ...rest, sspMinor: addRatios(left, added) };
}

/**
 * The whole of it, as if it had been promised so from the start: what was delivered counts by its standalone price, more
 * units each by what is left of the price (model section 7, row 5).
 */
export function wholeOf(obligation: Obligation, extension: Extension, on: CivilDate): MeasuredAnew {
  const { done, total } = extension;
  const whole = extended(obligation, extension);
  const sspMinor = whole.ssp.extended;
  const delivered = deliveredSsp(obligation, extension) ?? multiplyRatios(sspMinor, over(done, total));
  const met = over(delivered, sspMinor);
  const left = subtractRatios(ratio(1n), met);
  const steps = stepsAfter(extension, (told) => {
    const part = over(subtractRatios(told.done, done), subtractRatios(told.total, done));
    return addRatios(met, multiplyRatios(left, part));
  });
  const { plan } = openSegment(obligation);
  const first = { on: addDays(on, -1), share: roundedShare(met, extension.decimals) };
  return { plan: counted(plan, plan.term.from, [first, ...steps]), sspMinor };
}

function deliveredSsp({ measure, ssp, total }: Obligation, extension: Extension): Ratio | null {
  if (extension.deliveredSspMinor !== null) return extension.deliveredSspMinor;
  const isByUnit = extension.sspDeltaMinor !== null && measure !== 'COST_TO_COST';
  return isByUnit ? multiplyRatios(ssp.extended, over(extension.done, total)) : null;
}

/** More units have the old price a unit; work that costs more is the same work. */
function addedSsp({ measure, ssp, total }: Obligation, extension: Extension): Ratio {
  if (extension.sspDeltaMinor !== null) return extension.sspDeltaMinor;
  if (measure === 'COST_TO_COST') return ratio(0n);
  return multiplyRatios(ssp.extended, over(subtractRatios(extension.total, total), total));
}

interface Counted {
  readonly done: Ratio;
  readonly total: Ratio;
}

function stepsAfter({ later, total, decimals }: Extension, shareOf: (told: Counted) => Ratio): readonly EvidenceStep[] {
  return later.map((told) => {
    const counted = { done: told.done ?? ratio(0n), total: told.total ?? total };
    return { on: told.on, share: roundedShare(shareOf(counted), decimals) };
  });
}

function counted(plan: MeasurePlan, from: CivilDate, steps: readonly EvidenceStep[]): MeasurePlan {
  const term = { from, to: laterOf(from, plan.term.to) };
  return { measure: 'MILESTONE', term, steps };
}

/** Nothing of nothing is all of it. */
function over(part: Ratio, whole: Ratio): Ratio {
  return whole.n === 0n ? ratio(1n) : ratio(part.n * whole.d, part.d * whole.n);
}

import { parseTerm, spansIn } from '#schema/canonical/calendar.ts';
import { addRatios, multiplyRatios, parseRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractLine } from './events.ts';
import type { PolicyValues } from './policies.ts';

/**
 * The stated price at which each line is compared with its standalone range. Steps of one series that follow each other
 * are one series at their average price, so that equal ranges give every step the same weight a unit and day and revenue
 * is level (policy `rampTreatment`: LEVEL_SERIES; IFRS 15.22(b); ASC 606-10-25-14(b)). Other lines keep their own.
 */
export function comparedPrices(lines: readonly ContractLine[]): ReadonlyMap<string, Ratio> {
  const averages = rampsIn(lines).flatMap((steps) => {
    const average = averageOf(steps);
    return average === null ? [] : steps.map(({ key }) => [key, average] as const);
  });
  return new Map(averages);
}

/**
 * Keys of the steps that keep their own price (policy `rampTreatment`: SEPARATE_STEPS). A person has to have recorded why
 * each of them stands alone; without that the contract is held.
 */
export function separateSteps(
  lines: readonly ContractLine[],
  { rampTreatment }: PolicyValues,
): Result<ReadonlySet<string>, EngineError> {
  if (rampTreatment === 'LEVEL_SERIES') return ok(new Set());
  const steps = rampsIn(lines).flat();
  const unjudged = steps.find(({ stepJudgement = '' }) => stepJudgement.trim() === '');
  if (unjudged === undefined) return ok(new Set(steps.map(({ key }) => key)));
  const detail = 'record why this step of a ramp stands alone, or let the ramp earn level revenue';
  return fail({ kind: 'HELD', subject: unjudged.key, detail });
}

function rampsIn(lines: readonly ContractLine[]): readonly (readonly ContractLine[])[] {
  const series = Map.groupBy(
    lines.filter(({ kind }) => kind === 'SERIES'),
    ({ product, pricePer }) => `${pricePer} ${product}`,
  );
  return [...series.values()].filter(isRamp);
}

function isRamp(steps: readonly ContractLine[]): boolean {
  const inTime = [...steps].sort((a, b) => (a.from < b.from ? -1 : 1));
  return steps.length > 1 && inTime.every(({ from }, index) => index === 0 || from > (inTime[index - 1]?.to ?? ''));
}

/** Price of all units and spans over their number; `null` when a text is no number or nothing is promised. */
function averageOf(steps: readonly ContractLine[]): Ratio | null {
  let [price, units] = [ratio(0n), ratio(0n)];
  for (const { from, to, quantity, unitPrice, pricePer } of steps) {
    const [term, count, unit] = [parseTerm(from, to), parseRatio(quantity), parseRatio(unitPrice)];
    if (term === null || count === null || unit === null) return null;
    const size = multiplyRatios(count, spansIn(term, pricePer));
    units = addRatios(units, size);
    price = addRatios(price, multiplyRatios(size, unit));
  }
  return units.n === 0n ? null : ratio(price.n * units.d, price.d * units.n);
}

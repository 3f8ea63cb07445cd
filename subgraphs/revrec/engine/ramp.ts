import { parseTerm, spansIn } from '#schema/canonical/calendar.ts';
import { addRatios, multiplyRatios, parseRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import type { ContractLine } from './events.ts';

/**
 * The stated price at which each line is compared with its standalone range. Steps of one series that follow each other
 * are one series at their average price, so that equal ranges give every step the same weight a unit and day and revenue
 * is level (policy `rampTreatment`: LEVEL_SERIES; IFRS 15.22(b); ASC 606-10-25-14(b)). Other lines keep their own.
 */
export function comparedPrices(lines: readonly ContractLine[]): ReadonlyMap<string, Ratio> {
  const series = Map.groupBy(
    lines.filter(({ kind }) => kind === 'SERIES'),
    ({ product, pricePer }) => `${pricePer} ${product}`,
  );
  const averages = [...series.values()].flatMap((steps) => {
    const average = isRamp(steps) ? averageOf(steps) : null;
    return average === null ? [] : steps.map(({ key }) => [key, average] as const);
  });
  return new Map(averages);
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

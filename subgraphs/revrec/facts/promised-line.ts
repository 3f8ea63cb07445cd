import type { ContractLine } from '#revrec/engine/events.ts';
import type { SspEntry } from '#revrec/engine/ssp.ts';
import { type ChargeModel, exactValue, type PricedLine } from '#schema/canonical/contract.ts';
import { minorDigits } from '#schema/canonical/currency.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';

/** What one sold line comes to over its days, unrounded, in minor units; below zero for less of something. */
export function exactMinor(line: PricedLine, contractStartsOn: string, currency: string): Ratio {
  return multiplyRatios(exactValue(line, contractStartsOn), ratio(10n ** BigInt(minorDigits(currency))));
}

export function recomputedMinor(line: PricedLine, contractStartsOn: string, currency: string): bigint {
  return roundHalfAway(exactMinor(line, contractStartsOn, currency));
}

/** Gives lines of one product their parts of billing's figure for it, by what each comes to. They sum to the figure. */
export function shareOut(
  totalMinor: bigint,
  lines: readonly PricedLine[],
  { startsOn, currency }: { readonly startsOn: string; readonly currency: string },
): readonly bigint[] {
  const parts = lines.map((line, index) => {
    const { n, d } = exactMinor(line, startsOn, currency);
    return { key: String(index), weight: { n: n < 0n ? -n : n, d } };
  });
  const shares = splitByWeight(totalMinor, parts);
  // Without any weight there is nothing to split by, as when a product is given away: the first line takes it.
  return parts.map((_, index) => (shares === null ? (index === 0 ? totalMinor : 0n) : (shares[index]?.minor ?? 0n)));
}

type Nature = Pick<ContractLine, 'kind' | 'measure' | 'trigger' | 'pricePer'>;

/**
 * What is promised by the way it is charged. A subscription is a series of days, each distinct and earned as it passes
 * (IFRS 15.22(b); ASC 606-10-25-14(b)). What is charged once is given on its first day. A milestone is earned by the
 * evidence that it is reached, wholly or to a part (IFRS 15.39-45; ASC 606-10-25-31 to 25-37). Usage is earned as it is
 * incurred (IFRS 15.85; ASC 606-10-32-40).
 */
const NATURES: Readonly<Record<ChargeModel, Nature>> = {
  PER_UNIT: { kind: 'SERIES', measure: 'DAILY', trigger: null, pricePer: 'YEAR' },
  ONE_TIME: { kind: 'POINT_IN_TIME', measure: 'POINT', trigger: 'START', pricePer: 'TERM' },
  MILESTONE: { kind: 'OVER_TIME', measure: 'MILESTONE', trigger: 'ACCEPTANCE', pricePer: 'TERM' },
  USAGE: { kind: 'USAGE', measure: 'USAGE_AS_INCURRED', trigger: null, pricePer: 'TERM' },
};

export function promisedLine(
  line: PricedLine,
  given: {
    readonly key: string;
    readonly amountMinor: bigint;
    readonly currency: string;
    readonly ssp: SspEntry | null;
  },
): ContractLine {
  const { key, amountMinor, currency, ssp } = given;
  const { productCode, quantity, unitPrice, startsOn, endsOn, chargeModel = 'PER_UNIT' } = line;
  return {
    ...NATURES[chargeModel],
    key,
    product: productCode,
    quantity,
    unitPrice,
    amount: { minor: amountMinor.toString(), currency },
    from: startsOn,
    to: endsOn,
    distinct: true,
    ssp,
  };
}

/** Names lines by product; a product that comes again, at another price or for other days, gets a number. */
export function lineKeys(lines: readonly { readonly productCode: string }[]): readonly string[] {
  return lines.map(({ productCode }, index) => {
    const before = lines.slice(0, index).filter((other) => other.productCode === productCode).length;
    return before === 0 ? productCode : `${productCode}:${before + 1}`;
  });
}

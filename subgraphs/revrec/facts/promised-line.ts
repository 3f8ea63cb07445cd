import type { ContractLine } from '#revrec/engine/events.ts';
import type { SspEntry } from '#revrec/engine/ssp.ts';
import { exactValue, type PricedLine } from '#schema/canonical/contract.ts';
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

/** Subscriptions are a series of days: each is distinct, and earned as it passes. */
export function promisedLine(
  line: PricedLine,
  given: { readonly key: string; readonly amountMinor: bigint; readonly currency: string; readonly ssp: SspEntry },
): ContractLine {
  const { key, amountMinor, currency, ssp } = given;
  return {
    key,
    product: line.productCode,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    pricePer: 'YEAR',
    amount: { minor: amountMinor.toString(), currency },
    from: line.startsOn,
    to: line.endsOn,
    kind: 'SERIES',
    measure: 'DAILY',
    trigger: null,
    distinct: true,
    ssp,
  };
}

/** Names lines by product; a product that comes again, at another price, gets a number. */
export function lineKeys(lines: readonly { readonly productCode: string }[]): readonly string[] {
  return lines.map(({ productCode }, index) => {
    const before = lines.slice(0, index).filter((other) => other.productCode === productCode).length;
    return before === 0 ? productCode : `${productCode}:${before + 1}`;
  });
}

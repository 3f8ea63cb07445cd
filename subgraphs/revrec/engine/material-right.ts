import type { Share } from '#schema/canonical/largest-remainder.ts';
import {
  addRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import { type SspLine, splitBySsp } from './relative-ssp.ts';

/** What an option is worth to its holder beyond what anybody gets. Amounts exact, in minor units. */
export type OptionTerms =
  /** A discount beyond the general one, on purchases that are expected. */
  | { readonly kind: 'DISCOUNT'; readonly purchase: Ratio; readonly rate: Ratio; readonly likelihood: Ratio }
  /** A good for less than its standalone price, of which everybody gets `generalDiscount`. */
  | {
      readonly kind: 'PRICE';
      readonly ssp: Ratio;
      readonly price: Ratio;
      readonly generalDiscount: Ratio;
      readonly likelihood: Ratio;
    };

/** The standalone price of a material right (IFRS 15.B42; ASC 606-10-55-44): nothing when others pay no more. */
export function optionSsp(terms: OptionTerms): Result<Ratio, EngineError> {
  const { likelihood } = terms;
  if (likelihood.n < 0n || likelihood.n > likelihood.d) return invalid('likelihood', 'it lies outside 0 to 1');
  const gain =
    terms.kind === 'DISCOUNT'
      ? multiplyRatios(terms.purchase, terms.rate)
      : subtractRatios(subtractRatios(terms.ssp, terms.price), terms.generalDiscount);
  return ok(gain.n <= 0n ? ratio(0n) : multiplyRatios(gain, likelihood));
}

export interface Exercised {
  readonly allocated: readonly Share[];
  /** What the exercised option's service earns over its own term: its share and what is paid on top. */
  readonly considerationMinor: bigint;
}

/** Exercise as the contract going on: what the option still holds is added to the price of the new service. */
export function exerciseAsContinuation(known: {
  readonly priceMinor: bigint;
  readonly weights: readonly SspLine[];
  readonly optionKey: string;
  readonly exercisePrice: Ratio;
}): Result<Exercised, EngineError> {
  const split = splitBySsp(known.priceMinor, known.weights);
  if (!split.ok) return split;
  const option = split.value.find(({ key }) => key === known.optionKey);
  if (option === undefined) return invalid(known.optionKey, 'no weight is the option’s');
  return ok({ allocated: split.value, considerationMinor: option.minor + roundHalfAway(known.exercisePrice) });
}

/** A period that customers may renew into, the first one being certain. */
export interface RenewalPeriod {
  /** Of those who had the period before. */
  readonly renewalRate: Ratio;
  /** Its expected cost or standalone price, before probability. */
  readonly weight: Ratio;
}

export interface LookThrough {
  readonly considerationMinor: bigint;
  readonly byPeriod: readonly bigint[];
}

/**
 * The alternative to valuing each option to renew (IFRS 15.B43; ASC 606-10-55-45): all expected fees, spread by weight,
 * both by the probability that the period is reached.
 */
export function lookThrough(fee: Ratio, periods: readonly RenewalPeriod[]): Result<LookThrough, EngineError> {
  let reached = ratio(1n);
  const expected = periods.map(({ renewalRate, weight }, index) => {
    reached = multiplyRatios(reached, renewalRate);
    return { key: String(index).padStart(4, '0'), reached, sspMinor: multiplyRatios(weight, reached) };
  });
  if (periods.some(({ renewalRate: { n, d } }) => n < 0n || n > d)) return invalid('renewalRates', 'outside 0 to 1');
  const total = expected.reduce((all, one) => addRatios(all, one.reached), ratio(0n));
  const considerationMinor = roundHalfAway(multiplyRatios(fee, total));
  const split = splitBySsp(considerationMinor, expected);
  return split.ok ? ok({ considerationMinor, byPeriod: split.value.map(({ minor }) => minor) }) : split;
}

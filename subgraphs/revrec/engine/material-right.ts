import type { Share } from '#schema/canonical/largest-remainder.ts';
import {
  addRatios,
  formatRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { answer, figure, term } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import { explainShares, type SspLine, splitBySsp } from './relative-ssp.ts';

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
export function optionSsp(terms: OptionTerms): Result<OptionWorth, EngineError> {
  const { likelihood } = terms;
  if (likelihood.n < 0n || likelihood.n > likelihood.d) return invalid('likelihood', 'it lies outside 0 to 1');
  const gain =
    terms.kind === 'DISCOUNT'
      ? multiplyRatios(terms.purchase, terms.rate)
      : subtractRatios(subtractRatios(terms.ssp, terms.price), terms.generalDiscount);
  const sspMinor = gain.n <= 0n ? ratio(0n) : multiplyRatios(gain, likelihood);
  const worth =
    terms.kind === 'DISCOUNT'
      ? `${term(terms.purchase)} * ${term(terms.rate)}`
      : `(${term(terms.ssp)} - ${term(terms.price)} - ${term(terms.generalDiscount)})`;
  const explained = answer({
    id: 'optionSsp:sspMinor',
    op: 'ALLOCATE',
    rule: 'the discount beyond what anybody gets, by how likely it is used; nothing where there is none',
    formula: gain.n <= 0n ? '0' : `${worth} * ${term(likelihood)}`,
    inputs: Object.keys(terms).filter((name) => name !== 'kind'),
    result: formatRatio(sspMinor),
    paragraph: 'IFRS 15.B42; ASC 606-10-55-44',
  });
  return ok({ sspMinor, explained: [explained] });
}

export interface OptionWorth {
  /** Exact, in minor units. */
  readonly sspMinor: Ratio;
  readonly explained: readonly Derivation[];
}

export interface Exercised {
  readonly allocated: readonly Share[];
  /** What the exercised option's service earns over its own term: its share and what is paid on top. */
  readonly considerationMinor: bigint;
  readonly explained: readonly Derivation[];
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
  const shares = explainShares(split.value, {
    totalMinor: known.priceMinor,
    weights: known.weights,
    placeOf: (index) => `exerciseAsContinuation:allocated[${index}].minor`,
    inputs: ['priceMinor', 'weights'],
  });
  const considerationMinor = option.minor + roundHalfAway(known.exercisePrice);
  const consideration = figure({
    id: 'exerciseAsContinuation:considerationMinor',
    op: 'NET',
    rule: 'what the option holds and what is paid on top',
    formula: `${option.minor} + round(${term(known.exercisePrice)})`,
    inputs: [shares[split.value.indexOf(option)]?.id ?? 'weights', 'exercisePrice'],
    exact: addRatios(ratio(option.minor), known.exercisePrice),
    rounded: considerationMinor,
    paragraph: 'IFRS 15.B40-B43; ASC 606-10-55-42 to 55-45',
  });
  return ok({ allocated: split.value, considerationMinor, explained: [...shares, consideration] });
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
  readonly explained: readonly Derivation[];
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
  const consideration = figure({
    id: 'lookThrough:considerationMinor',
    op: 'ROUND',
    rule: 'the fee of each period by the probability that it is reached',
    formula: `${term(fee)} * (${expected.map((one) => term(one.reached)).join(' + ')})`,
    inputs: ['fee', 'renewalRates'],
    exact: multiplyRatios(fee, total),
    paragraph: 'IFRS 15.B43; ASC 606-10-55-45',
  });
  const considerationMinor = consideration.rounded ?? 0n;
  const split = splitBySsp(considerationMinor, expected);
  if (!split.ok) return split;
  const shares = explainShares(split.value, {
    totalMinor: considerationMinor,
    weights: expected,
    placeOf: (index) => `lookThrough:byPeriod[${index}]`,
    inputs: [consideration.id, 'weights', 'renewalRates'],
  });
  const byPeriod = split.value.map(({ minor }) => minor);
  return ok({ considerationMinor, byPeriod, explained: [consideration, ...shares] });
}

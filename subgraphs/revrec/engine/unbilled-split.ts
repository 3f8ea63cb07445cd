import type { CivilDate } from '#schema/canonical/calendar.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { addRatios, multiplyRatios, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { type ContractState, isFixed, latestVersion, type Obligation, recognizedOn } from './contract-state.ts';
import { progressAt } from './measure.ts';

/**
 * What is recognised ahead of billing by obligation; below zero where it is billed ahead. The obligations of one
 * accounting contract sum to its recognised less its billed (policy `unbilledSplit`; model section 11): each less what
 * was billed of its own product, or the contract's own figure by the standalone price of what was delivered.
 */
export function unbilledByObligation(state: ContractState, on: CivilDate): ReadonlyMap<string, bigint> {
  const split = state.contracts.flatMap((contract) => {
    const fixed = latestVersion(contract).obligations.filter(isFixed);
    const billed = billedIn(state, contract.key, on);
    return state.policies.values.unbilledSplit === 'OWN_BILLED'
      ? lessOwnBilled(fixed, billed, on)
      : byDelivered(fixed, billed, on);
  });
  return new Map(split);
}

type Unbilled = readonly (readonly [key: string, minor: bigint])[];

interface Billed {
  readonly fixedMinor: bigint;
  readonly byProduct: ReadonlyMap<string, bigint>;
}

function billedIn({ billed }: ContractState, contractKey: string, on: CivilDate): Billed {
  const items = billed.filter((item) => item.contractKey === contractKey && item.on <= on);
  const byProduct = new Map<string, bigint>();
  for (const { product, minor } of items.flatMap((item) => item.byProduct ?? [])) {
    byProduct.set(product, (byProduct.get(product) ?? 0n) + minor);
  }
  return { fixedMinor: items.reduce((all, item) => all + item.amountMinor - item.usageMinor, 0n), byProduct };
}

function lessOwnBilled(fixed: readonly Obligation[], { fixedMinor, byProduct }: Billed, on: CivilDate): Unbilled {
  const own = new Map(fixed.map(({ key }) => [key, 0n]));
  let left = fixedMinor;
  const take = (minor: bigint, bearers: readonly Obligation[]) => {
    for (const share of byPrice(minor, bearers)) own.set(share.key, (own.get(share.key) ?? 0n) + share.minor);
    left -= minor;
  };
  for (const [product, minor] of byProduct) {
    const bearers = fixed.filter((one) => one.product === product);
    if (bearers.length > 0) take(minor, bearers);
  }
  // What names no product of the contract was billed for all of it.
  take(left, fixed);
  return fixed.map((one) => [one.key, recognizedOn(one, on) - (own.get(one.key) ?? 0n)]);
}

function byDelivered(fixed: readonly Obligation[], { fixedMinor }: Billed, on: CivilDate): Unbilled {
  const minor = fixed.reduce((all, one) => all + recognizedOn(one, on), -fixedMinor);
  const weights = fixed.map((one) => ({ key: one.key, weight: deliveredSsp(one, on) }));
  // Before anything is delivered all of it is billed ahead.
  const shares = splitByWeight(minor, weights) ?? byPrice(minor, fixed);
  return shares.map((share) => [share.key, share.minor]);
}

function byPrice(minor: bigint, bearers: readonly Obligation[]) {
  const size = (one: Obligation) => (one.allocatedMinor < 0n ? -one.allocatedMinor : one.allocatedMinor);
  const byAllocated = bearers.map((one) => ({ key: one.key, weight: ratio(size(one)) }));
  const first = bearers.slice(0, 1).map(({ key }) => ({ key, weight: ratio(1n) }));
  return splitByWeight(minor, byAllocated) ?? splitByWeight(minor, first) ?? [];
}

/** A segment that goes on with the one before counts that one's part too. */
function deliveredSsp({ segments }: Obligation, on: CivilDate): Ratio {
  const last = segments.filter((_, index) => (segments[index + 1]?.fromOn ?? null) === null);
  return last
    .map(({ plan, sspMinor, untilOn }) => {
      const { n, d } = progressAt(plan, untilOn !== null && untilOn < on ? untilOn : on);
      return multiplyRatios(sspMinor, ratio(n, d));
    })
    .reduce(addRatios, ratio(0n));
}

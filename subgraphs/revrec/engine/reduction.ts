import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { addRatios, compareRatios, formatRatio, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type AccountingContract, latestVersion, type Obligation, openSegment } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import { progressAt } from './measure.ts';
import { invalid } from './payload.ts';

/** Less of one obligation, with its part of billing's credit. */
export interface Reduction {
  readonly contractKey: string;
  readonly obligation: string;
  readonly quantity: Ratio;
  readonly creditMinor: bigint;
}

export interface Removed {
  readonly product: string;
  readonly quantity: Ratio;
  readonly creditMinor: bigint;
}

interface Held {
  readonly contractKey: string;
  readonly obligation: Obligation;
}

/**
 * Says which obligations lose a removed quantity: those of the product that are not yet fulfilled, in the order of
 * the policy, each up to what it has. The credit follows the quantity by largest remainder.
 */
export function reduceQuantity(
  contracts: readonly AccountingContract[],
  removed: Removed,
  context: { readonly effectiveOn: CivilDate; readonly order: 'LATEST_FIRST' | 'EARLIEST_FIRST' },
): Result<readonly Reduction[], EngineError> {
  const earliestFirst = contracts.flatMap((contract) => holdersIn(contract, removed.product, context.effectiveOn));
  const holders = context.order === 'LATEST_FIRST' ? [...earliestFirst].reverse() : earliestFirst;
  const taken: { readonly key: string; readonly held: Held; readonly weight: Ratio }[] = [];
  let left = removed.quantity;
  for (const held of holders) {
    if (left.n === 0n) break;
    const { quantity, key } = held.obligation;
    const weight = compareRatios(left, quantity) < 0 ? left : quantity;
    taken.push({ key, held, weight });
    left = subtractRatios(left, weight);
  }
  if (left.n > 0n) return invalid(removed.product, `${formatRatio(left)} more is removed than is left to deliver`);

  const credits = splitByWeight(removed.creditMinor, taken) ?? [];
  return ok(
    taken.map(({ key, held, weight }, index) => ({
      contractKey: held.contractKey,
      obligation: key,
      quantity: weight,
      creditMinor: credits[index]?.minor ?? 0n,
    })),
  );
}

/** What one obligation loses in all. */
export function quantityLost(reductions: readonly Reduction[], obligation: string): Ratio {
  return reductions
    .filter((reduction) => reduction.obligation === obligation)
    .reduce((all, { quantity }) => addRatios(all, quantity), ratio(0n));
}

/** Whether something is left to deliver from a day on. */
export function isOpen(obligation: Obligation, effectiveOn: CivilDate): boolean {
  const { plan, untilOn } = openSegment(obligation);
  if (untilOn !== null) return false;
  const { n, d } = progressAt(plan, addDays(effectiveOn, -1));
  return n < d && obligation.quantity.n > 0n;
}

function holdersIn(contract: AccountingContract, product: string, effectiveOn: CivilDate): readonly Held[] {
  return latestVersion(contract)
    .obligations.filter((obligation) => obligation.product === product && isOpen(obligation, effectiveOn))
    .map((obligation) => ({ contractKey: contract.key, obligation }));
}

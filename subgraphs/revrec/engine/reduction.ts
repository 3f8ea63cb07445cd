import { addDays, type CivilDate, daysBetween, laterOf } from '#schema/canonical/calendar.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { addRatios, compareRatios, formatRatio, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type AccountingContract, latestVersion, type Obligation, openSegment } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import { progressAt } from './measure.ts';
import { invalid } from './payload.ts';

/** Less of one obligation, with its part of the credit: of its quantity, or of its last days. */
export interface Reduction {
  readonly contractKey: string;
  readonly obligation: string;
  /** Zero when its days are cut and what is left keeps its quantity. */
  readonly quantity: Ratio;
  /** Its new last day, where its days are cut. */
  readonly endsOn: CivilDate | null;
  readonly creditMinor: bigint;
}

export interface Removed {
  readonly product: string;
  readonly quantity: Ratio;
  readonly creditMinor: bigint;
  /** First and last day without it; `null` = from the amendment's day, to the end of what is held. */
  readonly from: CivilDate | null;
  readonly to: CivilDate | null;
}

export interface ReductionContext {
  readonly effectiveOn: CivilDate;
  readonly order: 'LATEST_FIRST' | 'EARLIEST_FIRST';
  /** What the same amendment has taken before. */
  readonly taken: readonly Reduction[];
}

/** An obligation of the product and the days of the removal that it covers. */
interface Holder {
  readonly contractKey: string;
  readonly obligation: Obligation;
  /** What is left of its quantity. */
  readonly quantity: Ratio;
  readonly from: CivilDate;
  readonly to: CivilDate;
  /** Days before the removal are left to deliver: it loses its last days then, not its quantity. */
  readonly keepsDays: boolean;
}

interface Taken {
  readonly holder: Holder;
  readonly quantity: Ratio;
}

/** Days within which no holder begins or ends, by their first, and how much is still to be removed on each of them. */
interface Slice {
  readonly from: CivilDate;
  need: Ratio;
}

const NONE = ratio(0n);

/**
 * Says which obligations lose a removed quantity: those of the product that are not yet fulfilled, in the order of
 * the policy, each up to what it has on every day of the removal. Steps of a ramp follow each other, so each loses its
 * own. The credit follows quantity and days by largest remainder.
 */
export function reduceQuantity(
  contracts: readonly AccountingContract[],
  removed: Removed,
  context: ReductionContext,
): Result<readonly Reduction[], EngineError> {
  const earliestFirst = contracts
    .flatMap((contract) => holdersIn(contract, removed, context))
    .filter(({ from, to }) => from <= to && (removed.to === null || from <= removed.to));
  const holders = context.order === 'LATEST_FIRST' ? [...earliestFirst].reverse() : earliestFirst;
  const partly = holders.find(({ to }) => removed.to !== null && to > removed.to);
  if (partly !== undefined) return heldBack(removed, 'it is taken back for some days only and goes on after them');
  const slices = slicesOf(holders, removed.quantity);
  const taken: Taken[] = [];
  for (const holder of holders) {
    const own = slices.filter(({ from }) => holder.from <= from && from <= holder.to);
    const quantity = own.map(({ need }) => need).reduce(smaller, holder.quantity);
    if (quantity.n === 0n) continue;
    if (holder.keepsDays && compareRatios(quantity, holder.quantity) < 0) {
      return heldBack(removed, 'a part of it is taken back from a later day on');
    }
    for (const slice of own) slice.need = subtractRatios(slice.need, quantity);
    taken.push({ holder, quantity });
  }
  const left = holders.length === 0 ? removed.quantity : slices.map(({ need }) => need).reduce(greater, NONE);
  if (left.n > 0n) return invalid(removed.product, `${formatRatio(left)} more is removed than is left to deliver`);
  return ok(withCredits(taken, removed.creditMinor));
}

/** Cuts the days of all holders where one of them begins or ends. */
function slicesOf(holders: readonly Holder[], need: Ratio): readonly Slice[] {
  const bounds = new Set(holders.flatMap(({ from, to }) => [from, addDays(to, 1)]));
  return [...bounds]
    .filter((day) => holders.some(({ from, to }) => from <= day && day <= to))
    .map((from) => ({ from, need }));
}

function withCredits(taken: readonly Taken[], creditMinor: bigint): readonly Reduction[] {
  const parts = taken.map(({ holder: { obligation, from, to }, quantity }) => {
    const days = BigInt(daysBetween(from, to) + 1);
    return { key: obligation.key, weight: ratio(quantity.n * days, quantity.d) };
  });
  const credits = splitByWeight(creditMinor, parts) ?? [];
  return taken.map(({ holder: { contractKey, obligation, from, keepsDays }, quantity }, index) => ({
    contractKey,
    obligation: obligation.key,
    quantity: keepsDays ? NONE : quantity,
    endsOn: keepsDays ? addDays(from, -1) : null,
    creditMinor: credits[index]?.minor ?? 0n,
  }));
}

/** What one obligation loses in all. */
export function quantityLost(reductions: readonly Reduction[], obligation: string): Ratio {
  return reductions
    .filter((reduction) => reduction.obligation === obligation)
    .reduce((all, { quantity }) => addRatios(all, quantity), NONE);
}

/** Where its last days are cut off; `null` when it keeps them. */
export function endAfter(reductions: readonly Reduction[], obligation: string): CivilDate | null {
  return reductions.find((one) => one.obligation === obligation && one.endsOn !== null)?.endsOn ?? null;
}

/** Whether something is left to deliver from a day on. */
export function isOpen(obligation: Obligation, effectiveOn: CivilDate): boolean {
  const { plan, untilOn } = openSegment(obligation);
  if (untilOn !== null) return false;
  const { n, d } = progressAt(plan, addDays(effectiveOn, -1));
  return n < d && obligation.quantity.n > 0n;
}

function holdersIn(
  contract: AccountingContract,
  removed: Removed,
  { effectiveOn, taken }: ReductionContext,
): readonly Holder[] {
  const start = laterOf(removed.from ?? effectiveOn, effectiveOn);
  return latestVersion(contract)
    .obligations.filter((obligation) => obligation.product === removed.product && isOpen(obligation, effectiveOn))
    .map((obligation) => {
      const { measure, term } = openSegment(obligation).plan;
      // What waits for evidence is open whatever its days say.
      const isTimed = measure !== 'POINT' && measure !== 'MILESTONE';
      const from = isTimed ? laterOf(term.from, start) : start;
      return {
        contractKey: contract.key,
        obligation,
        quantity: subtractRatios(obligation.quantity, quantityLost(taken, obligation.key)),
        from,
        to: isTimed ? (endAfter(taken, obligation.key) ?? term.to) : from,
        keepsDays: isTimed && laterOf(term.from, effectiveOn) < from,
      };
    });
}

function heldBack({ product }: Removed, detail: string): Result<never, EngineError> {
  return fail({ kind: 'HELD', subject: product, detail });
}

function smaller(a: Ratio, b: Ratio): Ratio {
  return compareRatios(a, b) < 0 ? a : b;
}

function greater(a: Ratio, b: Ratio): Ratio {
  return compareRatios(a, b) > 0 ? a : b;
}

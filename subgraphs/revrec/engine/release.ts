import type { CivilDate } from '#schema/canonical/calendar.ts';
import { type Share, splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import {
  type AccountingContract,
  isFixed,
  latestVersion,
  type Obligation,
  openSegment,
  recognizedToDate,
  withVersion,
} from './contract-state.ts';
import { figure } from './derivation.ts';
import type { PolicySet } from './policies.ts';

/** An obligation that ends with a day; `isGone` when nothing of it is promised any more. */
export interface Cut {
  readonly key: string;
  readonly cutOn: CivilDate;
  readonly isGone: boolean;
}

interface Released {
  readonly contract: AccountingContract;
  readonly catchUpMinor: bigint;
  readonly derivations: readonly Derivation[];
}

interface Release {
  readonly amendment: string;
  readonly eventId: string;
  readonly effectiveOn: CivilDate;
  readonly policies: PolicySet;
}

/**
 * Nothing is left to deliver: what is left of the price is earned at once, and what of it was earned too much is taken
 * back (rows 4 and 7 with no promise remaining, policy `releaseAtCancellation`: IMMEDIATE; IFRS 15.88; ASC
 * 606-10-32-43). It falls on what was promised till then, by what was not yet earned of it. `added` are promises without a
 * price of their own, such as usage, that begin with the change.
 */
export function releaseRest(
  contract: AccountingContract,
  change: Release,
  {
    poolMinor,
    remaining,
    added = [],
  }: { readonly poolMinor: bigint; readonly remaining: readonly Cut[]; readonly added?: readonly Obligation[] },
): Released {
  const { effectiveOn, eventId } = change;
  const before = latestVersion(contract);
  const gone = new Map(remaining.filter(({ isGone }) => isGone).map((cut) => [cut.key, cut.cutOn]));
  const settled = before.obligations.map((obligation) => {
    const cutOn = gone.get(obligation.key);
    return cutOn === undefined ? obligation : cutAfter(obligation, cutOn);
  });
  const bearers = settled.filter(isFixed);
  const shares = poolMinor === 0n ? [] : shareOf(poolMinor, before.obligations, bearers);
  const derivations = shares.filter(({ minor }) => minor !== 0n).map((share) => explain(share, change));
  const obligations = settled.map((obligation) => {
    const share = shares.find(({ key }) => key === obligation.key);
    if (share === undefined || share.minor === 0n) return obligation;
    return withIncrement(obligation, { amountMinor: share.minor, on: effectiveOn, derivation: idOf(share, change) });
  });
  const transactionPriceMinor = bearers.reduce(
    (all, { key }) => all + (obligations.find((one) => one.key === key)?.allocatedMinor ?? 0n),
    0n,
  );
  return {
    contract: withVersion(contract, {
      effectiveOn,
      transactionPriceMinor,
      obligations: [...obligations, ...added],
      eventId,
    }),
    catchUpMinor: poolMinor,
    derivations,
  };
}

/** Recognised on one day, beside what goes on. */
export function withIncrement(
  obligation: Obligation,
  {
    amountMinor,
    on,
    derivation,
  }: { readonly amountMinor: bigint; readonly on: CivilDate; readonly derivation: string },
): Obligation {
  const plan = { measure: 'POINT', term: { from: on, to: on }, satisfiedOn: on } as const;
  return {
    ...obligation,
    allocatedMinor: obligation.allocatedMinor + amountMinor,
    increments: [...obligation.increments, { amountMinor, plan, derivation }],
  };
}

/** Nothing of it is promised after that day: what it has earned by then is all. */
function cutAfter(obligation: Obligation, cutOn: CivilDate): Obligation {
  const segments = [...obligation.segments.slice(0, -1), { ...openSegment(obligation), untilOn: cutOn }];
  return {
    ...obligation,
    quantity: ratio(0n),
    segments,
    allocatedMinor: isFixed(obligation) ? recognizedToDate(obligation, cutOn) : obligation.allocatedMinor,
  };
}

/** By what each had still to earn, then by its price, then all on the first. */
function shareOf(poolMinor: bigint, before: readonly Obligation[], after: readonly Obligation[]): readonly Share[] {
  const size = (minor: bigint) => ratio(minor < 0n ? -minor : minor);
  const unearned = after.map(({ key, allocatedMinor }) => {
    const was = before.find((one) => one.key === key)?.allocatedMinor ?? 0n;
    return { key, weight: size(was - allocatedMinor) };
  });
  const allocated = after.map(({ key, allocatedMinor }) => ({ key, weight: size(allocatedMinor) }));
  const first = after.slice(0, 1).map(({ key }) => ({ key, weight: ratio(1n) }));
  return (
    splitByWeight(poolMinor, unearned) ?? splitByWeight(poolMinor, allocated) ?? splitByWeight(poolMinor, first) ?? []
  );
}

function idOf({ key }: Share, { effectiveOn, amendment }: Release): string {
  return `release:${key}@${effectiveOn}:${amendment}`;
}

function explain(share: Share, change: Release): Derivation {
  return figure({
    id: idOf(share, change),
    op: 'CATCH_UP',
    rule: 'nothing is left to deliver: the rest of the price at once',
    formula: `share ${share.minor} of the rest`,
    inputs: [change.eventId, ...change.policies.versionIds],
    exact: share.exact,
    rounded: share.minor,
    paragraph: 'IFRS 15.88; ASC 606-10-32-43',
  });
}

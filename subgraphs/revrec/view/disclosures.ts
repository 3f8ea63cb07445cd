import { type AccountingContract, type ContractState, isFixed, recognizedOn } from '#revrec/engine/contract-state.ts';
import { balancesAt } from '#revrec/engine/position.ts';
import { awaitedMinor, obligationsOf } from '#revrec/engine/target.ts';
import {
  addDays,
  addMonths,
  type CivilDate,
  civilDate,
  earlierOf,
  laterOf,
  monthlyCalendar,
} from '#schema/canonical/calendar.ts';
import { methodOf } from './obligation.ts';

/** A span of time after the span that is disclosed; `to` is null where it has no end, or no known day. */
export interface Band {
  readonly label: string;
  readonly from: CivilDate;
  readonly to: CivilDate | null;
}

export type DisclosedBalance = 'CONTRACT_ASSET' | 'CONTRACT_LIABILITY' | 'REFUND_LIABILITY';

/** How a balance came from `openingMinor` to `closingMinor`: the four add up. A balance is above zero, each by its own side. */
export interface Movement {
  readonly openingMinor: bigint;
  readonly billedMinor: bigint;
  readonly recognizedMinor: bigint;
  /** By changes of the contract: catch-up, and what is to go back. */
  readonly modifiedMinor: bigint;
  readonly closingMinor: bigint;
}

/** Revenue of the span under one head of one way of dividing it. */
export interface Slice {
  readonly dimension: 'PRODUCT' | 'TIMING' | 'METHOD';
  readonly value: string;
  readonly amountMinor: bigint;
}

export interface Span {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

const YEARS_SHOWN = 3;
const END_OF_TIME = civilDate('9999-12-31');

/** The three years after a day one by one, what comes later, and what waits for its evidence. ASC 606-10-50-13; IFRS 15.120. */
export function bandsAfter(on: CivilDate): readonly Band[] {
  const first = addDays(on, 1);
  const years = Array.from({ length: YEARS_SHOWN }, (_, year) => ({
    label: `months ${year * 12 + 1} to ${year * 12 + 12}`,
    from: addMonths(first, year * 12),
    to: addDays(addMonths(first, (year + 1) * 12), -1),
  }));
  return [
    ...years,
    { label: 'later', from: addMonths(first, YEARS_SHOWN * 12), to: null },
    { label: 'awaits evidence', from: first, to: null },
  ];
}

/**
 * What of the price is promised and not met at the end of a day, by band; the sum is the position's remaining obligation.
 * Usage is never among it: it is contracted as it is incurred.
 */
export function remainingByBand(state: ContractState, on: CivilDate): readonly bigint[] {
  const bands = bandsAfter(on);
  const fixed = obligationsOf(state).filter(({ obligation }) => isFixed(obligation));
  const earnedOn = (day: CivilDate) => fixed.reduce((all, { obligation }) => all + recognizedOn(obligation, day), 0n);
  let before = earnedOn(on);
  const dated = bands.slice(0, -1).map(({ to }) => {
    const until = earnedOn(to ?? END_OF_TIME);
    const amount = until - before;
    before = until;
    return amount;
  });
  return [...dated, fixed.reduce((all, { obligation }) => all + awaitedMinor(obligation), 0n)];
}

/**
 * How the balances of a contract's accounting contracts moved in the span, month by month: what was billed first, then
 * what changed the contract, then what was earned. So a bill clears an asset before it makes a liability. Netted in each
 * accounting contract, never across (606-10-45-1; IFRS 15.105).
 */
export function movementsOf(state: ContractState, span: Span): ReadonlyMap<DisclosedBalance, Movement> {
  const all = new Map<DisclosedBalance, Movement>(BALANCES.map((balance) => [balance, NOTHING_MOVED]));
  for (const contract of state.contracts) {
    for (const [balance, movement] of movementsOfContract(state, contract, span)) {
      all.set(balance, addMovements(all.get(balance) ?? NOTHING_MOVED, movement));
    }
  }
  return all;
}

const BALANCES: readonly DisclosedBalance[] = ['CONTRACT_ASSET', 'CONTRACT_LIABILITY', 'REFUND_LIABILITY'];
export const NOTHING_MOVED: Movement = {
  openingMinor: 0n,
  billedMinor: 0n,
  recognizedMinor: 0n,
  modifiedMinor: 0n,
  closingMinor: 0n,
};

export function addMovements(one: Movement, other: Movement): Movement {
  return {
    openingMinor: one.openingMinor + other.openingMinor,
    billedMinor: one.billedMinor + other.billedMinor,
    recognizedMinor: one.recognizedMinor + other.recognizedMinor,
    modifiedMinor: one.modifiedMinor + other.modifiedMinor,
    closingMinor: one.closingMinor + other.closingMinor,
  };
}

function movementsOfContract(
  state: ContractState,
  { key }: AccountingContract,
  { from, to }: Span,
): readonly (readonly [DisclosedBalance, Movement])[] {
  const at = (on: CivilDate) => {
    const balance = balancesAt(state, on).find(({ contract }) => contract === key);
    const { billedMinor = 0n, recognizedMinor = 0n, refundMinor = 0n } = balance ?? {};
    return { billedMinor, recognizedMinor, refundMinor };
  };
  let before = at(addDays(from, -1));
  let net = before.billedMinor - before.recognizedMinor - before.refundMinor;
  const opening = { net, refundMinor: before.refundMinor };
  let [liability, asset] = [NOTHING_MOVED, NOTHING_MOVED];
  for (const month of monthlyCalendar(from, to)) {
    const days = { from: laterOf(month.from, from), to: earlierOf(month.to, to) };
    const after = at(days.to);
    const catchUp = catchUpIn(state, key, days);
    const steps = [
      ['billedMinor', after.billedMinor - before.billedMinor],
      ['modifiedMinor', before.refundMinor - after.refundMinor - catchUp],
      ['recognizedMinor', before.recognizedMinor + catchUp - after.recognizedMinor],
    ] as const;
    for (const [cause, change] of steps) {
      const next = net + change;
      liability = { ...liability, [cause]: liability[cause] + positive(next) - positive(net) };
      asset = { ...asset, [cause]: asset[cause] + positive(-next) - positive(-net) };
      net = next;
    }
    before = after;
  }
  const { refundMinor } = opening;
  return [
    ['CONTRACT_LIABILITY', { ...liability, openingMinor: positive(opening.net), closingMinor: positive(net) }],
    ['CONTRACT_ASSET', { ...asset, openingMinor: positive(-opening.net), closingMinor: positive(-net) }],
    [
      'REFUND_LIABILITY',
      {
        ...NOTHING_MOVED,
        openingMinor: refundMinor,
        modifiedMinor: before.refundMinor - refundMinor,
        closingMinor: before.refundMinor,
      },
    ],
  ];
}

function positive(minor: bigint): bigint {
  return minor > 0n ? minor : 0n;
}

/** Revenue for the past that amendments of the span brought at once; of one that changed several contracts, the first's. */
function catchUpIn({ modifications }: ContractState, contractKey: string, { from, to }: Span): bigint {
  return modifications
    .filter(
      ({ effectiveOn, contractKeys }) => effectiveOn >= from && effectiveOn <= to && contractKeys[0] === contractKey,
    )
    .reduce((all, { catchUpMinor }) => all + catchUpMinor, 0n);
}

/** Revenue of the span by product, by how it is measured, and by whether it is earned over time. 606-10-50-5; IFRS 15.114. */
export function slicesOf(state: ContractState, { from, to }: Span): readonly Slice[] {
  return obligationsOf(state).flatMap(({ obligation }) => {
    const amountMinor = recognizedOn(obligation, to) - recognizedOn(obligation, addDays(from, -1));
    if (amountMinor === 0n) return [];
    const method = methodOf(obligation.measure);
    const isAtOnce = method === 'POINT_IN_TIME' || method === 'MILESTONE';
    return [
      { dimension: 'PRODUCT', value: obligation.product, amountMinor },
      { dimension: 'TIMING', value: isAtOnce ? 'POINT_IN_TIME' : 'OVER_TIME', amountMinor },
      { dimension: 'METHOD', value: method, amountMinor },
    ] as const;
  });
}

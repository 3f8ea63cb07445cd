import {
  type AccountingContract,
  type ContractState,
  exactlyEarnedOn,
  isFixed,
  latestVersion,
  type Obligation,
  recognizedOn,
  recognizedToDate,
} from '#revrec/engine/contract-state.ts';
import { balancesAt } from '#revrec/engine/position.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { unbilledByObligation } from '#revrec/engine/unbilled-split.ts';
import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import {
  addRatios,
  compareRatios,
  formatRatio,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import { type Amounts, numberOf } from './amounts.ts';
import { amendmentOf, dayOf, type Tracked } from './contract-steps-tracked.ts';

/** The contract at the end of a step. */
interface AfterStep {
  readonly state: ContractState;
  readonly step: number;
  readonly amounts: Amounts;
  readonly tracked: ReadonlyMap<string, Tracked>;
}

/** A figure by the example's keys, or in all, as the publication shows it: `wanted` is only asked for its shape. */
type Figure = (wanted: unknown) => unknown;

/** What the engine says after a step, by the names of the operation. */
export function figuresAfter(after: AfterStep): ReadonlyMap<string, Figure> {
  const { state, step, amounts } = after;
  const on = dayOf(step);
  const eve = addDays(on, -1);
  const signed = signedOf(state);
  const moved = (one: Obligation) => recognizedOn(one, on) - recognizedOn(one, eve);
  const conceded = concededIn(after);
  const caughtUp = (one: Obligation) => moved(one) - conceded(one);
  const isConceded = fixedIn(state).some((one) => conceded(one) !== 0n);
  const unbilled = unbilledByObligation(state, on);
  const byKey = (figure: (one: Obligation) => bigint) => keyed(after, figure);
  const price = ({ versions }: AccountingContract) => versions.at(-1)?.transactionPriceMinor ?? 0n;
  const caughtUpMinor = fixedIn(state).reduce((all, one) => all + caughtUp(one), 0n);
  return new Map<string, Figure>([
    ['step', () => step],
    ['treatment', treatmentOf(after)],
    ['transactionPrice', () => amounts.text(price(signed))],
    ['total', () => amounts.text(state.contracts.reduce((all, one) => all + price(one), 0n))],
    ['sspTotal', () => amounts.text(roundHalfAway(weightOf(signed)))],
    ['allocated', byKey((one) => one.allocatedMinor - beforePool(signed, one))],
    ['allocatedTotal', byKey(({ allocatedMinor }) => allocatedMinor)],
    ['recognisedToDate', byKey((one) => recognizedOn(one, on))],
    ['pool', () => amounts.text(poolOf(after))],
    ['remainingTotal', countLeft(after)],
    ['immediateRevenue', byKey(isConceded ? conceded : moved)],
    ['catchUp', byKey(caughtUp)],
    ['catchUpTotal', () => amounts.text(caughtUpMinor)],
    ['remaining', byKey((one) => one.allocatedMinor - recognizedOn(one, on))],
    ['unitRevenueAfter', unitRevenue(after)],
    ['contractPosition', positionOf(after)],
    ['unbilledSplit', byKey((one) => unbilled.get(one.key) ?? 0n)],
  ]);
}

function signedOf({ contracts, contractKey }: ContractState): AccountingContract {
  const [signed] = contracts;
  if (signed === undefined) throw new Error(`${contractKey} has no contract`);
  return signed;
}

function fixedIn(state: ContractState): readonly Obligation[] {
  return obligationsOf(state)
    .map(({ obligation }) => obligation)
    .filter(isFixed);
}

function keyed({ state, amounts }: AfterStep, figure: (one: Obligation) => bigint): Figure {
  return (wanted) => {
    const sums = new Map<string, bigint>();
    for (const one of fixedIn(state)) sums.set(one.product, (sums.get(one.product) ?? 0n) + figure(one));
    const names = namesIn(wanted);
    if (names === null) return amounts.text([...sums.values()].reduce((all, minor) => all + minor, 0n));
    return Object.fromEntries(names.flatMap((name) => entryOf(name, sums.get(name), (minor) => amounts.text(minor))));
  };
}

function entryOf<Value>(name: string, value: Value | undefined, text: (value: Value) => string) {
  return value === undefined ? [] : [[name, text(value)] as const];
}

/** Keys that a publication shows a figure of; `null` where it shows one in all. */
function namesIn(wanted: unknown): readonly string[] | null {
  return typeof wanted === 'object' && wanted !== null ? Object.keys(wanted) : null;
}

/**
 * The row of the decision table that decided, or as a list each row that applied, a concession first; what no amendment
 * told is no modification.
 */
function treatmentOf(after: AfterStep): Figure {
  const { state, step } = after;
  const decided = state.modifications.findLast(({ amendment }) => amendment === amendmentOf(step));
  const treatment = decided?.treatment ?? 'NOT_A_MODIFICATION';
  const conceded = concededIn(after);
  const isConceded = treatment !== 'IMMEDIATE' && fixedIn(state).some((one) => conceded(one) !== 0n);
  return (wanted) => (Array.isArray(wanted) ? [...(isConceded ? ['IMMEDIATE'] : []), treatment] : treatment);
}

/** What a concession of the step took back of an obligation at once. */
function concededIn({ state, step }: AfterStep): (one: Obligation) => bigint {
  const parts = new Map(
    state.derivations
      .map((told) => [told.id, told.rounded ?? 0n] as const)
      .filter(([id]) => id.startsWith('concession:')),
  );
  return ({ key }) => parts.get(`concession:${key}@${dayOf(step)}:${amendmentOf(step)}`) ?? 0n;
}

function weightOf({ bases }: AccountingContract): Ratio {
  return (bases.at(-1)?.weights ?? []).map(({ weight }) => weight).reduce(addRatios, ratio(0n));
}

/** Recognised before the last time that only what was left of the price was split: its share of that is the rest. */
function beforePool({ bases }: AccountingContract, one: Obligation): bigint {
  const basis = bases.at(-1);
  const takesPart = basis?.kind === 'REST' && basis.weights.some(({ key }) => key === one.key);
  return takesPart ? recognizedToDate(one, addDays(basis.effectiveOn, -1)) : 0n;
}

/** As the step split it; after another step what is left of it. */
function poolOf({ state, step }: AfterStep): bigint {
  const made = state.derivations.findLast(({ id, op }) => op === 'POOL' && id.includes(`:${amendmentOf(step)}`));
  if (made?.rounded !== undefined && made.rounded !== null) return made.rounded;
  return fixedIn(state).reduce((all, one) => all + one.allocatedMinor - recognizedOn(one, dayOf(step)), 0n);
}

function leftOf({ total, done }: Tracked): Ratio {
  return subtractRatios(numberOf(total), numberOf(done));
}

function countLeft({ tracked }: AfterStep): Figure {
  return (wanted) => {
    const names = namesIn(wanted) ?? [...tracked.keys()];
    const left = names.flatMap((name) => entryOf(name, tracked.get(name), (one) => formatRatio(leftOf(one))));
    return namesIn(wanted) === null ? (left[0]?.[1] ?? null) : Object.fromEntries(left);
  };
}

/** What each unit that is left earns, rounded once. */
function unitRevenue({ state, step, tracked, amounts }: AfterStep): Figure {
  const rates = new Map(
    [...tracked].flatMap(([name, known]) => {
      const one = fixedIn(state).find(({ key }) => key === known.obligation);
      const left = leftOf(known);
      if (one === undefined || compareRatios(left, ratio(0n)) <= 0) return [];
      const unearned = subtractRatios(ratio(one.allocatedMinor), exactlyEarnedOn(one, dayOf(step)));
      return [[name, amounts.text(roundHalfAway(ratio(unearned.n * left.d, unearned.d * left.n)))] as const];
    }),
  );
  return (wanted) => {
    const names = namesIn(wanted);
    if (names === null) return [...rates.values()][0] ?? null;
    return Object.fromEntries(names.flatMap((name) => entryOf(name, rates.get(name), (text) => text)));
  };
}

/** Billed less recognised: above zero a contract liability, below it an asset. Shown as one figure, or by role. */
function positionOf({ state, step, amounts }: AfterStep): Figure {
  const balances = balancesAt(state, dayOf(step));
  const minor = balances.reduce((all, { deferredMinor, unbilledMinor }) => all + deferredMinor - unbilledMinor, 0n);
  const [liability, asset] = [minor > 0n ? minor : 0n, minor < 0n ? -minor : 0n];
  return (wanted) => {
    const names = namesIn(wanted);
    if (names === null) return amounts.text(minor);
    return Object.fromEntries(
      names.map((name) => [name, amounts.text(/liab|deferred/i.test(name) ? liability : asset)] as const),
    );
  };
}

/** What an obligation recognised on a day. */
export function earnedOn(state: ContractState, obligation: string, on: CivilDate): bigint {
  const one = state.contracts
    .flatMap((contract) => latestVersion(contract).obligations)
    .find(({ key }) => key === obligation);
  return one === undefined ? 0n : recognizedOn(one, on) - recognizedOn(one, addDays(on, -1));
}

import { addDays } from '#schema/canonical/calendar.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import {
  type AccountingContract,
  type AllocationBasis,
  type ContractState,
  latestVersion,
  type Obligation,
  openSegment,
  recognizedToDate,
  type VariableState,
  withVersion,
} from './contract-state.ts';
import { figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import { withIncrement } from './release.ts';
import { remeasure } from './remeasure.ts';
import type { EstimateChange } from './variable.ts';

const PARAGRAPH = 'IFRS 15.87-90; ASC 606-10-32-42A to 32-45';

/**
 * Changes a variable part of the price from a day on. The difference is split as the price was when it was promised; what
 * of it belongs to performance that was given is caught up at once. Where a modification has since split what was left of
 * the price, the rest of the difference joins that and is split the same way (IFRS 15.88-90; ASC 606-10-32-43 to 32-45;
 * model sections 7 and 8).
 */
export function changeEstimate(state: ContractState, change: EstimateChange): Result<ContractState, EngineError> {
  const element = state.variable.find(({ key }) => key === change.element);
  const contract = state.contracts.find(({ key }) => key === element?.contractKey);
  if (element === undefined || contract === undefined)
    return invalid(change.element, 'no such variable part is promised');
  if (element.isResolved) return invalid(change.element, 'what became of it is already known');
  const signedOn = contract.versions[0]?.effectiveOn;
  if (signedOn === undefined || change.effectiveOn < signedOn) {
    return invalid(change.element, 'it is estimated before it is promised');
  }
  const deltaMinor = change.constrainedMinor - element.constrainedMinor;
  const next: VariableState = {
    ...element,
    estimateMinor: change.estimateMinor,
    constrainedMinor: change.constrainedMinor,
    isResolved: change.isResolved,
  };
  const variable = state.variable.map((one) => (one === element ? next : one));
  if (deltaMinor === 0n) return ok({ ...state, variable });
  const spread = spreadOver(contract, { element, deltaMinor, isCurrent: change.basis === 'CURRENT' });
  if (spread === null) {
    return fail({ kind: 'NO_WEIGHT', subject: element.key });
  }
  return ok(raisePrice({ ...state, variable }, contract, { change, deltaMinor, spread }));
}

/** What of a difference each obligation earns at once, and what its open part is raised by. */
interface Spread {
  readonly atOnce: ReadonlyMap<string, bigint>;
  readonly onward: ReadonlyMap<string, bigint>;
}

interface Spreading {
  readonly element: VariableState;
  readonly deltaMinor: bigint;
  readonly isCurrent: boolean;
}

function spreadOver({ bases }: AccountingContract, { element, deltaMinor, isCurrent }: Spreading): Spread | null {
  const chain = basesSince(bases, isCurrent ? bases.length - 1 : element.promisedIn);
  const [first, ...later] = chain;
  if (first === undefined) return null;
  const isTied = element.target !== 'ALL';
  const shared = splitOn(first, deltaMinor, element.target);
  if (shared === null) return null;
  const atOnce = new Map<string, bigint>();
  let onward = shared;
  for (const basis of later) {
    const rest = new Map<string, bigint>();
    for (const [key, minor] of onward) {
      const met = roundHalfAway(multiplied(minor, shareMet(basis, key)));
      if (met !== 0n) atOnce.set(key, (atOnce.get(key) ?? 0n) + met);
      rest.set(key, minor - met);
    }
    // What is tied to its promises stays with them; the rest of the price is one pool.
    const pool = [...rest.values()].reduce((all, minor) => all + minor, 0n);
    const next = isTied ? rest : splitOn(basis, pool, 'ALL');
    if (next === null) return null;
    onward = next;
  }
  return { atOnce, onward };
}

/** From the split it was promised under; a later split of the whole price takes its place. */
function basesSince(bases: readonly AllocationBasis[], promisedIn: number): readonly AllocationBasis[] {
  const whole = bases.findLastIndex(({ kind }) => kind === 'WHOLE');
  return bases.slice(Math.max(whole, promisedIn));
}

function splitOn(
  { weights }: AllocationBasis,
  minor: bigint,
  target: 'ALL' | readonly string[],
): ReadonlyMap<string, bigint> | null {
  const own = target === 'ALL' ? weights : weights.filter(({ key }) => target.includes(key));
  if (minor === 0n) return new Map();
  const shares = splitByWeight(minor, own);
  return shares === null ? null : new Map(shares.map((share) => [share.key, share.minor]));
}

function shareMet({ satisfied }: AllocationBasis, key: string): Ratio {
  return satisfied.find((one) => one.key === key)?.share ?? ratio(1n);
}

function multiplied(minor: bigint, { n, d }: Ratio): Ratio {
  return ratio(minor * n, d);
}

interface Raise {
  readonly change: EstimateChange;
  readonly deltaMinor: bigint;
  readonly spread: Spread;
}

function raisePrice(
  state: ContractState,
  contract: AccountingContract,
  { change, deltaMinor, spread }: Raise,
): ContractState {
  const { eventId, effectiveOn, element } = change;
  const before = latestVersion(contract);
  const derivations: Derivation[] = [];
  let catchUpMinor = 0n;
  const obligations = before.obligations.map((obligation) => {
    const raised = raiseOne(obligation, { change, spread, policyIds: state.policies.versionIds });
    derivations.push(...raised.derivations);
    catchUpMinor += raised.caughtUpMinor;
    return raised.obligation;
  });
  const version = {
    effectiveOn,
    transactionPriceMinor: before.transactionPriceMinor + deltaMinor,
    obligations,
    eventId,
  };
  const changed = withVersion(contract, version);
  const record = { eventId, element, contractKey: contract.key, effectiveOn, deltaMinor, catchUpMinor };
  return {
    ...state,
    contracts: state.contracts.map((one) => (one === contract ? changed : one)),
    derivations: [...state.derivations, ...derivations],
    estimates: [...state.estimates, record],
  };
}

interface Raised {
  readonly obligation: Obligation;
  readonly caughtUpMinor: bigint;
  readonly derivations: readonly Derivation[];
}

function raiseOne(
  obligation: Obligation,
  { change, spread, policyIds }: Pick<Raise, 'change' | 'spread'> & { readonly policyIds: readonly string[] },
): Raised {
  const { eventId, effectiveOn, element, reason } = change;
  const open = openSegment(obligation);
  const isGone = open.untilOn !== null;
  const onwardMinor = spread.onward.get(obligation.key) ?? 0n;
  const nowMinor = (spread.atOnce.get(obligation.key) ?? 0n) + (isGone ? onwardMinor : 0n);
  const told = (rule: string, minor: bigint) =>
    figure({
      id: `${rule}:${obligation.key}@${effectiveOn}:${element}:${eventId}`,
      op: 'CATCH_UP',
      rule:
        rule === 'estimate' ? 'change of estimate, by progress' : 'change of estimate for performance given, at once',
      formula: `${minor} of the change of ${element}: ${reason}`,
      inputs: [eventId, open.derivation, ...policyIds],
      exact: ratio(minor),
      paragraph: PARAGRAPH,
    });
  const derivations: Derivation[] = [];
  let [raised, caughtUpMinor] = [obligation, nowMinor];
  if (nowMinor !== 0n) {
    const derivation = told('estimate-met', nowMinor);
    derivations.push(derivation);
    raised = withIncrement(raised, { amountMinor: nowMinor, on: effectiveOn, derivation: derivation.id });
  }
  if (onwardMinor !== 0n && !isGone) {
    const derivation = told('estimate', onwardMinor);
    derivations.push(derivation);
    const restMinor = raised.allocatedMinor - recognizedToDate(raised, addDays(effectiveOn, -1)) + onwardMinor;
    const again = remeasure(raised, { restMinor, on: effectiveOn, derivation: derivation.id });
    raised = again.obligation;
    caughtUpMinor += again.caughtUpMinor;
  }
  return { obligation: raised, caughtUpMinor, derivations };
}

import { type CivilDate, laterOf } from '#schema/canonical/calendar.ts';
import { compareRatios, parseRatio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { applyAmendment } from './amend.ts';
import { concede } from './concession.ts';
import type { ContractState } from './contract-state.ts';
import { recordGiven } from './credit.ts';
import type { EngineError } from './engine-error.ts';
import { changeEstimate } from './estimate.ts';
import type { EventOf, PriceConcession, RevenueEvent, VariableEstimated, VariableResolved } from './events.ts';
import type { Evidence } from './evidence.ts';
import { invalid, readMinor } from './payload.ts';

interface PriceContext {
  readonly effectiveOn: CivilDate;
  readonly evidence: Evidence;
  /** The first day on which nothing is promised any more. */
  readonly endsOn: CivilDate | null;
}

/** An event that changes the price and no promise; `null` when it is another kind. */
export function applyPriceEvent(
  state: ContractState,
  event: RevenueEvent,
  context: PriceContext,
): Result<ContractState, EngineError> | null {
  if (event.kind !== 'VC_ESTIMATED' && event.kind !== 'VC_RESOLVED' && event.kind !== 'PRICE_CONCESSION') return null;
  if (event.payload === null) return ok(state);
  const { effectiveOn, endsOn } = context;
  if (endsOn !== null && effectiveOn >= endsOn) {
    const detail = `the contract ended on ${endsOn}: tell what is still to be paid or given back as a document`;
    return fail({ kind: 'HELD', subject: event.id, detail });
  }
  if (event.kind === 'PRICE_CONCESSION') return concedePrice(state, event, context);
  return reestimate(state, event, effectiveOn);
}

function reestimate(
  state: ContractState,
  event: EventOf<'VC_ESTIMATED', VariableEstimated> | EventOf<'VC_RESOLVED', VariableResolved>,
  effectiveOn: CivilDate,
): Result<ContractState, EngineError> {
  const { id: eventId, payload } = event;
  if (payload === null) return ok(state);
  const { element } = payload;
  const isResolved = 'amount' in payload;
  const constrained = readMinor(isResolved ? payload.amount : payload.constrained, state.currency, element);
  if (!constrained.ok) return constrained;
  const estimate = readMinor(isResolved ? payload.amount : payload.estimate, state.currency, element);
  if (!estimate.ok) return estimate;
  return changeEstimate(state, {
    eventId,
    element,
    effectiveOn,
    estimateMinor: estimate.value,
    constrainedMinor: constrained.value,
    basis: isResolved ? 'ORIGINAL' : (payload.basis ?? 'ORIGINAL'),
    isResolved,
    reason: isResolved ? 'it is known what became of it' : payload.reason,
  });
}

/** Rows 2 and 4 of the table: what is for service given falls at once, the rest with what is still to come. */
function concedePrice(
  state: ContractState,
  event: EventOf<'PRICE_CONCESSION', PriceConcession>,
  { effectiveOn, evidence }: PriceContext,
): Result<ContractState, EngineError> {
  const { id: eventId, payload } = event;
  if (payload === null) return ok(state);
  const { amount, obligation, satisfiedShare } = payload;
  const minor = readMinor(amount, state.currency, eventId);
  if (!minor.ok) return minor;
  if (minor.value <= 0n) return invalid(eventId, 'a concession is above zero');
  if (satisfiedShare === null) {
    const detail = 'say which part of the concession is for service that was given';
    return fail({ kind: 'HELD', subject: eventId, detail });
  }
  const share = parseRatio(satisfiedShare);
  if (share === null || share.n < 0n || compareRatios(share, ratio(1n)) > 0) {
    return invalid(eventId, `${satisfiedShare} is no share of 0 to 1`);
  }
  const contract = state.contracts.find(({ versions }) =>
    versions.at(-1)?.obligations.some(({ key }) => obligation === 'ALL' || key === obligation),
  );
  const signedOn = contract?.versions[0]?.effectiveOn;
  if (contract === undefined || signedOn === undefined) return invalid(eventId, `${obligation} is no obligation`);
  const on = laterOf(effectiveOn, signedOn);
  const givenMinor = roundHalfAway(ratio(minor.value * share.n, share.d));
  const given = concedeGiven(state, { contractKey: contract.key, obligation, givenMinor, eventId, on });
  const restMinor = minor.value - givenMinor;
  if (restMinor === 0n) return ok(given);
  return applyAmendment(given, {
    eventId,
    id: eventId,
    effectiveOn: on,
    added: [],
    addedMinor: 0n,
    reductions: [],
    extensions: [],
    standalonePrices: [],
    priceDeltas: new Map([[contract.key, -restMinor]]),
    concessionMinor: 0n,
    answers: {},
    documents: [],
    evidence,
  });
}

interface Given {
  readonly contractKey: string;
  readonly obligation: string;
  readonly givenMinor: bigint;
  readonly eventId: string;
  readonly on: CivilDate;
}

function concedeGiven(state: ContractState, given: Given): ContractState {
  const { contractKey, obligation, givenMinor, eventId, on } = given;
  const contract = state.contracts.find(({ key }) => key === contractKey);
  if (givenMinor === 0n || contract === undefined) return state;
  const conceded = concede(contract, {
    amendment: eventId,
    eventId,
    effectiveOn: on,
    minor: givenMinor,
    product: null,
    obligation: obligation === 'ALL' ? null : obligation,
    policies: state.policies,
  });
  const next = {
    ...state,
    contracts: state.contracts.map((one) => (one === contract ? conceded.contract : one)),
    derivations: [...state.derivations, ...conceded.derivations],
  };
  return recordGiven(next, { eventId, on, name: eventId, documents: [] }, { contractKey, givenMinor });
}

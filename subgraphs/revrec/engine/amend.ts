import type { CivilDate } from '#schema/canonical/calendar.ts';
import { addDays } from '#schema/canonical/calendar.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import {
  type AccountingContract,
  type ContractState,
  isStarted,
  latestVersion,
  type ModificationRecord,
} from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import type { EventOf, ModificationApproved } from './events.ts';
import { incept, promise } from './inception.ts';
import { decideModification, type ModificationDecision, type RemainingPromise } from './modification.ts';
import { invalid, readMinor, readQuantity } from './payload.ts';
import { changeProspectively } from './prospective.ts';
import { isOpen, quantityLost, type Reduction, reduceQuantity } from './reduction.ts';

/** The amendment with its texts read, and which obligations its removals hit. */
interface Amendment {
  readonly eventId: string;
  readonly effectiveOn: CivilDate;
  readonly payload: ModificationApproved;
  readonly addedMinor: bigint;
  readonly otherMinor: bigint;
  readonly concessionMinor: bigint;
  readonly reductions: readonly Reduction[];
}

/** Decides an approved modification and computes its treatment. Rows that are not computed hold the contract. */
export function amend(
  state: ContractState,
  event: EventOf<'MODIFICATION_APPROVED', ModificationApproved>,
  on: { readonly effectiveOn: CivilDate; readonly payload: ModificationApproved },
): Result<ContractState, EngineError> {
  if (state.modifications.some(({ amendment }) => amendment === on.payload.amendment)) {
    return invalid(on.payload.amendment, 'this amendment was already approved by another event');
  }
  const signed = state.contracts[0]?.versions[0];
  if (signed === undefined || on.effectiveOn < signed.effectiveOn) {
    return invalid(on.payload.amendment, 'it holds before the contract does');
  }
  const read = readAmendment(state, event.id, on);
  if (!read.ok) return read;
  const decided = decide(state, read.value);
  if (!decided.ok) return decided;
  const { row, treatment, computed, derivations } = decided.value;
  if (!computed) {
    return fail({
      kind: 'HELD',
      subject: `row ${row} ${treatment}`,
      detail: `${on.payload.amendment} is not computed yet`,
    });
  }
  const told = { ...state, derivations: [...state.derivations, ...derivations] };
  switch (treatment) {
    case 'SEPARATE':
      return separate(told, read.value, decided.value);
    case 'PROSPECTIVE':
      return prospective(told, read.value, decided.value);
    default:
      return ok(record(told, read.value, { decision: decided.value, contractKeys: [] }));
  }
}

function readAmendment(
  state: ContractState,
  eventId: string,
  { effectiveOn, payload }: { readonly effectiveOn: CivilDate; readonly payload: ModificationApproved },
): Result<Amendment, EngineError> {
  const { currency, contracts, policies } = state;
  const added = collect(payload.added, ({ amount, key }) => readMinor(amount, currency, key));
  if (!added.ok) return added;
  const other = readMinor(payload.priceDelta, currency, payload.amendment);
  if (!other.ok) return other;
  const concession = readMinor(payload.concession, currency, payload.amendment);
  if (!concession.ok) return concession;
  const order = policies.values.reductionOrder;
  const reductions = collect(payload.removed, ({ product, quantity, credit }) => {
    const count = readQuantity(quantity, product);
    if (!count.ok) return count;
    const creditMinor = readMinor(credit, currency, product);
    if (!creditMinor.ok) return creditMinor;
    const removed = { product, quantity: count.value, creditMinor: creditMinor.value };
    return reduceQuantity(contracts, removed, { effectiveOn, order });
  });
  if (!reductions.ok) return reductions;
  return ok({
    eventId,
    effectiveOn,
    payload,
    addedMinor: added.value.reduce((all, minor) => all + minor, 0n),
    otherMinor: other.value,
    concessionMinor: concession.value,
    reductions: reductions.value.flat(),
  });
}

function decide(state: ContractState, amendment: Amendment): Result<ModificationDecision, EngineError> {
  const { payload, eventId, otherMinor, concessionMinor, reductions } = amendment;
  const touched = touchedKeys(state, amendment);
  const existing = state.contracts.filter(({ key }) => touched.includes(key));
  return decideModification(
    {
      amendment: payload.amendment,
      eventId,
      added: payload.added,
      removesScope: reductions.length > 0,
      hasOtherPriceDelta: otherMinor !== 0n,
      hasConcession: concessionMinor !== 0n,
      remaining: [
        ...existing.flatMap((contract) => remainingIn(contract, amendment)),
        ...payload.added.map(({ key, kind, distinct }) => ({ key, kind, distinct, started: false })),
      ],
      recorded: payload.answers,
    },
    state.policies,
  );
}

/** Additions and plain price changes meet the signed contract, removals the contracts that hold the quantity. */
function touchedKeys(state: ContractState, { payload, otherMinor, reductions }: Amendment): readonly string[] {
  const reduced = reductions.map(({ contractKey }) => contractKey);
  const meetsSigned = payload.added.length > 0 || otherMinor !== 0n;
  const keys = new Set(meetsSigned ? [state.contractKey, ...reduced] : reduced);
  return state.contracts.map(({ key }) => key).filter((key) => keys.has(key));
}

function remainingIn(contract: AccountingContract, amendment: Amendment): readonly RemainingPromise[] {
  const cutOn = addDays(amendment.effectiveOn, -1);
  return latestVersion(contract)
    .obligations.filter((obligation) => isOpen(obligation, amendment.effectiveOn))
    .filter(({ key, quantity }) => {
      const lost = quantityLost(amendment.reductions, key);
      return lost.n * quantity.d < quantity.n * lost.d;
    })
    .map((obligation) => ({
      key: obligation.key,
      kind: obligation.kind,
      distinct: obligation.distinct,
      started: isStarted(obligation, cutOn),
    }));
}

function separate(
  state: ContractState,
  amendment: Amendment,
  decision: ModificationDecision,
): Result<ContractState, EngineError> {
  const { payload, effectiveOn, eventId, reductions, otherMinor } = amendment;
  if (reductions.length > 0 || otherMinor !== 0n) {
    const detail = `${payload.amendment} is judged separate and changes more than its additions`;
    return fail({ kind: 'HELD', subject: 'row 3 SEPARATE', detail });
  }
  const contractKey = `${state.contractKey}/${payload.amendment}`;
  const { currency, policies } = state;
  const created = incept({ contractKey, lines: payload.added, effectiveOn, currency, eventId, policies });
  if (!created.ok) return created;
  const { contract, derivations } = created.value;
  const grown = {
    ...state,
    contracts: [...state.contracts, contract],
    derivations: [...state.derivations, ...derivations],
  };
  return ok(record(grown, amendment, { decision, contractKeys: [contractKey] }));
}

function prospective(
  state: ContractState,
  amendment: Amendment,
  decision: ModificationDecision,
): Result<ContractState, EngineError> {
  const touched = touchedKeys(state, amendment);
  const derivations: Derivation[] = [...state.derivations];
  const contracts = collect(state.contracts, (contract): Result<AccountingContract, EngineError> => {
    if (!touched.includes(contract.key)) return ok(contract);
    const changed = changeOne(state, contract, amendment);
    if (!changed.ok) return changed;
    derivations.push(...changed.value.derivations);
    return ok(changed.value.contract);
  });
  if (!contracts.ok) return contracts;
  return ok(
    record({ ...state, contracts: contracts.value, derivations }, amendment, { decision, contractKeys: touched }),
  );
}

function changeOne(state: ContractState, contract: AccountingContract, amendment: Amendment) {
  const { payload, effectiveOn, eventId, addedMinor, otherMinor } = amendment;
  const { currency, policies, contractKey } = state;
  const isSigned = contract.key === contractKey;
  const reductions = amendment.reductions.filter((reduction) => reduction.contractKey === contract.key);
  const credited = reductions.reduce((all, { creditMinor }) => all + creditMinor, 0n);
  const inception = { contractKey: `${contractKey}/${payload.amendment}`, lines: payload.added };
  const terms = { effectiveOn, currency, eventId, policies };
  const added = isSigned && payload.added.length > 0 ? promise({ ...inception, ...terms }, payload.added) : ok([]);
  if (!added.ok) return added;
  return changeProspectively(contract, {
    amendment: payload.amendment,
    eventId,
    effectiveOn,
    priceDeltaMinor: credited + (isSigned ? addedMinor + otherMinor : 0n),
    reductions,
    added: added.value,
    policies,
  });
}

function record(
  state: ContractState,
  { eventId, payload, effectiveOn, addedMinor, otherMinor, reductions }: Amendment,
  { decision, contractKeys }: { readonly decision: ModificationDecision; readonly contractKeys: readonly string[] },
): ContractState {
  const credited = reductions.reduce((all, { creditMinor }) => all + creditMinor, 0n);
  const entry: ModificationRecord = {
    eventId,
    amendment: payload.amendment,
    effectiveOn,
    answers: decision.answers,
    row: decision.row,
    treatment: decision.treatment,
    priceDeltaMinor: addedMinor + otherMinor + credited,
    catchUpMinor: 0n,
    contractKeys,
    explanation: decision.derivations.map(({ id }) => id),
  };
  return { ...state, modifications: [...state.modifications, entry] };
}

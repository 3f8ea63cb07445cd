import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import type { Derivation, Treatment } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type AmendedOn, type Amendment, priceDeltaOf, readAmendment } from './amendment.ts';
import { catchUp } from './catch-up.ts';
import { collect } from './collect.ts';
import { concede } from './concession.ts';
import {
  type AccountingContract,
  type ContractState,
  isFixed,
  isStarted,
  latestVersion,
  type Obligation,
} from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import { changeEstimate } from './estimate.ts';
import type { EventOf, ModificationApproved, VariableElement } from './events.ts';
import { incept, promise } from './inception.ts';
import { decideModification, type ModificationDecision, type RemainingPromise } from './modification.ts';
import { invalid } from './payload.ts';
import { type Changed, type ContractChange, changeProspectively, isLeft } from './prospective.ts';
import { quantityLost } from './reduction.ts';
import { sspFactors } from './ssp-at-modification.ts';
import { readVariable, standing, tiedOpen } from './variable.ts';

/** Decides an approved modification and computes its treatment. Rows that are not computed hold the contract. */
export function amend(
  state: ContractState,
  event: EventOf<'MODIFICATION_APPROVED', ModificationApproved>,
  on: AmendedOn & { readonly payload: ModificationApproved },
): Result<ContractState, EngineError> {
  if (state.modifications.some(({ amendment }) => amendment === on.payload.amendment)) {
    return invalid(on.payload.amendment, 'this amendment was already approved by another event');
  }
  const signed = state.contracts[0]?.versions[0];
  if (signed === undefined || on.effectiveOn < signed.effectiveOn) {
    return invalid(on.payload.amendment, 'it holds before the contract does');
  }
  const read = readAmendment(state, { eventId: event.id, payload: on.payload }, on);
  if (!read.ok) return read;
  const amended = applyAmendment(state, read.value);
  const { variable = [], amendment } = on.payload;
  if (!amended.ok || variable.length === 0) return amended;
  return promiseVariable(amended.value, variable, { amendment, eventId: event.id, effectiveOn: on.effectiveOn });
}

/** Variable price that an amendment promises enters the contract it made, or the signed one as it was changed. */
function promiseVariable(
  state: ContractState,
  elements: readonly VariableElement[],
  told: { readonly amendment: string; readonly eventId: string; readonly effectiveOn: CivilDate },
): Result<ContractState, EngineError> {
  const made = state.modifications.findLast(({ amendment }) => amendment === told.amendment);
  // Without a change of the deal nothing is promised, whatever it speaks of.
  if (made === undefined || made.contractKeys.length === 0) return ok(state);
  const isSeparate = made.treatment === 'SEPARATE';
  const contract = state.contracts.find(({ key }) => key === (isSeparate ? made.contractKeys[0] : state.contractKey));
  if (contract === undefined) throw new Error(`${told.amendment} has no contract`);
  const { obligations } = latestVersion(contract);
  const read = readVariable(elements, {
    currency: state.currency,
    taken: state.variable.map(({ key }) => key),
    keyOf: (line) => obligations.findLast(({ key }) => key === line || key.endsWith(`/${line}`))?.key ?? line,
  });
  if (!read.ok) return read;
  let next = state;
  for (const promised of read.value) {
    const { key: element, estimateMinor, constrainedMinor, reason } = promised;
    const none = { ...standing(promised, contract), constrainedMinor: 0n };
    const raised = changeEstimate(
      { ...next, variable: [...next.variable, none] },
      { ...told, element, estimateMinor, constrainedMinor, reason, basis: 'CURRENT', isResolved: false },
    );
    if (!raised.ok) return raised;
    next = raised.value;
  }
  return ok(next);
}

/** Row 2 is applied first; then the rest is decided again without the concession (model section 7). */
export function applyAmendment(state: ContractState, amendment: Amendment): Result<ContractState, EngineError> {
  const decided = decide(state, amendment);
  if (!decided.ok) return decided;
  const { treatment, derivations } = decided.value;
  const told = { ...state, derivations: [...state.derivations, ...derivations] };
  switch (treatment) {
    case 'IMMEDIATE': {
      const conceded = concedeOn(told, amendment, decided.value);
      const rest = { ...amendment, concessionMinor: 0n, id: `${amendment.id}:rest` };
      return changesMore(amendment) ? applyAmendment(conceded, rest) : ok(conceded);
    }
    case 'SEPARATE':
      return separate(told, amendment, decided.value);
    case 'PROSPECTIVE':
    case 'PARTIAL_TERMINATION':
    case 'MIXED':
    case 'CATCH_UP':
      return change(told, amendment, decided.value);
    case 'NONE':
    case 'NOT_A_MODIFICATION':
      return ok(record(told, amendment, { decision: decided.value, contractKeys: [], catchUpMinor: 0n }));
  }
}

function changesMore({ added, reductions, extensions, priceDeltas }: Amendment): boolean {
  return added.length > 0 || reductions.length > 0 || extensions.length > 0 || priceDeltas.size > 0;
}

function decide(state: ContractState, amendment: Amendment): Result<ModificationDecision, EngineError> {
  const { id, eventId, added, priceDeltas, concessionMinor, reductions, extensions, answers } = amendment;
  const touched = touchedKeys(state, amendment);
  const existing = state.contracts.filter(({ key }) => touched.includes(key));
  return decideModification(
    {
      amendment: id,
      eventId,
      added,
      removesScope: reductions.length > 0,
      hasOtherPriceDelta: priceDeltas.size > 0 || extensions.length > 0,
      hasConcession: concessionMinor !== 0n,
      remaining: [
        ...existing.flatMap((contract) => remainingIn(contract, amendment)),
        ...added.map(({ key, kind, distinct }) => ({ key, kind, distinct, started: false })),
      ],
      recorded: answers,
    },
    state.policies,
  );
}

/** Additions meet the signed contract, removals and price changes the contracts that they are about. */
function touchedKeys(
  state: ContractState,
  { added, priceDeltas, reductions, extensions }: Amendment,
): readonly string[] {
  const keys = new Set([
    ...(added.length > 0 ? [state.contractKey] : []),
    ...priceDeltas.keys(),
    ...reductions.map(({ contractKey }) => contractKey),
    ...extensions.map(({ contractKey }) => contractKey),
  ]);
  return state.contracts.map(({ key }) => key).filter((key) => keys.has(key));
}

function remainingIn(contract: AccountingContract, amendment: Amendment): readonly RemainingPromise[] {
  const cutOn = addDays(amendment.effectiveOn, -1);
  return latestVersion(contract)
    .obligations.filter((obligation) => isFixed(obligation) && isLeft(obligation, amendment))
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
  const { id, added, effectiveOn, eventId, reductions, extensions, priceDeltas, evidence } = amendment;
  if (reductions.length > 0 || extensions.length > 0 || priceDeltas.size > 0) {
    const detail = `${id} is judged separate and changes more than its additions`;
    return fail({ kind: 'HELD', subject: 'row 3 SEPARATE', detail });
  }
  const contractKey = `${state.contractKey}/${id}`;
  const { currency, policies } = state;
  const created = incept({ contractKey, lines: added, effectiveOn, currency, eventId, policies, evidence });
  if (!created.ok) return created;
  const { contract, derivations } = created.value;
  const grown = {
    ...state,
    contracts: [...state.contracts, contract],
    derivations: [...state.derivations, ...derivations],
  };
  return ok(record(grown, amendment, { decision, contractKeys: [contractKey], catchUpMinor: 0n }));
}

function concedeOn(state: ContractState, amendment: Amendment, decision: ModificationDecision): ContractState {
  const { id, eventId, effectiveOn, concessionMinor } = amendment;
  const terms = { amendment: id, eventId, effectiveOn, policies: state.policies };
  const signed = state.contracts[0];
  if (signed === undefined) throw new Error(`${state.contractKey} has no contract`);
  const conceded = concede(signed, { ...terms, minor: concessionMinor, product: null });
  const next = {
    ...state,
    contracts: state.contracts.map((contract) => (contract === signed ? conceded.contract : contract)),
    derivations: [...state.derivations, ...conceded.derivations],
  };
  const nothing = { reductions: [], extensions: [], priceDeltas: new Map<string, bigint>() };
  const only = { ...amendment, ...nothing, addedMinor: -concessionMinor };
  return record(next, only, { decision, contractKeys: [signed.key], catchUpMinor: conceded.catchUpMinor });
}

function change(
  state: ContractState,
  amendment: Amendment,
  decision: ModificationDecision,
): Result<ContractState, EngineError> {
  const touched = touchedKeys(state, amendment);
  const derivations: Derivation[] = [...state.derivations];
  let catchUpMinor = 0n;
  const contracts = collect(state.contracts, (contract): Result<AccountingContract, EngineError> => {
    if (!touched.includes(contract.key)) return ok(contract);
    const changed = changeOne(state, contract, { amendment, decision });
    if (!changed.ok) return changed;
    derivations.push(...changed.value.derivations);
    catchUpMinor += changed.value.catchUpMinor;
    return ok(changed.value.contract);
  });
  if (!contracts.ok) return contracts;
  const changed = { ...state, contracts: contracts.value, derivations };
  return ok(record(changed, amendment, { decision, contractKeys: touched, catchUpMinor }));
}

function changeOne(
  state: ContractState,
  contract: AccountingContract,
  { amendment, decision }: { readonly amendment: Amendment; readonly decision: ModificationDecision },
): Result<Changed, EngineError> {
  const { id, effectiveOn, eventId, addedMinor, priceDeltas, evidence, extensions } = amendment;
  const left = latestVersion(contract).obligations.filter((one) => isLeft(one, amendment));
  const tied = tiedOpen(state.variable, contract.key, (key) => isBound(decision.treatment, left, key));
  if (tied !== null) {
    const detail = `decide whether ${tied.key} stays with the promises it is tied to, and tell them as an amendment of their own`;
    return fail({ kind: 'HELD', subject: id, detail });
  }
  const { currency, policies, contractKey } = state;
  const isSigned = contract.key === contractKey;
  const reductions = amendment.reductions.filter((reduction) => reduction.contractKey === contract.key);
  const credited = reductions.reduce((all, { creditMinor }) => all + creditMinor, 0n);
  const lines = isSigned ? amendment.added : [];
  const terms = { contractKey: `${contractKey}/${id}`, lines, effectiveOn, currency, eventId, policies, evidence };
  const added = lines.length > 0 ? promise(terms, lines) : ok([]);
  if (!added.ok) return added;
  const prices = amendment.standalonePrices;
  const sspFactor = sspFactors(decision.treatment === 'CATCH_UP' ? [] : left, { prices, currency, policies });
  if (!sspFactor.ok) return sspFactor;
  const contractChange: ContractChange = {
    amendment: id,
    eventId,
    effectiveOn,
    priceDeltaMinor: credited + (isSigned ? addedMinor : 0n) + (priceDeltas.get(contract.key) ?? 0n),
    reductions,
    added: added.value,
    extensions: extensions.filter((extension) => extension.contractKey === contract.key),
    sspFactor: sspFactor.value,
    goesOnAsOne: asOne(state, amendment, decision),
    policies,
  };
  return decision.treatment === 'CATCH_UP'
    ? catchUp(contract, contractChange)
    : changeProspectively(contract, contractChange);
}

/** Of a mixed change, the promises that are partly met and whose rest is not distinct: row 5 for them, row 4 for the others. */
function asOne({ policies }: ContractState, { effectiveOn, answers }: Amendment, { treatment }: ModificationDecision) {
  const cutOn = addDays(effectiveOn, -1);
  const isApart = ({ key, kind, distinct }: Obligation) =>
    answers.notDistinct === undefined
      ? distinct && policies.values.seriesKinds.includes(kind)
      : !answers.notDistinct.includes(key);
  return (obligation: Obligation) =>
    treatment === 'MIXED' && isFixed(obligation) && isStarted(obligation, cutOn) && !isApart(obligation);
}

/** A new split of the whole price moves every part that is tied; one of the rest those of what is left. */
function isBound(treatment: Treatment, left: readonly Obligation[], key: string): boolean {
  return treatment === 'CATCH_UP' || left.some((one) => one.key === key);
}

export interface Recorded {
  readonly decision: Pick<ModificationDecision, 'answers' | 'row' | 'treatment' | 'derivations'>;
  readonly contractKeys: readonly string[];
  readonly catchUpMinor: bigint;
}

function record(
  state: ContractState,
  amendment: Amendment,
  { decision, contractKeys, catchUpMinor }: Recorded,
): ContractState {
  const { eventId, id, effectiveOn, documents } = amendment;
  const entry = {
    eventId,
    amendment: id.replace(/:rest$/, ''),
    effectiveOn,
    answers: decision.answers,
    row: decision.row,
    treatment: decision.treatment,
    priceDeltaMinor: priceDeltaOf(amendment),
    catchUpMinor,
    contractKeys,
    documents,
    explanation: decision.derivations.map(({ id: derivation }) => derivation),
  };
  return { ...state, modifications: [...state.modifications, entry] };
}

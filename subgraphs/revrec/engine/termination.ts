import { addDays, type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { BilledDocument } from './billing.ts';
import {
  type AccountingContract,
  type BilledItem,
  type ContractState,
  isFixed,
  latestVersion,
  type ModificationRecord,
  recognizedToDate,
  withVersion,
} from './contract-state.ts';
import { answer, figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractCancelled } from './events.ts';
import { DECISION_TABLE } from './modification-table.ts';
import { invalid, readMinor } from './payload.ts';
import type { Changed } from './prospective.ts';
import { isOpen } from './reduction.ts';
import { divideRefund } from './refund.ts';
import { releaseRest, withIncrement } from './release.ts';

/** A cancellation: from its day on nothing is promised. `credits` are its credit memos, as far as they are known. */
export interface Cancellation {
  readonly eventId: string;
  readonly effectiveOn: CivilDate;
  readonly payload: ContractCancelled;
  readonly credits: readonly BilledDocument[];
}

/**
 * Ends every accounting contract: what was billed and is not given back is its price. The rest of that is earned on the
 * day at once, and what was recognised ahead of any bill is taken back, so that nothing stays deferred or unbilled. What
 * is billed or credited later is earned on its own day (decision table, row 7; policy `releaseAtCancellation`; model
 * section 9; IFRS 15.21(a), 15.88; ASC 606-10-25-13(a), 606-10-32-43).
 */
export function terminate(state: ContractState, cancellation: Cancellation): Result<ContractState, EngineError> {
  const { payload, effectiveOn } = cancellation;
  const signedOn = state.contracts[0]?.versions[0]?.effectiveOn;
  if (signedOn === undefined || effectiveOn < signedOn) {
    return invalid(payload.amendment, 'the contract is cancelled before it holds');
  }
  const refundable = readMinor(payload.refundable, state.currency, payload.amendment);
  if (!refundable.ok) return refundable;
  const { refunds, items } = divideRefund(state, cancellation, refundable.value);
  const ended = state.contracts.map((contract) => {
    const refundMinor = refunds.find(({ contractKey }) => contractKey === contract.key)?.minor ?? 0n;
    return endOne(contract, { state, refundMinor, cancellation });
  });
  const later = ended.map(({ contract }) => earnLater(contract, { state, cancellation }));
  const told = decided(state, cancellation);
  const priceDeltaMinor = ended.reduce(
    (all, { contract }, index) => all + priceOf(contract) - priceOf(state.contracts[index] ?? contract),
    0n,
  );
  const record: ModificationRecord = {
    eventId: cancellation.eventId,
    amendment: payload.amendment,
    effectiveOn,
    answers: ENDS_ALL,
    row: ROW.row,
    treatment: ROW.treatment,
    priceDeltaMinor,
    catchUpMinor: ended.reduce((all, { catchUpMinor }) => all + catchUpMinor, 0n),
    contractKeys: state.contracts.map(({ key }) => key),
    documents: payload.documents,
    explanation: [told.id, ...ended.flatMap(({ derivations }) => derivations.map(({ id }) => id))],
  };
  return ok({
    ...state,
    ended: { effectiveOn, refunds, documents: payload.documents },
    contracts: later.map(({ contract }) => contract),
    billed: [...state.billed, ...items],
    modifications: [...state.modifications, record],
    derivations: [...state.derivations, told, ...[...ended, ...later].flatMap(({ derivations }) => derivations)],
  });
}

const ENDS_ALL: ModificationRecord['answers'] = {
  approved: true,
  priceOpen: false,
  changesScopeOrPrice: true,
  originalTerms: false,
  hasConcession: false,
  addsDistinct: false,
  priceReflectsSsp: false,
  remainingDistinct: 'NOTHING_REMAINS',
  scopeRemoved: true,
};
const ROW = rowOfEnding();

function rowOfEnding() {
  const row = DECISION_TABLE.find(({ applies }) => applies(ENDS_ALL));
  if (row === undefined) throw new Error('The decision table has no row for the end of a contract');
  return row;
}

interface Ended {
  readonly state: ContractState;
  readonly cancellation: Cancellation;
}

function endOne(
  contract: AccountingContract,
  { state, refundMinor, cancellation }: Ended & { readonly refundMinor: bigint },
): Changed {
  const { effectiveOn, eventId, payload } = cancellation;
  const cutOn = addDays(effectiveOn, -1);
  const fixed = latestVersion(contract).obligations;
  const open = fixed.filter((one) => isOpen(one, effectiveOn));
  const recognized = fixed.filter(isFixed).reduce((all, one) => all + recognizedToDate(one, cutOn), 0n);
  const settled = itemsOf(state, contract).filter(({ on }) => on <= payload.settledOn);
  const priceMinor = settled.reduce((all, { amountMinor, usageMinor }) => all + amountMinor - usageMinor, -refundMinor);
  const change = { amendment: payload.amendment, eventId, effectiveOn, policies: state.policies };
  const remaining = open.map(({ key }) => ({ key, cutOn, isGone: true }));
  return releaseRest(contract, change, { poolMinor: priceMinor - recognized, remaining });
}

function itemsOf({ billed }: ContractState, { key }: AccountingContract): readonly BilledItem[] {
  return billed.filter(({ contractKey }) => contractKey === key);
}

/** Bills and credits that came after the settlement: nothing is left to deliver for them, so they are earned at once. */
function earnLater(contract: AccountingContract, { state, cancellation }: Ended): Omit<Changed, 'catchUpMinor'> {
  const { payload, eventId } = cancellation;
  const later = itemsOf(state, contract)
    .filter(({ on, amountMinor, usageMinor }) => on > payload.settledOn && amountMinor !== usageMinor)
    .sort((a, b) => compareKeys(a.on, b.on) || compareKeys(a.document, b.document));
  const bearer = latestVersion(contract).obligations.find(isFixed);
  if (bearer === undefined) return { contract, derivations: [] };
  let current = contract;
  const derivations = later.map((item) => {
    const amountMinor = item.amountMinor - item.usageMinor;
    const derivation = figure({
      id: `after-end:${bearer.key}:${item.document}`,
      op: 'CATCH_UP',
      rule: 'billed after the contract had ended, at once',
      formula: String(amountMinor),
      inputs: [item.eventId, eventId, ...state.policies.versionIds],
      exact: ratio(amountMinor),
      paragraph: 'IFRS 15.88; ASC 606-10-32-43',
    });
    const { obligations, transactionPriceMinor } = latestVersion(current);
    const told = { amountMinor, on: item.on, derivation: derivation.id };
    current = withVersion(current, {
      effectiveOn: item.on > cancellation.effectiveOn ? item.on : civilDate(cancellation.effectiveOn),
      transactionPriceMinor: transactionPriceMinor + amountMinor,
      obligations: obligations.map((one) => (one.key === bearer.key ? withIncrement(one, told) : one)),
      eventId: item.eventId,
    });
    return derivation;
  });
  return { contract: current, derivations };
}

function decided({ policies }: ContractState, { payload, eventId, effectiveOn }: Cancellation) {
  return answer({
    id: `treatment:${payload.amendment}`,
    op: 'DECIDE',
    rule: `decision table, row ${ROW.row}: ${ROW.says}`,
    formula: `ended on ${effectiveOn}; ${payload.refundable.minor} is given back, invoices to ${payload.settledOn} are settled`,
    inputs: [eventId, ...policies.versionIds],
    result: ROW.treatment,
    paragraph: ROW.paragraph,
  });
}

function priceOf(contract: AccountingContract): bigint {
  return latestVersion(contract).transactionPriceMinor;
}

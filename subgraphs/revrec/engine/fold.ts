import { type CivilDate, civilDate, laterOf } from '#schema/canonical/calendar.ts';
import { isCurrencyCode } from '#schema/canonical/currency.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { amend } from './amend.ts';
import { type BilledDocument, divideDocument } from './billing.ts';
import { asOneContract } from './combination.ts';
import { type ContractState, isFixed, type Obligation, withObligations } from './contract-state.ts';
import { lowerPrice } from './credit.ts';
import type { EngineError } from './engine-error.ts';
import { compareVersions, knownEvents } from './event-order.ts';
import type { ContractApproved, RevenueEvent } from './events.ts';
import { type Evidence, readEvidence } from './evidence.ts';
import { identifiedOn } from './identification.ts';
import { incept } from './inception.ts';
import { invalid } from './payload.ts';
import type { PolicySet } from './policies.ts';
import { applyPriceEvent } from './price-event.ts';
import { dividedByTerms } from './signed-ahead.ts';
import { itemsTakenBack, lessCredits, type TakenBack, takenBackBy } from './taken-back.ts';
import { obligationsOf } from './target.ts';
import { type Cancellation, terminate } from './termination.ts';
import { takeUpUsage } from './usage.ts';
import { readVariable, standing } from './variable.ts';

export interface FoldContext {
  /** `2026-08-16T09:30:00.000Z`; later records have no influence. */
  readonly knownAt: string;
  readonly policies: PolicySet;
}

/**
 * What the events of one signed contract amount to. The order of arrival, duplicates and batches have no influence.
 * An error holds the whole contract: there is no half a result.
 */
export function fold(events: readonly RevenueEvent[], context: FoldContext): Result<ContractState, EngineError> {
  const told = knownEvents(events, context.knownAt);
  if (!told.ok) return told;
  const known = asOneContract(told.value);
  if (!known.ok) return known;
  const approvals = known.value.filter(({ kind }) => kind === 'CONTRACT_APPROVED');
  const [approval, second] = approvals;
  if (approval?.kind !== 'CONTRACT_APPROVED' || approval.payload === null) {
    return fail({ kind: 'NO_CONTRACT', subject: known.value[0]?.contractKey ?? 'no event' });
  }
  if (second !== undefined) return invalid(second.id, 'the contract was already approved by another event');
  const stray = known.value.find(
    ({ contractKey, entity }) => contractKey !== approval.contractKey || entity !== approval.entity,
  );
  if (stray !== undefined) return invalid(stray.id, 'it belongs to another contract or legal entity');

  const evidence = readEvidence(known.value);
  if (!evidence.ok) return evidence;
  const identified = identifiedOn(approval, approval.payload, known.value);
  if (!identified.ok) return identified;
  const opened = openOn(identified.value, approval, {
    ...context,
    payload: approval.payload,
    evidence: evidence.value,
  });
  if (!opened.ok) return opened;
  const state = { ...opened.value, eventIds: told.value.map(({ id }) => id) };
  const folded = applyAll(state, known.value, evidence.value);
  if (!folded.ok) return folded;
  const keys = new Set(obligationsOf(folded.value).map(({ obligation }) => obligation.key));
  const unknown = [...evidence.value.keys()].find((key) => !keys.has(key));
  return unknown === undefined ? folded : invalid(unknown, 'evidence names no obligation of the contract');
}

/** What changes the price or the promises. */
const DEALS: ReadonlySet<RevenueEvent['kind']> = new Set<RevenueEvent['kind']>([
  'MODIFICATION_APPROVED',
  'VC_ESTIMATED',
  'VC_RESOLVED',
  'PRICE_CONCESSION',
  'CREDIT_MEMO',
]);

/**
 * Deals first, then documents, since a document may be dated before the amendment it bills; the end of the contract
 * last, since it settles all of them.
 */
function applyAll(
  opened: ContractState,
  events: readonly RevenueEvent[],
  evidence: Evidence,
): Result<ContractState, EngineError> {
  const ending = endingOf(events);
  if (!ending.ok) return ending;
  const named = new Set(documentsOf(events));
  let state = opened;
  const deals = dividedByTerms(events).filter(({ kind }) => DEALS.has(kind));
  for (const event of deals) {
    const next = applyDeal(state, event, {
      evidence,
      endsOn: ending.value?.effectiveOn ?? null,
      endVersion: ending.value?.version ?? null,
      named,
    });
    if (!next.ok) return next;
    state = next.value;
  }
  const documents = events.flatMap((event) => asDocument(event) ?? []);
  const settled = new Set(ending.value?.payload.documents ?? []);
  const billed = takeUpDocuments(state, documents, settled);
  if (!billed.ok || ending.value === null) return billed;
  const credits = documents.filter(({ document }) => settled.has(document.document));
  return terminate(billed.value, { ...ending.value, credits });
}

/** What was billed, and what of it is usage. Those that the end of the contract settles are left to it. */
function takeUpDocuments(
  deals: ContractState,
  documents: readonly BilledDocument[],
  settled: ReadonlySet<string>,
): Result<ContractState, EngineError> {
  let state = deals;
  const taken = new Set(state.billed.map(({ document }) => document));
  const isMetered = obligationsOf(deals).some(({ obligation }) => !isFixed(obligation));
  for (const billed of documents) {
    const { document } = billed.document;
    const takenBack = takenBackBy(billed, documents);
    const isNew = !settled.has(document) && !taken.has(document);
    if (isNew) {
      const items = itemsOf(billed, takenBack, state);
      if (!items.ok) return items;
      state = { ...state, billed: [...state.billed, ...items.value] };
    }
    // Its lines were just read; those of the others are read here only.
    if (isNew && takenBack === null && !isMetered) continue;
    const used = takeUpUsage(asCounted(billed, takenBack), state);
    if (!used.ok) return used;
    state = used.value;
  }
  return ok(state);
}

function itemsOf(billed: BilledDocument, takenBack: TakenBack | null, state: ContractState) {
  return takenBack === null ? divideDocument(billed, state) : itemsTakenBack(takenBack, state);
}

function asCounted(billed: BilledDocument, takenBack: TakenBack | null): BilledDocument {
  return takenBack === null ? billed : lessCredits(takenBack);
}

interface Deals {
  readonly evidence: Evidence;
  readonly endsOn: CivilDate | null;
  /** Of the cancellation: amendments of a lower one were agreed before it. */
  readonly endVersion: string | null;
  /** Documents whose price another deal has told. */
  readonly named: ReadonlySet<string>;
}

function applyDeal(
  state: ContractState,
  event: RevenueEvent,
  { evidence, endsOn, endVersion, named }: Deals,
): Result<ContractState, EngineError> {
  if (event.payload === null) return ok(state);
  const effectiveOn = civilDate(event.effectiveAt);
  if (event.kind === 'MODIFICATION_APPROVED') {
    const late = lateness(event, { endsOn, endVersion });
    if (late === 'NEVER_BEGINS') return ok(state);
    if (late === 'REFUSED') return invalid(event.payload.amendment, `the contract was cancelled from ${endsOn} on`);
    return amend(state, event, { effectiveOn, payload: event.payload, evidence });
  }
  const repriced = applyPriceEvent(state, event, { effectiveOn, evidence, endsOn });
  if (repriced !== null) return repriced;
  const billed = asDocument(event);
  if (event.kind !== 'CREDIT_MEMO' || billed === null || (endsOn !== null && effectiveOn >= endsOn)) return ok(state);
  const { document, amendment, correctsInvoice } = event.payload;
  if (amendment !== null || correctsInvoice === true || named.has(document)) return ok(state);
  // A credit is never older than the contract whose price it lowers.
  const signedOn = state.contracts[0]?.versions[0]?.effectiveOn ?? effectiveOn;
  const items = divideDocument(billed, state);
  if (!items.ok) return items;
  const lowered = lowerPrice(state, { ...billed, on: laterOf(effectiveOn, signedOn) }, evidence);
  return lowered.ok ? ok({ ...lowered.value, billed: [...lowered.value.billed, ...items.value] }) : lowered;
}

/**
 * Whether an amendment comes too late in a contract that ends; null when it counts. Of the end's own day it comes first;
 * one for later days, agreed before the end was, never begins, such as a renewal signed ahead; any other is refused.
 */
function lateness(
  { effectiveAt, source }: RevenueEvent,
  { endsOn, endVersion }: Pick<Deals, 'endsOn' | 'endVersion'>,
): 'NEVER_BEGINS' | 'REFUSED' | null {
  if (endsOn === null || civilDate(effectiveAt) <= endsOn) return null;
  return endVersion !== null && compareVersions(source.objectVersion, endVersion) < 0 ? 'NEVER_BEGINS' : 'REFUSED';
}

type Ending = Omit<Cancellation, 'credits'> & { readonly version: string };

function endingOf(events: readonly RevenueEvent[]): Result<Ending | null, EngineError> {
  const found = events.flatMap((event) =>
    event.kind === 'CANCELLED' && event.payload !== null
      ? [
          {
            eventId: event.id,
            effectiveOn: civilDate(event.effectiveAt),
            version: event.source.objectVersion,
            payload: event.payload,
          },
        ]
      : [],
  );
  const [first = null, second] = found;
  if (second !== undefined) return invalid(second.payload.amendment, 'the contract was already cancelled');
  return ok(first);
}

/** Documents that an amendment or a cancellation says the price of. */
function documentsOf(events: readonly RevenueEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.payload === null) return [];
    if (event.kind === 'CANCELLED') return event.payload.documents;
    return event.kind === 'MODIFICATION_APPROVED' ? (event.payload.documents ?? []) : [];
  });
}

function asDocument(event: RevenueEvent): BilledDocument | null {
  if ((event.kind !== 'INVOICE_ISSUED' && event.kind !== 'CREDIT_MEMO') || event.payload === null) return null;
  const sign = event.kind === 'INVOICE_ISSUED' ? 1n : -1n;
  const ofInvoice =
    event.kind === 'CREDIT_MEMO'
      ? { invoice: event.payload.invoice, isVoid: event.payload.voidsInvoice === true }
      : { invoice: null, isVoid: false };
  return { eventId: event.id, on: civilDate(event.effectiveAt), document: event.payload, sign, ...ofInvoice };
}

/**
 * A contract that becomes one after its days have begun takes up at once what was delivered before (IFRS 15.14; ASC
 * 606-10-25-6): `day` is null for one that was from the start.
 */
function openOn(
  day: CivilDate | null,
  approval: RevenueEvent,
  { payload, ...context }: FoldContext & { readonly evidence: Evidence; readonly payload: ContractApproved },
): Result<ContractState, EngineError> {
  const opened = open(day === null ? approval : { ...approval, effectiveAt: day }, payload, context);
  if (day === null || !opened.ok) return opened;
  const since = (obligation: Obligation): Obligation => ({
    ...obligation,
    segments: obligation.segments.map((segment) => ({ ...segment, fromOn: day })),
  });
  return ok({ ...opened.value, contracts: opened.value.contracts.map((contract) => withObligations(contract, since)) });
}

function open(
  event: RevenueEvent,
  { customer, currency, lines, variable: elements = [] }: ContractApproved,
  { knownAt, policies, evidence }: FoldContext & { readonly evidence: Evidence },
): Result<ContractState, EngineError> {
  const { contractKey, entity, id, effectiveAt } = event;
  if (!isCurrencyCode(currency)) return invalid(id, `${currency} is no currency`);
  const effectiveOn = civilDate(effectiveAt);
  const keyOf = (line: string) => `${contractKey}/${line}`;
  const promised = readVariable(elements, { currency, taken: [], keyOf });
  if (!promised.ok) return promised;
  const variable = promised.value;
  const incepted = incept({ contractKey, lines, effectiveOn, currency, eventId: id, policies, evidence, variable });
  if (!incepted.ok) return incepted;
  const { contract, derivations } = incepted.value;
  const nothingYet = { modifications: [], billed: [], estimates: [], ended: null, eventIds: [] };
  return ok({
    contractKey,
    customer,
    entity,
    currency,
    knownAt,
    policies,
    contracts: [contract],
    variable: variable.map((one) => standing(one, contract)),
    derivations,
    ...nothingYet,
  });
}

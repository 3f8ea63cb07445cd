import { civilDate } from '#schema/canonical/calendar.ts';
import { isCurrencyCode } from '#schema/canonical/currency.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { amend } from './amend.ts';
import { divideDocument } from './billing.ts';
import type { ContractState } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import { knownEvents } from './event-order.ts';
import type { ContractApproved, RevenueEvent } from './events.ts';
import { incept } from './inception.ts';
import { invalid } from './payload.ts';
import type { PolicySet } from './policies.ts';

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
  const known = knownEvents(events, context.knownAt);
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

  const opened = open(approval, approval.payload, context);
  if (!opened.ok) return opened;
  let state: ContractState = { ...opened.value, eventIds: known.value.map(({ id }) => id) };
  // Deals before documents: a document may be dated before the amendment it bills.
  const deals = known.value.filter(({ kind }) => kind === 'MODIFICATION_APPROVED');
  const documents = known.value.filter(({ kind }) => kind === 'INVOICE_ISSUED' || kind === 'CREDIT_MEMO');
  for (const event of [...deals, ...documents]) {
    const next = apply(state, event);
    if (!next.ok) return next;
    state = next.value;
  }
  return ok(state);
}

function open(
  event: RevenueEvent,
  { customer, currency, lines }: ContractApproved,
  { knownAt, policies }: FoldContext,
): Result<ContractState, EngineError> {
  const { contractKey, entity, id, effectiveAt } = event;
  if (!isCurrencyCode(currency)) return invalid(id, `${currency} is no currency`);
  const effectiveOn = civilDate(effectiveAt);
  const incepted = incept({ contractKey, lines, effectiveOn, currency, eventId: id, policies });
  if (!incepted.ok) return incepted;
  const { contract, derivations } = incepted.value;
  const nothingYet = { modifications: [], billed: [], eventIds: [] };
  return ok({
    contractKey,
    customer,
    entity,
    currency,
    knownAt,
    policies,
    contracts: [contract],
    derivations,
    ...nothingYet,
  });
}

function apply(state: ContractState, event: RevenueEvent): Result<ContractState, EngineError> {
  if (event.payload === null) return ok(state);
  const on = civilDate(event.effectiveAt);
  switch (event.kind) {
    case 'MODIFICATION_APPROVED':
      return amend(state, event, { effectiveOn: on, payload: event.payload });
    case 'INVOICE_ISSUED':
    case 'CREDIT_MEMO': {
      const sign = event.kind === 'INVOICE_ISSUED' ? 1n : -1n;
      const items = divideDocument({ eventId: event.id, on, document: event.payload, sign }, state);
      return items.ok ? ok({ ...state, billed: [...state.billed, ...items.value] }) : items;
    }
    // Cash settles a receivable; no figure of this engine follows from it.
    case 'PAYMENT_RECEIVED':
    case 'CONTRACT_APPROVED':
      return ok(state);
  }
}

import type { ContractState } from '#revrec/engine/contract-state.ts';
import { isFixed, latestVersion } from '#revrec/engine/contract-state.ts';
import { ENGINE_VERSION } from '#revrec/engine/derivation.ts';
import type { EngineError } from '#revrec/engine/engine-error.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import type { Treatment } from '#schema/canonical/revenue.ts';
import type { RevenueOutcome } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';

/** After everything that can be recorded. */
export const ALL_KNOWN = '9999-12-31T23:59:59.999Z';

/** One policy set for all books so far; its version is named in every derivation. */
export const POLICIES = CONTRACT_DRIVEN;

/** Names the rules that figures come from: an engine or a policy of another version is another name. */
export const RULES = [`engine:${ENGINE_VERSION}`, ...POLICIES.versionIds].join(' ');

export function account(
  facts: readonly RevenueEvent[],
  knownAt: string = ALL_KNOWN,
): Result<ContractState, EngineError> {
  return fold(facts, { knownAt, policies: POLICIES });
}

/** Contracted, all modifications and the usage charged so far included, in minor units. */
export function transactionPriceMinor(state: ContractState): bigint {
  const usageMinor = obligationsOf(state)
    .filter(({ obligation }) => !isFixed(obligation))
    .reduce((all, { obligation }) => all + obligation.allocatedMinor, 0n);
  return state.contracts.reduce((all, contract) => all + latestVersion(contract).transactionPriceMinor, usageMinor);
}

/**
 * The product code of an obligation, by the engine's key. Also of one that counts no more: what was posted of it is
 * reversed on the same product's account.
 */
export function productsByObligation(facts: readonly RevenueEvent[]): ReadonlyMap<string, string> {
  const named = facts.flatMap((event) => {
    if (event.payload === null) return [];
    const { contractKey } = event;
    if (event.kind === 'CONTRACT_APPROVED') {
      return event.payload.lines.map(({ key, product }) => [`${contractKey}/${key}`, product] as const);
    }
    if (event.kind !== 'MODIFICATION_APPROVED') return [];
    const { amendment, added } = event.payload;
    return added.map(({ key, product }) => [`${contractKey}/${amendment}/${key}`, product] as const);
  });
  return new Map(named);
}

/** The graph's word for a treatment; null where the amendment has no effect on revenue. */
export function publicTreatment(treatment: Treatment): RevenueOutcome['treatment'] {
  switch (treatment) {
    case 'SEPARATE':
      return 'SEPARATE_CONTRACT';
    case 'PROSPECTIVE':
    case 'PARTIAL_TERMINATION':
      return 'PROSPECTIVE';
    case 'CATCH_UP':
    case 'IMMEDIATE':
      return 'CUMULATIVE_CATCH_UP';
    case 'MIXED':
      return 'MIXED';
    case 'NONE':
    case 'NOT_A_MODIFICATION':
      return null;
  }
}

/** Why nothing was done, for the caller: a closed period is a person's to open, the rest is refused with its code. */
export function asConnectorError(error: EngineError): ConnectorError {
  if (error.kind === 'CLOSED_PERIOD') return { kind: 'ClosedPeriod', period: error.subject };
  return { kind: 'Rejected', code: error.kind, field: error.subject, detail: sentenceOf(error) };
}

/** What stopped the engine, in a sentence for a person. */
export function sentenceOf(error: EngineError): string {
  switch (error.kind) {
    case 'INVALID_EVENT':
    case 'HELD':
      return `Revenue is held at ${error.subject}: ${error.detail}.`;
    case 'EVENT_CONFLICT':
      return `Two different records claim to be ${error.subject}; supersede the wrong one.`;
    case 'NO_CONTRACT':
      return `Revenue knows no approved contract ${error.subject}.`;
    case 'MISSING_SSP':
      return `${error.subject} has no standalone selling price; publish one.`;
    case 'MISSING_RATE': {
      const since =
        error.on === null ? 'was fixed when it was booked; give one' : `is known on ${error.on}; publish one`;
      return `No exchange rate from ${error.subject} to ${error.currency} ${since}.`;
    }
    case 'NO_WEIGHT':
      return `The standalone selling prices of ${error.subject} sum to zero, so the price cannot be split.`;
    case 'NEGATIVE_ALLOCATION':
      return `The ${error.subject} has the other sign than the contract's price.`;
    case 'REJECTED_RESIDUAL':
      return `What is left for ${error.subject} lies outside its observed range.`;
    case 'CLOSED_PERIOD':
      return `No open period is left to post ${error.subject} in.`;
  }
}

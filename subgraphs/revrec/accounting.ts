import type { ContractState } from '#revrec/engine/contract-state.ts';
import { latestVersion } from '#revrec/engine/contract-state.ts';
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

export function account(
  facts: readonly RevenueEvent[],
  knownAt: string = ALL_KNOWN,
): Result<ContractState, EngineError> {
  return fold(facts, { knownAt, policies: POLICIES });
}

/** Contracted, all modifications included, in minor units. */
export function transactionPriceMinor(state: ContractState): bigint {
  return state.contracts.reduce((all, contract) => all + latestVersion(contract).transactionPriceMinor, 0n);
}

/** The product code of an obligation, by the engine's key. */
export function productsByObligation(state: ContractState): ReadonlyMap<string, string> {
  return new Map(obligationsOf(state).map(({ obligation }) => [obligation.key, obligation.product]));
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

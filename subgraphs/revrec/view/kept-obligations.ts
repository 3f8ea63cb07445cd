import type { ContractState } from '#revrec/engine/contract-state.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { obligationId } from '#revrec/names.ts';
import type { KeptObligation } from '#revrec/store/obligations.ts';
import { waitOf } from './delay.ts';

/** What is kept of a contract's obligations beside its facts, so that they can be listed without reckoning each contract. */
export function keptObligations(state: ContractState): readonly KeptObligation[] {
  return obligationsOf(state).map(({ obligation }) => ({
    id: obligationId(obligation.key),
    key: obligation.key,
    wait: waitOf(obligation),
  }));
}

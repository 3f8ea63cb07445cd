import type { EntityManager } from 'typeorm';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { factsOf } from './facts.ts';
import { type KeptLine, takenLinesOf } from './journals.ts';
import type { RevenueContractRow } from './revenue-contract.ts';

/** What is known of contracts, by contract. */
export interface KnownOf {
  readonly contracts: readonly RevenueContractRow[];
  readonly facts: ReadonlyMap<string, readonly RevenueEvent[]>;
  readonly taken: ReadonlyMap<string, readonly KeptLine[]>;
}

/** Reads what is known of these contracts, which are locked. */
export async function knownOf(em: EntityManager, contracts: readonly RevenueContractRow[]): Promise<KnownOf> {
  const contractIds = contracts.map(({ contractId }) => contractId);
  return { contracts, facts: await factsOf(em, contractIds), taken: await takenLinesOf(em, contractIds) };
}

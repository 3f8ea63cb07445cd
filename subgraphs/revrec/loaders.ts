import DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';
import type { ProrationCheck } from '#schema/commands/revrec.ts';
import type { RevenueEvent } from './engine/events.ts';
import { factsOf } from './store/facts.ts';
import { entriesOf, type PostedRevenue, postedRevenueOf } from './store/journals.ts';
import {
  type ObligationPlace,
  obligationsBy,
  type Waiting,
  waitingObligations,
  waitingTotals,
} from './store/obligations.ts';
import { prorationChecksOf } from './store/outcomes.ts';
import { type ContractKey, contractIdsOf, contractsBy, type RevenueContractRow } from './store/revenue-contract.ts';

/** One SQL query a kind and tick. They live as long as one request. */
export interface Loaders {
  readonly revenueContract: DataLoader<string, RevenueContractRow | null>;
  /** By the signed contract's id. */
  readonly contract: DataLoader<string, RevenueContractRow | null>;
  readonly contractsOfCustomer: DataLoader<string, readonly RevenueContractRow[]>;
  readonly obligation: DataLoader<string, ObligationPlace | null>;
  /** These three by the signed contract's id. */
  readonly facts: DataLoader<string, readonly RevenueEvent[]>;
  readonly posted: DataLoader<string, readonly PostedRevenue[]>;
  readonly entries: DataLoader<string, readonly string[]>;
  /** The facts of an entity's contracts, one contract at a time. */
  factsOfEntity(legalEntity: string): AsyncGenerator<readonly RevenueEvent[]>;
  /** A page of the obligations that wait, and what all of them come to. */
  waiting(of: Waiting, bounds: Parameters<typeof waitingObligations>[2]): ReturnType<typeof waitingObligations>;
  waitingTotals(of: Waiting): ReturnType<typeof waitingTotals>;
  /** By the operation that made the amendment. */
  readonly prorationCheck: DataLoader<string, ProrationCheck | null>;
}

const BATCH_MAX = 1000;

export function openLoaders(em: EntityManager): Loaders {
  return {
    revenueContract: oneBy(em, 'id', ({ id }) => id),
    contract: oneBy(em, 'contract_id', ({ contractId }) => contractId),
    contractsOfCustomer: new DataLoader(
      async (ids) => {
        const found = Map.groupBy(await contractsBy(em, 'customer_id', ids), ({ customerId }) => customerId);
        return ids.map((id) => found.get(id) ?? []);
      },
      { maxBatchSize: BATCH_MAX },
    ),
    obligation: new DataLoader(
      async (ids) => {
        const found = new Map((await obligationsBy(em, ids)).map((place) => [place.id, place]));
        return ids.map((id) => found.get(id) ?? null);
      },
      { maxBatchSize: BATCH_MAX },
    ),
    facts: manyOf((ids) => factsOf(em, ids)),
    factsOfEntity: (legalEntity) => factsOfEntity(em, legalEntity),
    waiting: (of, bounds) => waitingObligations(em, of, bounds),
    waitingTotals: (of) => waitingTotals(em, of),
    posted: manyOf((ids) => postedRevenueOf(em, ids)),
    entries: manyOf((ids) => entriesOf(em, ids)),
    prorationCheck: new DataLoader(
      async (ids) => {
        const found = await prorationChecksOf(em, ids);
        return ids.map((id) => found.get(id) ?? null);
      },
      { maxBatchSize: BATCH_MAX },
    ),
  };
}

/** Read in portions: only one of them is held. */
async function* factsOfEntity(em: EntityManager, legalEntity: string): AsyncGenerator<readonly RevenueEvent[]> {
  for (let after = ''; ; ) {
    const ids = await contractIdsOf(em, legalEntity, { after, limit: BATCH_MAX });
    const facts = await factsOf(em, ids);
    for (const id of ids) yield facts.get(id) ?? [];
    const last = ids.at(-1);
    if (last === undefined || ids.length < BATCH_MAX) return;
    after = last;
  }
}

function oneBy(em: EntityManager, key: ContractKey, keyOf: (row: RevenueContractRow) => string) {
  return new DataLoader<string, RevenueContractRow | null>(
    async (ids) => {
      const found = new Map((await contractsBy(em, key, ids)).map((row) => [keyOf(row), row]));
      return ids.map((id) => found.get(id) ?? null);
    },
    { maxBatchSize: BATCH_MAX },
  );
}

function manyOf<Row>(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly Row[]>>) {
  return new DataLoader<string, readonly Row[]>(
    async (ids) => {
      const found = await read(ids);
      return ids.map((id) => found.get(id) ?? []);
    },
    { maxBatchSize: BATCH_MAX },
  );
}

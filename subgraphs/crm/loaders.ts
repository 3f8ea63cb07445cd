import DataLoader from 'dataloader';
import { type EntityManager, type EntitySchema, In } from 'typeorm';
import { type ConnectionState, connectionStates } from '#kit/connections/connection-state.ts';
import type { WholeContract } from './contract-view.ts';
import { type AccountRow, accounts } from './entities/account.ts';
import { type ContractRow, contracts } from './entities/contract.ts';
import { contractChanges } from './entities/contract-change.ts';
import { contractVersions } from './entities/contract-version.ts';
import { type OpportunityRow, opportunities } from './entities/opportunity.ts';
import type { Identified } from './entities/origin.ts';
import { type ProductRow, products } from './entities/product.ts';
import type { CrmRecord } from './port.ts';

/** A record by the vendor's id. */
export interface Ref {
  readonly connection: string;
  readonly externalId: string;
}

type ByRef<Row> = DataLoader<Ref, Row | null, string>;
type ById<Row> = DataLoader<string, Row | null>;

/** One SQL query a kind and tick. They live as long as one request. */
export interface Loaders {
  readonly customerById: ById<AccountRow>;
  readonly customer: ByRef<AccountRow>;
  /** The accounts that were merged into an account's row. */
  readonly mergedAccounts: DataLoader<AccountRow, readonly AccountRow[], string>;
  readonly opportunityById: ById<OpportunityRow>;
  readonly opportunity: ByRef<OpportunityRow>;
  readonly contractById: ById<ContractRow>;
  readonly contract: ByRef<ContractRow>;
  readonly productById: ById<ProductRow>;
  readonly product: ByRef<ProductRow>;
  /** Versions and changes of a contract's row. */
  readonly wholeContract: DataLoader<ContractRow, WholeContract, string>;
  readonly connections: () => Promise<readonly ConnectionState[]>;
}

const BATCH_MAX = 1000;

export function openLoaders(em: EntityManager): Loaders {
  let states: Promise<readonly ConnectionState[]> | null = null;
  return {
    customerById: byId<AccountRow>(em, accounts),
    customer: byRef<AccountRow>(em, accounts),
    mergedAccounts: new DataLoader<AccountRow, readonly AccountRow[], string>((rows) => mergedAccounts(em, rows), {
      cacheKeyFn: keyOf,
      maxBatchSize: BATCH_MAX,
    }),
    opportunityById: byId<OpportunityRow>(em, opportunities),
    opportunity: byRef<OpportunityRow>(em, opportunities),
    contractById: byId<ContractRow>(em, contracts),
    contract: byRef<ContractRow>(em, contracts),
    productById: byId<ProductRow>(em, products),
    product: byRef<ProductRow>(em, products),
    wholeContract: new DataLoader<ContractRow, WholeContract, string>((rows) => wholeContracts(em, rows), {
      cacheKeyFn: keyOf,
      maxBatchSize: BATCH_MAX,
    }),
    connections: () => {
      states ??= connectionStates(em, 'crm');
      return states;
    },
  };
}

function byId<Row extends Identified & CrmRecord>(em: EntityManager, table: EntitySchema<Row>): ById<Row> {
  return new DataLoader(
    async (ids) => {
      const found = await em.find<Identified & CrmRecord>(table, { where: { id: In([...ids]) } });
      const rows = new Map(found.map((row) => [row.id, row as Row]));
      return ids.map((id) => rows.get(id) ?? null);
    },
    { maxBatchSize: BATCH_MAX },
  );
}

function byRef<Row extends Identified & CrmRecord>(em: EntityManager, table: EntitySchema<Row>): ByRef<Row> {
  return new DataLoader<Ref, Row | null, string>(
    async (refs) => {
      const found = await em.find<Identified & CrmRecord>(table, { where: whereRefs(refs) });
      const rows = new Map(found.map((row) => [keyOf(row), row as Row]));
      return refs.map((ref) => rows.get(keyOf(ref)) ?? null);
    },
    { cacheKeyFn: keyOf, maxBatchSize: BATCH_MAX },
  );
}

function whereRefs(refs: readonly Ref[]) {
  const names = [...new Set(refs.map(({ connection }) => connection))];
  return names.map((connection) => ({
    connection,
    externalId: In(refs.filter((ref) => ref.connection === connection).map(({ externalId }) => externalId)),
  }));
}

async function mergedAccounts(
  em: EntityManager,
  rows: readonly AccountRow[],
): Promise<readonly (readonly AccountRow[])[]> {
  const merged = await em.find(accounts, {
    where: { mergedIntoExternalId: In(rows.map(({ externalId }) => externalId)) },
    order: { externalId: 'ASC' },
  });
  return rows.map((row) => merged.filter((one) => isOf(one, row) && one.mergedIntoExternalId === row.externalId));
}

async function wholeContracts(em: EntityManager, rows: readonly ContractRow[]): Promise<readonly WholeContract[]> {
  const externalIds = (found: readonly Ref[]) => In(found.map(({ externalId }) => externalId));
  const versions = await em.find(contractVersions, {
    where: { contractExternalId: externalIds(rows) },
    order: { number: 'ASC', externalId: 'ASC' },
  });
  const changes = await em.find(contractChanges, {
    where: { versionExternalId: externalIds(versions) },
    order: { externalId: 'ASC' },
  });
  return rows.map((contract) => {
    const own = versions.filter(
      (version) => isOf(version, contract) && version.contractExternalId === contract.externalId,
    );
    const ids = new Set(own.map(({ externalId }) => externalId));
    return {
      contract,
      versions: own,
      changes: changes.filter((change) => isOf(change, contract) && ids.has(change.versionExternalId)),
    };
  });
}

function isOf(a: { readonly connection: string }, b: { readonly connection: string }): boolean {
  return a.connection === b.connection;
}

function keyOf({ connection, externalId }: Ref): string {
  return `${connection}|${externalId}`;
}

import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';

/** How a product is named where revenue is shown. */
export interface ProductName {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** What is known of a signed contract beside its facts. */
export interface RevenueContractRow {
  readonly id: string;
  readonly contractId: string;
  readonly number: string;
  readonly customerId: string;
  /** Code, such as US. */
  readonly legalEntity: string;
  readonly currency: string;
  readonly startsOn: string;
  readonly endsOn: string;
  /** The latest version of the signed contract that revenue was told of. */
  readonly version: number;
  readonly products: readonly ProductName[];
}

const COLUMNS = `id, contract_id as "contractId", number, customer_id as "customerId", legal_entity as "legalEntity",
  currency, starts_on as "startsOn", ends_on as "endsOn", version, products`;

/** Every writer of a contract comes here first: the row is locked until its transaction ends. Null when there is none. */
export function lockContract(em: EntityManager, contractId: string): Promise<RevenueContractRow | null> {
  return firstRow(em, `select ${COLUMNS} from revrec.contract where contract_id = $1 for update`, [contractId]);
}

/** Up to which month all that was earned is in journals, and under which engine and policies that was reckoned. */
export interface Drafted {
  /** YYYY-MM. */
  readonly through: string;
  readonly under: string;
}

/** What a run of a month looks at: also what was reckoned under another engine or other policies. */
export interface DueContracts extends Drafted {
  readonly legalEntity: string;
}

/** Contracts of which not all that they earned through the month is known to be in journals. */
const DUE = `legal_entity = $1 and (drafted_through is null or drafted_through < $2 or drafted_under <> $3)`;

/** So many of them after one, locked in one order so that two runs never wait for each other. */
export function lockDueContracts(
  em: EntityManager,
  { legalEntity, through, under }: DueContracts,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly RevenueContractRow[]> {
  return rows(em, `select ${COLUMNS} from revrec.contract where ${DUE} and id > $4 order by id limit $5 for update`, [
    legalEntity,
    through,
    under,
    after,
    limit,
  ]);
}

export async function dueContractCount(
  em: EntityManager,
  { legalEntity, through, under }: DueContracts,
  after: string,
): Promise<number> {
  const [counted] = await rows<{ count: string }>(
    em,
    `select count(*) as count from revrec.contract where ${DUE} and id > $4`,
    [legalEntity, through, under, after],
  );
  return Number(counted?.count ?? 0);
}

/** Notes that all that these contracts, which are locked, earned through the month is in journals. */
export async function noteDrafted(
  em: EntityManager,
  contractIds: readonly string[],
  { through, under }: Drafted,
): Promise<void> {
  await rows(
    em,
    `update revrec.contract set drafted_through = $2, drafted_under = $3
     where contract_id = any($1::text[])
       and (drafted_through is null or drafted_through < $2 or drafted_under <> $3)`,
    [contractIds, through, under],
  );
}

/** What is in journals may be wrong from now on: its facts have changed. */
export async function noteChanged(em: EntityManager, contractId: string): Promise<void> {
  await rows(em, 'update revrec.contract set drafted_through = null, drafted_under = null where contract_id = $1', [
    contractId,
  ]);
}

/** Opens and locks the contract; answers whether it was new. Waits for a writer that opens it at the same time. */
export async function openContract(em: EntityManager, contract: RevenueContractRow): Promise<boolean> {
  const { id, contractId, number, customerId, legalEntity, currency, startsOn, endsOn, version, products } = contract;
  const opened = await rows(
    em,
    `insert into revrec.contract (id, contract_id, number, customer_id, legal_entity, currency, starts_on, ends_on,
       version, products)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
    [id, contractId, number, customerId, legalEntity, currency, startsOn, endsOn, version, JSON.stringify(products)],
  );
  return opened.length > 0;
}

/** Notes a change; one that arrives after a later one leaves the version where it is. `drafted`: null = not drafted now. */
export async function advanceContract(
  em: EntityManager,
  { contractId, version, products }: Pick<RevenueContractRow, 'contractId' | 'version' | 'products'>,
  drafted: Drafted | null,
): Promise<void> {
  await rows(
    em,
    `update revrec.contract set version = greatest(version, $2), products = $3, drafted_through = $4, drafted_under = $5
     where contract_id = $1`,
    [contractId, version, JSON.stringify(products), drafted?.through ?? null, drafted?.under ?? null],
  );
}

/** Sets the version back, as when the amendment that made it is withdrawn. */
export async function setVersion(em: EntityManager, contractId: string, version: number): Promise<void> {
  await rows(em, 'update revrec.contract set version = $2 where contract_id = $1', [contractId, version]);
}

/** Ids of an entity's contracts after one of them, in their order. */
export async function contractIdsOf(
  em: EntityManager,
  legalEntity: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly string[]> {
  const found = await rows<{ contract_id: string }>(
    em,
    'select contract_id from revrec.contract where legal_entity = $1 and contract_id > $2 order by contract_id limit $3',
    [legalEntity, after, limit],
  );
  return found.map(({ contract_id: id }) => id);
}

export type ContractKey = 'id' | 'contract_id' | 'customer_id';

/** Contracts found by one of their ids, in a steady order. */
export function contractsBy(
  em: EntityManager,
  key: ContractKey,
  ids: readonly string[],
): Promise<readonly RevenueContractRow[]> {
  return rows(em, `select ${COLUMNS} from revrec.contract where ${key} = any($1::text[]) order by starts_on, id`, [
    ids,
  ]);
}

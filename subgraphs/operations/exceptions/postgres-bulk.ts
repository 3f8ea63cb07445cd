import type { DataSource, EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { ExceptionFilter } from '#schema/generated/operations.ts';
import type { RequestKey } from '../requests/accepted.ts';
import { EXCEPTION_FILTER, exceptionFilterValues } from './postgres-filter.ts';
import { STAKE, type StakeRow } from './postgres-stake.ts';

/** How many exceptions one decision is about at most. */
export const BULK_MAX = 1000;

/** One exception of a decision over many: null = not come to yet. */
export interface BulkItem {
  readonly exceptionId: string;
  readonly decided: boolean | null;
  readonly code: string | null;
  readonly reason: string | null;
}

export interface BulkState {
  readonly inputHash: string;
  readonly items: readonly BulkItem[];
  readonly replayed: boolean;
}

/** The open ones that match, the oldest first; one more than allowed where there are too many. */
export async function matchExceptions(
  em: EntityManager,
  entities: readonly string[],
  filter: ExceptionFilter,
  now: Date,
): Promise<readonly string[]> {
  const found = await rows<{ id: string }>(
    em,
    `select id from operations.exception where ${EXCEPTION_FILTER} and closed_at is null
     order by opened_at, id limit ${BULK_MAX + 1}`,
    exceptionFilterValues(entities, filter, now),
  );
  return found.map(({ id }) => id);
}

/** As they stand, not locked, in the order asked. */
export async function stakesOf(
  em: EntityManager,
  ids: readonly string[],
  entities: readonly string[],
): Promise<readonly StakeRow[]> {
  const found = await rows<StakeRow>(em, `${STAKE} where e.id = any($1) and e.legal_entity = any($2)`, [ids, entities]);
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}

/** What became of a decision under this key; null when the key is new. */
export async function stateOfBulk(em: EntityManager, key: RequestKey): Promise<BulkState | null> {
  const values = [key.client, key.idempotencyKey];
  const bulk = await firstRow<{ input_hash: string }>(
    em,
    'select input_hash from operations.bulk_decision where client = $1 and idempotency_key = $2',
    values,
  );
  if (bulk === null) return null;
  const items = await rows<BulkItem>(
    em,
    `select i.exception_id as "exceptionId", i.decided, i.code, i.reason
     from operations.bulk_decision_item i join operations.exception e on e.id = i.exception_id
     where i.client = $1 and i.idempotency_key = $2 order by e.opened_at, e.id`,
    values,
  );
  return { inputHash: bulk.input_hash, items, replayed: true };
}

/** Writes down what is to be decided. Of two with one key at the same instant the later one gets the first one's. */
export function beginBulk(
  dataSource: DataSource,
  key: RequestKey,
  ids: readonly string[],
  now: Date,
): Promise<BulkState> {
  return inTransaction(dataSource, async (em) => {
    const begun = await rows(
      em,
      `insert into operations.bulk_decision (client, idempotency_key, input_hash, at) values ($1, $2, $3, $4)
       on conflict do nothing returning client`,
      [key.client, key.idempotencyKey, key.inputHash, now],
    );
    if (begun.length > 0) {
      await rows(
        em,
        `insert into operations.bulk_decision_item (client, idempotency_key, exception_id)
         select $1, $2, unnest($3::text[])`,
        [key.client, key.idempotencyKey, ids],
      );
    }
    const state = await stateOfBulk(em, key);
    if (state === null) throw new Error('A decision over many was not written');
    return { ...state, replayed: begun.length === 0 };
  });
}

export async function noteItem(em: EntityManager, key: RequestKey, item: BulkItem): Promise<void> {
  await rows(
    em,
    `update operations.bulk_decision_item set decided = $4, code = $5, reason = $6
     where client = $1 and idempotency_key = $2 and exception_id = $3`,
    [key.client, key.idempotencyKey, item.exceptionId, item.decided, item.code, item.reason],
  );
}

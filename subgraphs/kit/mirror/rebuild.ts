import type { DataSource, EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { compareTable, type TableComparison } from './compare.ts';
import { type MirrorTable, openScratch, type Scratch } from './scratch.ts';

export interface RebuildSettings {
  readonly dataSource: DataSource;
  /** Whose mirror, such as `billing`. The scratch schema is `<mirror>_rebuild`. */
  readonly mirror: string;
  /** What others refer to comes first: an invoice before its lines. */
  readonly tables: readonly MirrorTable[];
  /** Only what the events of this contract were about; null = everything. */
  readonly contractId: string | null;
  /** COMPARE leaves the live tables as they are; REPLACE gives them the rows of the log where they differ. */
  readonly mode: 'COMPARE' | 'REPLACE';
  /** Events in one transaction; left out = 500. */
  readonly batchSize?: number;
  /** Told after each batch. */
  readonly onProgress?: (eventCount: number) => void;
}

export interface RebuildReport {
  /** That had rows on record. */
  readonly eventCount: number;
  /** As found, before anything was replaced. */
  readonly tables: readonly TableComparison[];
  readonly same: boolean;
  readonly replaced: boolean;
}

const BATCH_SIZE = 500;

/**
 * Makes a mirror again from the event log alone, in the log's order, beside the live one, and compares the two or puts
 * it in its place. Runs while the subgraph works: batch by batch, and only for the end it keeps writers waiting. When
 * it breaks off, the next call with the same scope goes on where it was. Rows that never came with an event are not in
 * the log: they show as differing, and REPLACE would take them out.
 */
export async function rebuildMirror(settings: RebuildSettings): Promise<RebuildReport> {
  const { dataSource, mirror, tables, contractId, batchSize = BATCH_SIZE, onProgress } = settings;
  const scratch = await inTransaction(dataSource, (em) => openScratch(em, mirror, tables, contractId));
  for (;;) {
    const taken = await inTransaction(dataSource, (em) => replay(em, scratch, batchSize, true));
    onProgress?.(await eventCountOf(dataSource.manager, scratch));
    if (taken < batchSize) break;
  }
  return inTransaction(dataSource, (em) => finish(em, scratch, settings.mode, batchSize));
}

async function replay(em: EntityManager, { schema }: Scratch, eventsMax: number, upToHorizon: boolean) {
  const taken = await firstRow<{ taken: number }>(em, `select ${schema}.replay($1, $2) as taken`, [
    eventsMax,
    upToHorizon,
  ]);
  return taken?.taken ?? 0;
}

async function eventCountOf(em: Pick<EntityManager, 'query'>, { schema }: Scratch): Promise<number> {
  const found = await firstRow<{ count: string }>(em, `select event_count as count from ${schema}.progress`);
  return Number(found?.count ?? 0);
}

/** With the writers kept out: the last events, the comparison, and the replacement, or nothing of it. */
async function finish(
  em: EntityManager,
  scratch: Scratch,
  mode: RebuildSettings['mode'],
  batchSize: number,
): Promise<RebuildReport> {
  const names = scratch.tables.map(({ table }) => table).join(', ');
  await rows(em, 'set local statement_timeout = 0');
  await rows(em, `set local lock_timeout = '10s'`);
  await rows(em, `lock table ${names} in ${mode === 'COMPARE' ? 'share' : 'exclusive'} mode`);
  while ((await replay(em, scratch, batchSize, false)) === batchSize);
  const compared: TableComparison[] = [];
  for (const table of scratch.tables) {
    if (scratch.contractId !== null) await rows(em, `select ${scratch.schema}.fetch_live($1)`, [table.table]);
    compared.push(await compareTable(em, table));
  }
  const same = compared.every((table) => table.same);
  const replaced = mode === 'REPLACE' && !same;
  if (replaced) await replace(em, scratch);
  const eventCount = await eventCountOf(em, scratch);
  await rows(em, `drop schema ${scratch.schema} cascade`);
  return { eventCount, tables: compared, same, replaced };
}

/** Parts go before what they belong to, and come after it. */
async function replace(em: EntityManager, { tables, contractId }: Scratch): Promise<void> {
  for (const { table, live, key } of tables.toReversed()) {
    const condition = key.map((column) => `t.${column} = l.${column}`).join(' and ');
    const which = contractId === null ? '' : ` t using ${live} l where ${condition}`;
    await rows(em, `delete from ${table}${which}`);
  }
  for (const { table, rebuilt, columns } of tables) {
    const list = columns.join(', ');
    await rows(em, `insert into ${table} (${list}) overriding system value select ${list} from ${rebuilt}`);
  }
}

import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import { exactNumber } from '#kit/transport/exact-json.ts';
import type { RecordedRow } from './event.ts';

/** Which rows: those whose `column` holds one of the ids, of one connection where that column is a vendor's id. */
export interface RecordedTable {
  /** With its schema, such as `billing.invoice`. */
  readonly table: string;
  readonly column: string;
  readonly connection?: string;
}

/**
 * What a table holds under each id now, for `NewEvent.record`, by id: first that whatever was there is gone, then the
 * rows as they are, so that rows which were taken out are taken out by a replay too. One query. Call it after the rows
 * were written, in the same transaction, also for the tables of parts (`billing.invoice_line` by its invoice).
 */
export async function recordOf(
  em: EntityManager,
  { table, column, connection }: RecordedTable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordedRow[]>> {
  const whose = connection === undefined ? {} : { connection };
  const records = new Map<string, RecordedRow[]>(
    ids.map((id) => [id, [{ table, row: { ...whose, [column]: id }, gone: true }]]),
  );
  if (records.size === 0) return records;
  const found = await rows<{ id: string; row: string }>(
    em,
    `select t.${column} as id, to_jsonb(t)::text as row from ${table} t
     where t.${column} = any($1)${connection === undefined ? '' : ' and t.connection = $2'}
     order by to_jsonb(t)`,
    [[...records.keys()], ...Object.values(whose)],
  );
  for (const { id, row } of found) records.get(id)?.push({ table, row: exactRow(row) });
  return records;
}

/** Numbers stay the digits that the database sent: as numbers of this language they would lose some. */
function exactRow(text: string): Readonly<Record<string, unknown>> {
  const row: unknown = JSON.parse(text, (_column, value, { source }) =>
    typeof value === 'number' && source !== undefined ? exactNumber(source) : value,
  );
  return row as Readonly<Record<string, unknown>>;
}

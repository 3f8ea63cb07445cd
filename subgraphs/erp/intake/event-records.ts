import type { EntityManager } from 'typeorm';
import type { RecordedRow } from '#kit/events/event.ts';
import { recordOf } from '#kit/events/record-of.ts';

/** The rows of the mirror that an event brings, for its rebuild from the log; by the id that was asked for. */
type Records = ReadonlyMap<string, readonly RecordedRow[]>;

/** Rows by the vendor's id. */
export function rowRecords(
  em: EntityManager,
  { table, connection }: { readonly table: string; readonly connection: string },
  externalIds: readonly string[],
): Promise<Records> {
  return recordOf(em, { table, column: 'external_id', connection }, externalIds);
}

/** Months by our id: the vendor's is the same for every legal entity. */
export function periodRecords(em: EntityManager, ids: readonly string[]): Promise<Records> {
  return recordOf(em, { table: 'erp.accounting_period', column: 'id' }, ids);
}

/** A document or journal with what it did to the books. */
export async function documentRecords(
  em: EntityManager,
  connection: string,
  externalIds: readonly string[],
): Promise<Records> {
  const postings = await rowRecords(em, { table: 'erp.posting', connection }, externalIds);
  const entries = await rowRecords(em, { table: 'erp.journal_entry', connection }, externalIds);
  const lines = await recordOf(em, { table: 'erp.journal_line', column: 'entry_external_id', connection }, externalIds);
  return new Map(externalIds.map((id) => [id, [postings, entries, lines].flatMap((records) => records.get(id) ?? [])]));
}

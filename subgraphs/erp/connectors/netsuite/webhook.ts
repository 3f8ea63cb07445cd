import type { z } from 'zod';
import type { ErpRecords } from '#erp/port.ts';
import { PAGE, sqlText } from './client.ts';
import type { identityRow } from './wire.ts';

/**
 * NetSuite sends no webhooks: what changed is found by asking. A position is the stamp and the id of the last row that
 * was read, and the greatest id that was seen at all: a record that is new counts as changed whatever its stamp says,
 * since the stamps have whole seconds only and the account's clock can be set.
 * evidence: ?: polling by lastmodifieddate (netsuite.md, Read one / read many and Change notification)
 */
export interface Position {
  /** `YYYY-MM-DD HH:MM:SS` of the account. */
  readonly at: string;
  /** The last row at that stamp; null = all of that stamp are read again. */
  readonly id: string | null;
  readonly newestId: string;
}

export type Positions = Readonly<Partial<Record<'customer' | 'transaction', Position>>>;

export function readPositions(cursor: string | null): Positions {
  // Written by this folder alone.
  return cursor === null ? {} : (JSON.parse(cursor) as Positions);
}

/** The condition on what comes after the position; `table` is the alias in the query. */
export function comesAfter(table: string, position: Position | undefined): string {
  if (position === undefined) return `${table}.id > 0`;
  const { at, id, newestId } = position;
  const stamp = `TO_TIMESTAMP(${sqlText(at)}, 'YYYY-MM-DD HH24:MI:SS')`;
  const changed = `${table}.lastmodifieddate`;
  if (id === null) return `(${changed} >= ${stamp} OR ${table}.id > ${newestId})`;
  return `(${changed} > ${stamp} OR (${changed} = ${stamp} AND ${table}.id > ${id}))`;
}

export function inOrder(table: string): string {
  return `ORDER BY ${table}.lastmodifieddate, ${table}.id`;
}

/**
 * The position behind a page. A full page is followed by the next from its last row on; after the last one the
 * last second is read again next time, because more may have happened in it.
 */
export function positionAfter(
  rows: readonly z.infer<typeof identityRow>[],
  before: Position | undefined,
): { readonly position: Position | undefined; readonly hasMore: boolean } {
  const last = rows.at(-1);
  if (last === undefined) return { position: before, hasMore: false };
  const hasMore = rows.length >= PAGE;
  const newest = rows.reduce((max, { id }) => (BigInt(id) > max ? BigInt(id) : max), BigInt(before?.newestId ?? '0'));
  return {
    position: { at: stampOf(last.version), id: hasMore ? last.id : null, newestId: newest.toString() },
    hasMore,
  };
}

/** The instant as the account writes it. */
function stampOf(instant: Date): string {
  return instant.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replace('T', ' ');
}

/** Payments and credit memos: what they are applied to has another open amount now, and no new stamp. */
export function appliersIn({ documents }: Pick<ErpRecords, 'documents'>): readonly string[] {
  return documents.filter(({ kind }) => kind !== 'INVOICE').map(({ externalId }) => externalId);
}

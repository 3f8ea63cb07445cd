import { type EntityManager, type EntitySchema, In } from 'typeorm';
import { journalEntries } from '#erp/entities/journal-entry.ts';
import { journalLines } from '#erp/entities/journal-line.ts';
import type { ErpEntry } from '#erp/port.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import { ERP_SCHEMA, meaningOf, type Origin } from './meaning.ts';

/** An entry that is new or says something else, and what it said before. */
export interface ChangedEntry {
  readonly entry: ErpEntry & { readonly id: string };
  /** Null for one that was not known. */
  readonly previousLineCount: number | null;
}

/**
 * Writes the entries that are new or changed, each with all of its lines: an entry is never seen unbalanced. Answers
 * those.
 */
export async function writeEntries(
  em: EntityManager,
  { connection, asOf, ticket }: Origin,
  read: readonly ErpEntry[],
): Promise<readonly ChangedEntry[]> {
  if (read.length === 0) return [];
  const entries = [...new Map(read.map((entry) => [entry.externalId, entry])).values()];
  const externalIds = entries.map(({ externalId }) => externalId);
  const ids = await idsOf(
    em,
    ERP_SCHEMA,
    externalIds.map((externalId) => ({ kind: 'journalEntry', connection, externalId })),
  );
  const before = await standing(em, connection, externalIds);
  const changed = entries
    .map((entry, index) => ({ ...entry, id: ids[index] ?? '', connection, asOf, ticket }))
    .filter((entry) => (before.get(entry.externalId)?.ticket ?? 0n) <= ticket)
    .filter((entry) => before.get(entry.externalId)?.meaning !== meaningOf(entry));
  if (changed.length === 0) return [];
  await em.upsert(
    journalEntries as EntitySchema,
    changed.map(({ lines: _lines, ...entry }) => entry),
    ['connection', 'externalId'],
  );
  await em.delete(journalLines, { connection, entryExternalId: In(changed.map(({ externalId }) => externalId)) });
  await em.insert(
    journalLines,
    changed.flatMap(({ externalId, lines }) =>
      lines.map((line) => ({ ...line, connection, entryExternalId: externalId })),
    ),
  );
  return changed.map((entry) => ({ entry, previousLineCount: before.get(entry.externalId)?.lineCount ?? null }));
}

/** What the mirror says of these entries. */
async function standing(em: EntityManager, connection: string, externalIds: readonly string[]) {
  const entries = await em.find(journalEntries, { where: { connection, externalId: In([...externalIds]) } });
  const found = await em.find(journalLines, {
    where: { connection, entryExternalId: In([...externalIds]) },
    order: { position: 'ASC' },
  });
  const lines = Map.groupBy(found, ({ entryExternalId }) => entryExternalId);
  return new Map(
    entries.map((entry) => {
      const own = (lines.get(entry.externalId) ?? []).map(({ connection: _c, entryExternalId: _e, ...line }) => line);
      const meaning = meaningOf({ ...entry, lines: own });
      return [entry.externalId, { meaning, lineCount: own.length, ticket: entry.ticket }];
    }),
  );
}

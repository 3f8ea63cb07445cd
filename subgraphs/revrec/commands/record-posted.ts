import type { EntityManager } from 'typeorm';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { journalOf } from '#revrec/journals/batch.ts';
import { batchesOf, lockBatches, markPosted } from '#revrec/store/journals.ts';
import { recordPosted as payload, type RecordPosted } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { allOrNothing, type CommandParts, rejected } from './parts.ts';

type Nothing = Readonly<Record<string, never>>;

/** `recordPosted`: notes the ledger's entry of each batch. A batch that differs from its draft is refused. */
export const recordPosted = (parts: CommandParts) =>
  writeCommand(payload, (command) => ({
    send: (): Reply<Nothing> => allOrNothing(parts, (em) => record(parts, em, command)),
    lookUp: async (): Reply<Nothing | null> => {
      const recorded = await recordedOf(parts.dataSource.manager, command.entries);
      const isRecorded = command.entries.every(
        ({ batchKey, journalEntryId }) => recorded.get(batchKey) === journalEntryId,
      );
      return ok(isRecorded ? {} : null);
    },
  }));

async function record(
  { clock }: CommandParts,
  em: EntityManager,
  { batches = [], entries }: RecordPosted,
): Promise<Result<Nothing, ConnectorError>> {
  const recorded = await recordedOf(em, entries);
  const differing = await differingOf(em, batches);
  for (const entry of entries) {
    const { batchKey, journalEntryId } = entry;
    const standing = recorded.get(batchKey);
    if (standing === undefined) return rejected('UNKNOWN_BATCH', 'entries', `No journal was drafted as ${batchKey}`);
    if (differing.has(batchKey)) {
      return rejected('BATCH_DIFFERS', 'batches', `${batchKey} is not what was drafted under this key`);
    }
    if (standing === journalEntryId) continue;
    if (standing !== null)
      return rejected('ALREADY_RECORDED', 'entries', `${batchKey} is recorded as entry ${standing}`);
    await markPosted(em, entry, clock.now());
  }
  return ok({});
}

/** Those of the batches that were sent that are not what was drafted. */
async function differingOf(
  em: EntityManager,
  sent: NonNullable<RecordPosted['batches']>,
): Promise<ReadonlySet<string>> {
  const keys = sent.map(({ batchKey }) => batchKey);
  const drafted = new Map((await batchesOf(em, keys)).map((batch) => [batch.batchKey, journalOf(batch).journal]));
  const differing = sent.filter(
    ({ batchKey, journal }) => canonicalJson(journal) !== canonicalJson(drafted.get(batchKey)),
  );
  return new Set(differing.map(({ batchKey }) => batchKey));
}

function recordedOf(em: EntityManager, entries: RecordPosted['entries']): Promise<ReadonlyMap<string, string | null>> {
  return lockBatches(
    em,
    entries.map(({ batchKey }) => batchKey),
  );
}

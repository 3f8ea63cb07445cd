import type { EntityManager } from 'typeorm';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type BatchState, lockBatches, markPosted } from '#revrec/store/journals.ts';
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
      const found = await statesOf(parts.dataSource.manager, command);
      const isRecorded = command.entries.every(
        ({ batchKey, journalEntryId }) => found.get(batchKey)?.journalEntryId === journalEntryId,
      );
      return ok(isRecorded ? {} : null);
    },
  }));

async function record(
  { clock }: CommandParts,
  em: EntityManager,
  command: RecordPosted,
): Promise<Result<Nothing, ConnectorError>> {
  const found = await statesOf(em, command);
  const batches = new Map(command.batches.map(({ batchKey, journal }) => [batchKey, journal]));
  for (const entry of command.entries) {
    const { batchKey, journalEntryId } = entry;
    const draft = found.get(batchKey);
    if (draft === undefined) return rejected('UNKNOWN_BATCH', 'entries', `No journal was drafted as ${batchKey}`);
    if (canonicalJson(batches.get(batchKey)) !== canonicalJson(draft.journal)) {
      return rejected('BATCH_DIFFERS', 'batches', `${batchKey} is not what was drafted under this key`);
    }
    if (draft.journalEntryId === journalEntryId) continue;
    if (draft.journalEntryId !== null) {
      return rejected('ALREADY_RECORDED', 'entries', `${batchKey} is recorded as entry ${draft.journalEntryId}`);
    }
    await markPosted(em, entry, clock.now());
  }
  return ok({});
}

async function statesOf(em: EntityManager, { entries }: RecordPosted): Promise<ReadonlyMap<string, BatchState>> {
  const states = await lockBatches(
    em,
    entries.map(({ batchKey }) => batchKey),
  );
  return new Map(states.map((state) => [state.batchKey, state]));
}

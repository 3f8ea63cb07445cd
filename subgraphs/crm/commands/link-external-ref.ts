import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import { firstRow } from '#kit/persistence/query.ts';
import { type LinkExternalRef, linkExternalRef as payload } from '#schema/commands/crm.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, rejected } from './parts.ts';

type Nothing = Readonly<Record<string, never>>;

/** `linkExternalRef`: links a record to an id of ours, once and for good. */
export const linkExternalRef = (parts: CommandParts) =>
  writeCommand(payload, (command) => ({
    send: async (): Reply<Nothing> => {
      if (!parts.connectors.has(command.connection)) return fail({ kind: 'NotFound', externalId: command.connection });
      const { id, ...ref } = command;
      const [linked] = await idsOf(parts.dataSource.manager, 'crm', [{ ...ref, ours: id }]);
      if (linked === id) return ok({});
      const detail = `${ref.kind} ${ref.externalId} is linked to ${linked}; external references do not change`;
      return rejected('IMMUTABLE_REF', 'externalId', detail);
    },
    lookUp: async (): Reply<Nothing | null> => ok((await isLinked(parts, command)) ? {} : null),
  }));

async function isLinked(
  { dataSource }: CommandParts,
  { kind, connection, externalId, id }: LinkExternalRef,
): Promise<boolean> {
  const sql = 'select id from crm.crosswalk where kind = $1 and connection = $2 and external_id = $3 and id = $4';
  return (await firstRow(dataSource, sql, [kind, connection, externalId, id])) !== null;
}

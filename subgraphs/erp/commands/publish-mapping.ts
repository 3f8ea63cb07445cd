import { ERP_SCHEMA } from '#erp/intake/meaning.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { type MappingOutcome, type PublishMapping, publishMapping as payload } from '#schema/commands/erp.ts';
import { ok } from '#schema/errors/result.ts';
import type { CanonicalEventOf } from '#schema/events/catalogue.ts';
import { ANY } from './mappings.ts';
import { type CommandParts, causeOf } from './parts.ts';

/** `publishMapping`: a version is added and told, in one transaction; none is ever changed. */
export const publishMapping = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<MappingOutcome> => {
      const version = await publish(parts, command, key);
      parts.bell.ring();
      return ok({ version });
    },
    lookUp: async (): Reply<MappingOutcome | null> => {
      const sql = 'select version from erp.mapping where command_key = $1';
      return ok(await firstRow<{ version: number }>(parts.dataSource.manager, sql, [key]));
    },
  }));

function publish(parts: CommandParts, command: PublishMapping, commandKey: string): Promise<number> {
  const { kind, key, legalEntity = ANY, target, effectiveFrom, author } = command;
  return inTransaction(parts.dataSource, async (em) => {
    // One publisher of a key at a time: versions have no gap and none is given twice.
    await rows(em, 'select pg_advisory_xact_lock(hashtext($1))', [`${ERP_SCHEMA} mapping ${kind} ${key}`]);
    const [row] = await rows<{ version: number }>(
      em,
      `insert into erp.mapping (kind, key, legal_entity, effective_from, version, target, author, at, command_key)
       select $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5, $6, $7, $8
       from erp.mapping where kind = $1 and key = $2 and legal_entity = $3
       returning version`,
      [kind, key, legalEntity, effectiveFrom, target, author, parts.clock.now(), commandKey],
    );
    if (row === undefined) throw new Error('An insert of one row gave none');
    const { operationId, causationId } = causeOf(commandKey);
    const told: CanonicalEventOf<'mapping.published'> = {
      type: 'mapping.published',
      schemaVersion: 1,
      data: { kind, key, version: row.version },
    };
    const about = { legalEntity: legalEntity === ANY ? null : legalEntity, customerId: null, contractId: null };
    const cause = { operationId, causationId, correlationId: operationId ?? parts.ids.next('corr') };
    await appendEvents(em, [{ ...told, ...about, ...cause, origin: 'SOURCE', occurredAt: parts.clock.now() }]);
    return row.version;
  });
}

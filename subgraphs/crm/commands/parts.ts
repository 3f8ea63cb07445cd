import { type Cause, TOLD_BY_VENDOR } from '#crm/intake/changed-events.ts';
import { CRM_SCHEMA, type MirrorParts, writeMirror } from '#crm/intake/mirror-writer.ts';
import type { CrmConnector, CrmRecords } from '#crm/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { noteAnswer } from '#kit/connections/connection-state.ts';
import { withAdvisoryLock } from '#kit/persistence/advisory-lock.ts';
import { firstRow } from '#kit/persistence/query.ts';
import type { EffectRef } from '#schema/commands/values.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** What every command stands on. */
export interface CommandParts extends MirrorParts {
  readonly databaseUrl: string;
  readonly connectors: ReadonlyMap<string, CrmConnector>;
}

/** A record of ours at its vendor. */
export interface Place {
  readonly connector: CrmConnector;
  readonly externalId: string;
}

/** Where a record of ours is kept; null for an id that was never given out. */
export async function placeOf(parts: CommandParts, kind: string, id: string): Promise<Place | null> {
  const found = await firstRow<{ connection: string; external_id: string }>(
    parts.dataSource,
    'select connection, external_id from crm.crosswalk where kind = $1 and id = $2 order by connection limit 1',
    [kind, id],
  );
  const connector = found === null ? undefined : parts.connectors.get(found.connection);
  return found === null || connector === undefined ? null : { connector, externalId: found.external_id };
}

/** As `placeOf`, for what cannot be done without the record. */
export async function placeToWrite(
  parts: CommandParts,
  kind: string,
  id: string,
): Promise<Result<Place, ConnectorError>> {
  const place = await placeOf(parts, kind, id);
  return place === null ? fail({ kind: 'NotFound', externalId: id }) : ok(place);
}

/** Reads from the vendor and puts what it said into the mirror, so that a read right after sees it. */
export async function renew(
  parts: CommandParts,
  { connection }: CrmConnector,
  read: () => Reply<CrmRecords>,
  cause: Cause = TOLD_BY_VENDOR,
): Promise<Result<CrmRecords, ConnectorError>> {
  const readAt = parts.clock.now();
  const answer = await read();
  if (!answer.ok) return answer;
  await writeMirror(parts, connection, { records: answer.value, readAt }, cause);
  await noteAnswer(parts.dataSource.manager, CRM_SCHEMA, connection, parts.clock);
  return answer;
}

/** One writer a contract at a time, in every process: between reading its version and writing the next nobody comes. */
export function oneAtATime<Outcome>(
  parts: CommandParts,
  { connector, externalId }: Place,
  work: () => Reply<Outcome>,
): Reply<Outcome> {
  return withAdvisoryLock({ url: parts.databaseUrl, name: `crm ${connector.connection} ${externalId}` }, work);
}

/** The operation in a command's key, `operation:step`. */
export function causeOf(key: string): Cause {
  const [operationId = key] = key.split(':');
  return { operationId, causationId: operationId };
}

export function effectOf({ connector, externalId }: Place, kind: keyof CrmConnector['words']): EffectRef {
  const { vendor, connection, words } = connector;
  return { system: 'CRM', vendor, connection, type: words[kind], externalId };
}

export function rejected(code: string, field: string | null, detail: string): Result<never, ConnectorError> {
  return fail({ kind: 'Rejected', code, field, detail });
}

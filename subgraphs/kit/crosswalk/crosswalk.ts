import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import { derivedId } from '#kit/runtime/ids.ts';

/** A vendor's record. `kind` is our word for what it stands for, such as `customer`. */
export interface ExternalKey {
  readonly kind: string;
  readonly connection: string;
  readonly externalId: string;
}

/** The prefix that an id of each kind carries. Opaque to clients; the process layer routes `node(id)` by it. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['customer', 'cust'],
  ['opportunity', 'opp'],
  ['contract', 'ctr'],
  ['contractLine', 'cln'],
  ['product', 'prod'],
  ['subscription', 'sub'],
  ['invoice', 'inv'],
  ['creditMemo', 'cm'],
  ['payment', 'pay'],
  ['refund', 'rfd'],
  ['posting', 'post'],
  ['journalEntry', 'je'],
  ['legalEntity', 'le'],
  ['accountingPeriod', 'per'],
  ['revenueContract', 'rc'],
  ['obligation', 'ob'],
]);

/** The id that a record gets when it is seen first. The same record always gets the same one. */
export function mintedId({ kind, connection, externalId }: ExternalKey): string {
  const prefix = PREFIXES.get(kind);
  if (prefix === undefined) throw new Error(`No id prefix for ${kind}`);
  return derivedId(prefix, kind, connection, externalId);
}

/**
 * Our ids of these records, in the order asked; unknown ones are linked to a new id at once. `ours` links a record to
 * an id that we have already, such as a billing customer to the customer of the CRM; a link is never changed.
 */
export async function idsOf(
  em: EntityManager,
  schema: string,
  keys: readonly (ExternalKey & { readonly ours?: string })[],
): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  await rows(
    em,
    `insert into ${schema}.crosswalk (kind, connection, external_id, id)
     select distinct on (kind, connection, external_id) kind, connection, external_id, id
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as t(kind, connection, external_id, id)
     on conflict do nothing`,
    [...columnsOf(keys), keys.map((key) => key.ours ?? mintedId(key))],
  );
  // A statement of its own: what another transaction linked while the insert waited is seen only by a later snapshot.
  const linked = await rows<{ kind: string; connection: string; external_id: string; id: string }>(
    em,
    `select kind, connection, external_id, c.id
     from ${schema}.crosswalk c
     join unnest($1::text[], $2::text[], $3::text[]) as t(kind, connection, external_id)
       using (kind, connection, external_id)`,
    columnsOf(keys),
  );
  const byKey = new Map(linked.map((row) => [`${row.kind}|${row.connection}|${row.external_id}`, row.id]));
  return keys.map(({ kind, connection, externalId }) => {
    const id = byKey.get(`${kind}|${connection}|${externalId}`);
    if (id === undefined) throw new Error(`${kind} ${externalId} of ${connection} was not linked`);
    return id;
  });
}

function columnsOf(keys: readonly ExternalKey[]): readonly string[][] {
  return [
    keys.map(({ kind }) => kind),
    keys.map(({ connection }) => connection),
    keys.map(({ externalId }) => externalId),
  ];
}

/** Their ids of these records of ours, in the order asked, null where there is no link. */
export async function externalIdsOf(
  em: EntityManager,
  schema: string,
  kind: string,
  connection: string,
  ids: readonly string[],
): Promise<readonly (string | null)[]> {
  const known = await rows<{ id: string; external_id: string }>(
    em,
    `select id, external_id from ${schema}.crosswalk where kind = $1 and connection = $2 and id = any($3::text[])`,
    [kind, connection, ids],
  );
  const byId = new Map(known.map((row) => [row.id, row.external_id]));
  return ids.map((id) => byId.get(id) ?? null);
}

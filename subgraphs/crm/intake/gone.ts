import { type EntityManager, In } from 'typeorm';
import type { AccountRow } from '#crm/entities/account.ts';
import type { ContractRow } from '#crm/entities/contract.ts';
import type { ContractChangeRow } from '#crm/entities/contract-change.ts';
import type { ContractVersionRow } from '#crm/entities/contract-version.ts';
import type { OpportunityRow } from '#crm/entities/opportunity.ts';
import type { Mirrored } from '#crm/entities/origin.ts';
import type { CrmKind, CrmRecord, CrmRecords, GoneRecord } from '#crm/port.ts';
import { rows } from '#kit/persistence/query.ts';
import { tableOf } from './tables.ts';

/** Rows that leave the mirror, as they are before they go. */
export interface LeavingRows {
  readonly account: readonly AccountRow[];
  readonly opportunity: readonly OpportunityRow[];
  readonly contract: readonly ContractRow[];
  readonly version: readonly ContractVersionRow[];
  readonly change: readonly ContractChangeRow[];
  readonly product: readonly (CrmRecord & Mirrored)[];
  readonly price: readonly (CrmRecord & Mirrored)[];
}

interface Tombstone {
  readonly kind: CrmKind;
  readonly external_id: string;
  readonly version: Date | null;
  readonly as_of: Date;
}

/**
 * The records without those that are known to be gone: a read that began before we learned of it, or that shows a state
 * which the vendor stamped no later than its deletion, must not bring one back. A record that came back is one again.
 */
export async function withoutGone(
  em: EntityManager,
  connection: string,
  records: CrmRecords,
  readAt: Date,
): Promise<CrmRecords> {
  const named = kindsOf(records).flatMap(([kind, found]) => found.map(({ externalId }) => [kind, externalId] as const));
  if (named.length === 0) return records;
  const tombstones = await rows<Tombstone>(
    em,
    `select kind, external_id, version, as_of from crm.gone
     join unnest($2::text[], $3::text[]) as t(kind, external_id) using (kind, external_id) where connection = $1`,
    [connection, named.map(([kind]) => kind), named.map(([, externalId]) => externalId)],
  );
  if (tombstones.length === 0) return records;
  const byName = new Map(tombstones.map((stone) => [`${stone.kind} ${stone.external_id}`, stone]));
  const isThere = (kind: CrmKind) => (record: CrmRecord) => {
    const stone = byName.get(`${kind} ${record.externalId}`);
    return stone === undefined || cameBack(record, stone, readAt);
  };
  const kept = {
    accounts: records.accounts.filter(isThere('account')),
    products: records.products.filter(isThere('product')),
    prices: records.prices.filter(isThere('price')),
    opportunities: records.opportunities.filter(isThere('opportunity')),
    contracts: records.contracts.filter(isThere('contract')),
    versions: records.versions.filter(isThere('version')),
    changes: records.changes.filter(isThere('change')),
  };
  await forget(em, connection, kept, byName);
  return { ...records, ...kept };
}

function cameBack({ version }: CrmRecord, stone: Tombstone, readAt: Date): boolean {
  if (stone.version !== null && version > stone.version) return true;
  return readAt > stone.as_of && (stone.version === null || version.getTime() === stone.version.getTime());
}

type Records = Pick<
  CrmRecords,
  'accounts' | 'products' | 'prices' | 'opportunities' | 'contracts' | 'versions' | 'changes'
>;

function kindsOf(records: Records): readonly (readonly [CrmKind, readonly CrmRecord[]])[] {
  return [
    ['account', records.accounts],
    ['product', records.products],
    ['price', records.prices],
    ['opportunity', records.opportunities],
    ['contract', records.contracts],
    ['version', records.versions],
    ['change', records.changes],
  ];
}

async function forget(
  em: EntityManager,
  connection: string,
  kept: Records,
  stones: ReadonlyMap<string, Tombstone>,
): Promise<void> {
  for (const [kind, found] of kindsOf(kept)) {
    const back = found.filter(({ externalId }) => stones.has(`${kind} ${externalId}`));
    if (back.length === 0) continue;
    const ids = back.map(({ externalId }) => externalId);
    const sql = 'delete from crm.gone where connection = $1 and kind = $2 and external_id = any($3)';
    await rows(em, sql, [connection, kind, ids]);
  }
}

/** Rows that this read says are gone; those that were read later, or stamped later than the deletion, stay. */
export async function leavingRows(
  em: EntityManager,
  connection: string,
  records: CrmRecords,
  readAt: Date,
): Promise<LeavingRows> {
  const gone = [...records.gone, ...(await leftOver(em, connection, records))];
  const leaving = async <Row extends CrmRecord & Mirrored>(kind: CrmKind): Promise<readonly Row[]> => {
    const named = new Map(gone.filter((one) => one.kind === kind).map((one) => [one.externalId, one.version]));
    if (named.size === 0) return [];
    const found: CrmRecord[] = await em.find(tableOf(kind), {
      where: { connection, externalId: In([...named.keys()]) },
    });
    return (found as Row[]).filter((row) => {
      const deletedAt = named.get(row.externalId) ?? null;
      return row.asOf <= readAt && (deletedAt === null || row.version <= deletedAt);
    });
  };
  return {
    account: await leaving('account'),
    opportunity: await leaving('opportunity'),
    contract: await leaving('contract'),
    version: await leaving('version'),
    change: await leaving('change'),
    product: await leaving('product'),
    price: await leaving('price'),
  };
}

/** Versions and changes that the mirror has of contracts that were read whole, and the vendor no longer. */
async function leftOver(em: EntityManager, connection: string, records: CrmRecords): Promise<readonly GoneRecord[]> {
  if (records.wholeContracts.length === 0) return [];
  const kept = [...records.versions, ...records.changes].map(({ externalId }) => externalId);
  const found = await rows<{ kind: 'version' | 'change'; external_id: string }>(
    em,
    `with versions as (
       select external_id from crm.contract_version where connection = $1 and contract_external_id = any($2)
     )
     select 'version' as kind, external_id from versions where external_id <> all($3)
     union all
     select 'change', external_id from crm.contract_change
     where connection = $1 and version_external_id in (select external_id from versions) and external_id <> all($3)`,
    [connection, records.wholeContracts, kept],
  );
  return found.map(({ kind, external_id }) => ({ kind, externalId: external_id, version: null }));
}

/** Takes the rows out and remembers that they are gone, also of records that the mirror never had. */
export async function takeOut(
  em: EntityManager,
  connection: string,
  { gone, known }: { readonly gone: LeavingRows; readonly known: CrmRecords['gone'] },
  readAt: Date,
): Promise<void> {
  const out = (Object.entries(gone) as [CrmKind, readonly CrmRecord[]][]).flatMap(([kind, found]) =>
    found.map(({ externalId }) => ({ kind, externalId })),
  );
  for (const kind of new Set(out.map((one) => one.kind))) {
    const ids = out.filter((one) => one.kind === kind).map(({ externalId }) => externalId);
    await em.delete(tableOf(kind), { connection, externalId: In(ids) });
  }
  const stamps = new Map(known.map(({ kind, externalId, version }) => [`${kind} ${externalId}`, version]));
  const stones = new Map(
    [...known, ...out].map(({ kind, externalId }) => [`${kind} ${externalId}`, { kind, externalId }]),
  );
  if (stones.size === 0) return;
  await rows(
    em,
    `insert into crm.gone (connection, kind, external_id, version, as_of)
     select $1, kind, external_id, version, $5
     from unnest($2::text[], $3::text[], $4::timestamptz[]) as t(kind, external_id, version)
     on conflict (connection, kind, external_id) do update
       set version = greatest(crm.gone.version, excluded.version), as_of = greatest(crm.gone.as_of, excluded.as_of)`,
    [
      connection,
      [...stones.values()].map(({ kind }) => kind),
      [...stones.values()].map(({ externalId }) => externalId),
      [...stones.keys()].map((name) => stamps.get(name) ?? null),
      readAt,
    ],
  );
}

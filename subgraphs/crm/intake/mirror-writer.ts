import { type DataSource, type EntityManager, type FindOptionsWhere, In } from 'typeorm';
import type { AccountRow } from '#crm/entities/account.ts';
import { type ContractRow, contracts } from '#crm/entities/contract.ts';
import type { OpportunityRow } from '#crm/entities/opportunity.ts';
import type { Mirrored } from '#crm/entities/origin.ts';
import type { CrmKind, CrmRecord, CrmRecords } from '#crm/port.ts';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import type { EventBell } from '#kit/events/event-bell.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import type { Logger } from '#kit/observability/log.ts';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { type Cause, changedEvents } from './changed-events.ts';
import { type LeavingRows, leavingRows, takeOut, withoutGone } from './gone.ts';
import { tableOf } from './tables.ts';

export const CRM_SCHEMA = 'crm';

export interface MirrorParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bell: EventBell;
  readonly log: Logger;
}

/** Records with the instant at which their reading began. */
export interface ReadRecords {
  readonly records: CrmRecords;
  readonly readAt: Date;
}

/**
 * What really changed, by the vendor's ids, each with the row as it was: null for a record that was not known. A contract
 * changes with its versions and lines too. `gone` is what left the mirror.
 */
export interface Changed {
  readonly accounts: ReadonlyMap<string, AccountRow | null>;
  readonly opportunities: ReadonlyMap<string, OpportunityRow | null>;
  readonly contracts: ReadonlyMap<string, ContractRow | null>;
  readonly gone: LeavingRows;
}

type Row = CrmRecord & Mirrored;

/** The crosswalk's word for the kinds that have an id of ours. */
const IDENTIFIED: ReadonlyMap<CrmKind, string> = new Map([
  ['account', 'customer'],
  ['product', 'product'],
  ['opportunity', 'opportunity'],
  ['contract', 'contract'],
]);

/**
 * Puts what was read into the mirror and says what really changed in the event log, in one transaction; rings the bell
 * after it. A record that is older than the mirror's is left out, so reads may overtake each other: `readAt` is when this
 * one began. `within` runs in
 * the same transaction: a cursor moves with the records that it stands for.
 */
export async function writeMirror(
  parts: MirrorParts,
  connection: string,
  { records, readAt }: ReadRecords,
  cause: Cause,
  within: (em: EntityManager) => Promise<void> = async () => {},
): Promise<void> {
  for (const { externalId, error } of records.unmappable)
    parts.log.warn({ connection, externalId, error }, 'unmappable');
  const eventCount = await inTransaction(parts.dataSource, async (em) => {
    // One writer a connection: two that compare with the same old row would both tell the change.
    await rows(em, 'select pg_advisory_xact_lock(hashtext($1))', [`crm mirror ${connection}`]);
    const changed = await writeAll(em, connection, records, readAt);
    const events = await changedEvents(em, connection, changed, cause, parts);
    await appendEvents(em, events);
    await within(em);
    return events.length;
  });
  if (eventCount > 0) parts.bell.ring();
}

async function writeAll(em: EntityManager, connection: string, all: CrmRecords, asOf: Date): Promise<Changed> {
  const records = await withoutGone(em, connection, all, asOf);
  const write = <R extends Row>(kind: CrmKind, found: readonly CrmRecord[]) =>
    writeKind<R>(em, { connection, kind, asOf }, found);
  await write('product', records.products);
  await write('price', records.prices);
  const accountsBefore = await write<AccountRow>('account', records.accounts);
  const opportunitiesBefore = await write<OpportunityRow>('opportunity', records.opportunities);
  const contractsBefore = await write<ContractRow>('contract', records.contracts);
  const versionsBefore = await write('version', records.versions);
  const changesBefore = await write('change', records.changes);
  // Before anything is taken out: a change that is gone leads to its contract only as long as it is there.
  const gone = await leavingRows(em, connection, records, asOf);
  const touched = await contractsOf(em, connection, {
    versions: [...versionsBefore.keys(), ...gone.version.map(({ externalId }) => externalId)],
    changes: [...changesBefore.keys(), ...gone.change.map(({ externalId }) => externalId)],
  });
  await takeOut(em, connection, { gone, known: records.gone }, asOf);
  return {
    accounts: accountsBefore,
    opportunities: opportunitiesBefore,
    contracts: new Map([...touched, ...contractsBefore]),
    gone,
  };
}

/** Writes the rows of one kind that are new or newer; answers those whose meaning changed, as they were before. */
async function writeKind<R extends Row>(
  em: EntityManager,
  { connection, kind, asOf }: { readonly connection: string; readonly kind: CrmKind; readonly asOf: Date },
  found: readonly CrmRecord[],
): Promise<ReadonlyMap<string, R | null>> {
  // A page and its continuation may both hold a record; the later one is the newer.
  const records = [...new Map(found.map((record) => [record.externalId, record])).values()];
  if (records.length === 0) return new Map();
  const table = tableOf(kind);
  const externalIds = records.map(({ externalId }) => externalId);
  const known = await em.find<R>(table, { where: { connection, externalId: In(externalIds) } as FindOptionsWhere<R> });
  const before = new Map(known.map((row) => [row.externalId, row]));
  const newer = records.filter((record) => isNewer(record, asOf, before.get(record.externalId)));
  const ids = await identify(em, connection, kind, newer);
  const rowsToWrite = newer.map((record, index) => ({ ...record, ...ids[index], connection, asOf }));
  const changed = rowsToWrite.filter((row) => meaningOf(row) !== meaningOf(before.get(row.externalId)));
  const restamped = rowsToWrite.filter(
    (row) => before.get(row.externalId)?.version.getTime() !== row.version.getTime(),
  );
  const written = new Set([...changed, ...restamped]);
  if (written.size > 0) await em.upsert(table, [...written], ['connection', 'externalId']);
  return new Map(changed.map(({ externalId }) => [externalId, before.get(externalId) ?? null]));
}

/**
 * The vendor's stamp decides; where it is the same, as of two changes within its one second, the read that began later.
 */
function isNewer({ version }: CrmRecord, readAt: Date, old: Row | undefined): boolean {
  if (old === undefined || version > old.version) return true;
  return version.getTime() === old.version.getTime() && readAt >= old.asOf;
}

async function identify(em: EntityManager, connection: string, kind: CrmKind, records: readonly CrmRecord[]) {
  const word = IDENTIFIED.get(kind);
  if (word === undefined) return records.map(() => ({}));
  const keys = records.map(({ externalId }) => ({ kind: word, connection, externalId }));
  return (await idsOf(em, CRM_SCHEMA, keys)).map((id) => ({ id }));
}

/** What a row says in our words; fields of the vendor that mean nothing to us do not count as a change. */
function meaningOf(row: Row | undefined): string | null {
  if (row === undefined) return null;
  const { version: _version, asOf: _asOf, raw: _raw, ...meaning } = row;
  return canonicalJson(meaning);
}

/** The contracts of these versions and changes, as the mirror has them. */
async function contractsOf(
  em: EntityManager,
  connection: string,
  { versions, changes }: { readonly versions: readonly string[]; readonly changes: readonly string[] },
): Promise<ReadonlyMap<string, ContractRow | null>> {
  if (versions.length + changes.length === 0) return new Map();
  const found = await rows<{ contract_external_id: string }>(
    em,
    `select distinct v.contract_external_id from crm.contract_version v
     where v.connection = $1 and (v.external_id = any($2) or v.external_id in (
       select c.version_external_id from crm.contract_change c where c.connection = $1 and c.external_id = any($3)))`,
    [connection, versions, changes],
  );
  const externalIds = found.map((row) => row.contract_external_id);
  const known = await em.find(contracts, { where: { connection, externalId: In(externalIds) } });
  const byId = new Map(known.map((row) => [row.externalId, row]));
  return new Map(externalIds.map((externalId) => [externalId, byId.get(externalId) ?? null]));
}

import DataLoader from 'dataloader';
import { type EntityManager, type EntitySchema, In } from 'typeorm';
import { type ConnectionState, connectionStates } from '#kit/connections/connection-state.ts';
import { rows } from '#kit/persistence/query.ts';
import { type AccountRow, accounts } from './entities/account.ts';
import { type AccountingPeriodRow, accountingPeriods } from './entities/accounting-period.ts';
import { type CustomerRow, customers } from './entities/customer.ts';
import { type ItemRow, items } from './entities/item.ts';
import { type JournalEntryRow, journalEntries } from './entities/journal-entry.ts';
import { type JournalLineRow, journalLines } from './entities/journal-line.ts';
import { type LegalEntityRow, legalEntities } from './entities/legal-entity.ts';
import { type PostingRow, postings } from './entities/posting.ts';

/** A record by the vendor's id. */
export interface Ref {
  readonly connection: string;
  readonly externalId: string;
}

type ById<Row> = DataLoader<string, Row | null>;
type ByRef<Row> = DataLoader<Ref, Row | null, string>;

/** One SQL query a kind and tick. They live as long as one request. */
export interface Loaders {
  readonly legalEntityById: ById<LegalEntityRow>;
  readonly periodById: ById<AccountingPeriodRow>;
  readonly postingById: ById<PostingRow>;
  /** What the ledger did with a document of ours. */
  readonly postingByDocument: ById<PostingRow>;
  readonly entryById: ById<JournalEntryRow>;
  readonly entry: ByRef<JournalEntryRow>;
  readonly entriesBySource: DataLoader<string, readonly JournalEntryRow[]>;
  readonly linesByEntry: DataLoader<Ref, readonly JournalLineRow[], string>;
  readonly account: ByRef<AccountRow>;
  /** A customer of ours in every ledger that has it. */
  readonly customersById: DataLoader<string, readonly CustomerRow[]>;
  /** What is not settled between us and a ledger's customer. */
  readonly openByCustomer: DataLoader<Ref, readonly PostingRow[], string>;
  /** The item that a product of the graph is posted as; null when it was never posted. */
  readonly itemByProduct: ById<ItemRow>;
  readonly connections: () => Promise<readonly ConnectionState[]>;
}

const BATCH_MAX = 1000;

export function openLoaders(em: EntityManager): Loaders {
  let states: Promise<readonly ConnectionState[]> | null = null;
  return {
    legalEntityById: byId<LegalEntityRow>(em, legalEntities),
    periodById: byId<AccountingPeriodRow>(em, accountingPeriods),
    postingById: byId<PostingRow>(em, postings),
    postingByDocument: new DataLoader(
      async (ids) => {
        const found = await em.find(postings, { where: { documentId: In([...ids]) }, order: { postedAt: 'ASC' } });
        const byDocument = new Map(found.map((row) => [row.documentId, row]));
        return ids.map((id) => byDocument.get(id) ?? null);
      },
      { maxBatchSize: BATCH_MAX },
    ),
    entryById: byId<JournalEntryRow>(em, journalEntries),
    entry: byRef<JournalEntryRow>(em, journalEntries),
    entriesBySource: grouped(
      (ids) =>
        em.find(journalEntries, {
          where: { sourceDocumentId: In([...ids]) },
          order: { postedOn: 'ASC', number: 'ASC', id: 'ASC' },
        }),
      ({ sourceDocumentId }) => sourceDocumentId,
    ),
    linesByEntry: groupedByRef(
      (refs) =>
        em.find(journalLines, {
          where: refs.map(({ connection, externalId }) => ({ connection, entryExternalId: externalId })),
          order: { position: 'ASC' },
        }),
      ({ connection, entryExternalId }) => ({ connection, externalId: entryExternalId }),
    ),
    account: byRef<AccountRow>(em, accounts),
    customersById: new DataLoader((ids) => customersOf(em, ids), { maxBatchSize: BATCH_MAX }),
    openByCustomer: groupedByRef(
      async (refs) => {
        const where = whereRefs(refs).map(({ connection, externalId }) => ({
          connection,
          customerExternalId: externalId,
        }));
        return (await em.find(postings, { where })).filter(({ openMinor }) => openMinor !== 0n);
      },
      ({ connection, customerExternalId }) => ({ connection, externalId: customerExternalId ?? '' }),
    ),
    itemByProduct: new DataLoader((ids) => itemsByProduct(em, ids), { maxBatchSize: BATCH_MAX }),
    connections: () => {
      states ??= connectionStates(em, 'erp');
      return states;
    },
  };
}

/** By our id, and by the link of one whose customer was merged into ours. */
async function customersOf(em: EntityManager, ids: readonly string[]): Promise<readonly (readonly CustomerRow[])[]> {
  const links = await rows<{ id: string; connection: string; external_id: string }>(
    em,
    `select id, connection, external_id from erp.crosswalk where kind = 'customer' and id = any($1::text[])`,
    [ids],
  );
  const linked = links.map((link) => ({ connection: link.connection, externalId: link.external_id }));
  const found = await em.find(customers, {
    where: [{ customerId: In([...ids]) }, ...whereRefs(linked)],
    order: { externalId: 'ASC' },
  });
  const linkedTo = new Map(links.map((link) => [keyOf({ ...link, externalId: link.external_id }), link.id]));
  return ids.map((id) => found.filter((row) => row.customerId === id || linkedTo.get(keyOf(row)) === id));
}

async function itemsByProduct(em: EntityManager, ids: readonly string[]): Promise<readonly (ItemRow | null)[]> {
  const links = await rows<{ product_id: string; code: string }>(
    em,
    'select product_id, code from erp.product_code where product_id = any($1::text[])',
    [ids],
  );
  const codes = new Map(links.map((link) => [link.product_id, link.code]));
  const found = await em.find(items, { where: { code: In([...codes.values()]) }, order: { externalId: 'ASC' } });
  const byCode = new Map(found.map((item) => [item.code, item]));
  return ids.map((id) => byCode.get(codes.get(id) ?? '') ?? null);
}

function byId<Row extends { readonly id: string }>(em: EntityManager, table: EntitySchema): ById<Row> {
  return new DataLoader(
    async (ids) => {
      const found = await em.find<Row>(table, { where: { id: In([...ids]) } as never });
      const byOurs = new Map(found.map((row) => [row.id, row]));
      return ids.map((id) => byOurs.get(id) ?? null);
    },
    { maxBatchSize: BATCH_MAX },
  );
}

function byRef<Row extends Ref>(em: EntityManager, table: EntitySchema): ByRef<Row> {
  return new DataLoader<Ref, Row | null, string>(
    async (refs) => {
      const found = await em.find<Row>(table, { where: whereRefs(refs) as never });
      const byTheirs = new Map(found.map((row) => [keyOf(row), row]));
      return refs.map((ref) => byTheirs.get(keyOf(ref)) ?? null);
    },
    { cacheKeyFn: keyOf, maxBatchSize: BATCH_MAX },
  );
}

function grouped<Row>(
  find: (ids: readonly string[]) => Promise<readonly Row[]>,
  keyOfRow: (row: Row) => string | null,
) {
  return new DataLoader<string, readonly Row[]>(
    async (ids) => {
      const groups = Map.groupBy(await find(ids), keyOfRow);
      return ids.map((id) => groups.get(id) ?? []);
    },
    { maxBatchSize: BATCH_MAX },
  );
}

function groupedByRef<Row>(find: (refs: readonly Ref[]) => Promise<readonly Row[]>, refOfRow: (row: Row) => Ref) {
  return new DataLoader<Ref, readonly Row[], string>(
    async (refs) => {
      const groups = Map.groupBy(await find(refs), (row) => keyOf(refOfRow(row)));
      return refs.map((ref) => groups.get(keyOf(ref)) ?? []);
    },
    { cacheKeyFn: keyOf, maxBatchSize: BATCH_MAX },
  );
}

function whereRefs(refs: readonly Ref[]) {
  const names = [...new Set(refs.map(({ connection }) => connection))];
  return names.map((connection) => ({
    connection,
    externalId: In(refs.filter((ref) => ref.connection === connection).map(({ externalId }) => externalId)),
  }));
}

function keyOf({ connection, externalId }: Ref): string {
  return `${connection}|${externalId}`;
}

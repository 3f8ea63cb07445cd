import type { z } from 'zod';
import {
  type Application,
  type ChangePage,
  type ErpDimension,
  type ErpRecords,
  joinRecords,
  NO_RECORDS,
} from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type NetSuiteClient, sqlIds, sqlText } from './client.ts';
import * as mapping from './mapping.ts';
import { appliersIn, comesAfter, inOrder, type Position, positionAfter, readPositions } from './webhook.ts';
import * as wire from './wire.ts';

/** What is read of an account by SuiteQL, in our words. */

/** Ids that one condition lists. */
const IDS_MAX = 200;
const TYPES = mapping.TRANSACTION_TYPES.map((type) => `'${type}'`).join(', ');

/** In the order of the set-up. */
const DIMENSION_KINDS: readonly ErpDimension['kind'][] = ['DEPARTMENT', 'TAX_CODE', 'DEFERRAL', 'CURRENCY'];

/** The account's ids of these external ids of journals; those that it has not are left out. */
export async function journalIds(
  client: NetSuiteClient,
  externalIds: readonly string[],
): Reply<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const part of inParts(externalIds)) {
    const listed = part.map(sqlText).join(', ');
    const rows = await client.rows(
      `${wire.QUERIES.keyed} WHERE t.type = 'Journal' AND t.externalid IN (${listed}) ORDER BY t.id`,
    );
    if (!rows.ok) return rows;
    for (const { id, externalid } of wire.keyedRow.array().parse(rows.value)) found.set(externalid, id);
  }
  return ok(found);
}

/** What a payment or credit memo is applied to now. */
export async function applicationsOf(client: NetSuiteClient, externalId: string): Reply<readonly Application[]> {
  const rows = await client.rows(
    `${wire.QUERIES.link} WHERE k.nextdoc IN ${sqlIds([externalId])} ORDER BY k.previousdoc`,
  );
  if (!rows.ok) return rows;
  const links = wire.linkRow.array().parse(rows.value);
  return ok(links.map(({ previousdoc, foreignamount }) => ({ externalId: previousdoc, amount: foreignamount ?? '0' })));
}

/** Legal entities, accounts, items, dimensions and months, each as a whole. */
export async function reference(client: NetSuiteClient): Reply<ErpRecords> {
  const parts = await Promise.all([
    query(client, `${wire.QUERIES.subsidiary} ORDER BY s.id`, (rows) =>
      take(rows, wire.subsidiaryRow, mapping.fromNetSuiteSubsidiary, (legalEntities) => ({ legalEntities })),
    ),
    query(client, `${wire.QUERIES.account} ORDER BY a.id`, (rows) =>
      take(rows, wire.accountRow, mapping.fromNetSuiteAccount, (accounts) => ({ accounts })),
    ),
    items(client),
    ...DIMENSION_KINDS.map((kind) =>
      query(client, `${wire.DIMENSIONS[kind]} ORDER BY d.id`, (rows) =>
        take(rows, wire.dimensionRow, mapping.fromNetSuiteDimension(kind), (dimensions) => ({ dimensions })),
      ),
    ),
    periods(client),
  ]);
  return joined(parts);
}

/** A price that cannot be read is told, and its item stands without it. */
async function items(client: NetSuiteClient): Reply<ErpRecords> {
  const rows = await client.rows(`${wire.QUERIES.price} ORDER BY p.item, c.symbol, p.quantity`);
  if (!rows.ok) return rows;
  const read = rows.value.map((row) => wire.priceRow.safeParse(row));
  const prices = read.flatMap(({ data }) => data ?? []);
  const unmappable = read.flatMap((one) => (one.success ? [] : [unmappableRow(one.error)]));
  const found = await query(client, `${wire.QUERIES.item} ORDER BY i.id`, (itemRows) =>
    take(itemRows, wire.itemRow, mapping.fromNetSuiteItem(prices), (all) => ({ items: all })),
  );
  return found.ok ? ok(joinRecords([found.value, { ...NO_RECORDS, unmappable }])) : found;
}

export function periods(client: NetSuiteClient): Reply<ErpRecords> {
  return query(client, `${wire.QUERIES.period} ORDER BY p.startdate, p.id`, (rows) =>
    take(rows, wire.periodRow, mapping.fromNetSuitePeriod, (found) => ({ periods: found })),
  );
}

export async function changedSince(client: NetSuiteClient, cursor: string | null): Reply<ChangePage> {
  const positions = readPositions(cursor);
  const [customerPage, transactionPage] = await Promise.all([
    client.page(`${wire.QUERIES.customer} WHERE ${comesAfter('k', positions.customer)} ${inOrder('k')}`),
    client.page(
      `${wire.QUERIES.transaction} WHERE t.type IN (${TYPES}) AND ${comesAfter('t', positions.transaction)} ${inOrder('t')}`,
    ),
  ]);
  if (!customerPage.ok) return customerPage;
  if (!transactionPage.ok) return transactionPage;
  const found = await withAppliedTo(client, await details(client, transactionPage.value.rows));
  if (!found.ok) return found;
  const ofCustomers = positionOf(customerPage.value.rows, positions.customer);
  const ofTransactions = positionOf(transactionPage.value.rows, positions.transaction);
  const next = {
    ...(ofCustomers.position === undefined ? {} : { customer: ofCustomers.position }),
    ...(ofTransactions.position === undefined ? {} : { transaction: ofTransactions.position }),
  };
  return ok({
    records: joinRecords([customersOf(customerPage.value.rows), found.value]),
    cursor: JSON.stringify(next),
    hasMore: ofCustomers.hasMore || ofTransactions.hasMore,
  });
}

function positionOf(rows: readonly unknown[], before: Position | undefined) {
  return positionAfter(wire.identityRow.array().parse(rows), before);
}

/** With the invoices that payments and credit memos among the records were applied to. */
async function withAppliedTo(client: NetSuiteClient, read: Awaited<Reply<ErpRecords>>): Reply<ErpRecords> {
  if (!read.ok) return read;
  const appliers = appliersIn(read.value);
  if (appliers.length === 0) return read;
  const known = new Set(read.value.documents.map(({ externalId }) => externalId));
  const paid = new Set<string>();
  for (const ids of inParts(appliers)) {
    // evidence: 2nd: previousdoc is the invoice, nextdoc what was applied to it (sandbox README, Quirks)
    const links = await client.rows(
      `${wire.QUERIES.link} WHERE k.nextdoc IN ${sqlIds(ids)} ORDER BY k.nextdoc, k.previousdoc`,
    );
    if (!links.ok) return links;
    for (const { previousdoc } of wire.linkRow.array().parse(links.value)) paid.add(previousdoc);
  }
  const applied = await transactions(
    client,
    [...paid].filter((id) => !known.has(id)),
  );
  return applied.ok ? ok(joinRecords([read.value, applied.value])) : applied;
}

export async function transactions(client: NetSuiteClient, externalIds: readonly string[]): Reply<ErpRecords> {
  const parts: Awaited<Reply<ErpRecords>>[] = [];
  for (const ids of inParts(externalIds)) {
    const rows = await client.rows(
      `${wire.QUERIES.transaction} WHERE t.type IN (${TYPES}) AND t.id IN ${sqlIds(ids)} ORDER BY t.id`,
    );
    parts.push(rows.ok ? await details(client, rows.value) : rows);
  }
  return joined(parts);
}

/** Documents and entries of the transactions in these rows. */
async function details(client: NetSuiteClient, rows: readonly unknown[]): Reply<ErpRecords> {
  const read = rows.map((row) => wire.transactionRow.safeParse(row));
  const found = read.flatMap(({ data }) => data ?? []);
  const unread = read.flatMap((one) => (one.success ? [] : [unmappableRow(one.error)]));
  const parts: ErpRecords[] = [{ ...NO_RECORDS, unmappable: unread }];
  for (const part of inParts(found)) {
    const ids = sqlIds(part.map(({ id }) => id));
    const [lines, postings] = await Promise.all([
      client.rows(`${wire.QUERIES.line} WHERE l.transaction IN ${ids} ORDER BY l.transaction, l.id`),
      client.rows(
        // evidence: ?: the first accounting book is the primary one
        `${wire.QUERIES.posting} WHERE g.transaction IN ${ids} AND g.accountingbook = 1 AND g.posting = 'T'
         ORDER BY g.transaction, g.transactionline, g.account`,
      ),
    ]);
    if (!lines.ok) return lines;
    if (!postings.ok) return postings;
    const byTransaction = {
      lines: Map.groupBy(wire.lineRow.array().parse(lines.value), ({ transaction }) => transaction),
      postings: Map.groupBy(wire.postingRow.array().parse(postings.value), ({ transaction }) => transaction),
    };
    parts.push(
      ...part.map((row) =>
        recordsOf({
          row,
          lines: byTransaction.lines.get(row.id) ?? [],
          postings: byTransaction.postings.get(row.id) ?? [],
        }),
      ),
    );
  }
  return ok(joinRecords(parts));
}

function recordsOf(whole: mapping.WholeTransaction): ErpRecords {
  const document = mapping.fromNetSuiteDocument(whole);
  const entry = mapping.fromNetSuiteEntry(whole);
  return {
    ...NO_RECORDS,
    documents: document.ok && document.value !== null ? [document.value] : [],
    entries: entry.ok && entry.value !== null ? [entry.value] : [],
    unmappable: [document, entry].flatMap((one) => (one.ok ? [] : [{ externalId: whole.row.id, error: one.error }])),
  };
}

export async function customers(client: NetSuiteClient, externalIds: readonly string[]): Reply<ErpRecords> {
  const parts: Awaited<Reply<ErpRecords>>[] = [];
  for (const ids of inParts(externalIds)) {
    parts.push(await query(client, `${wire.QUERIES.customer} WHERE k.id IN ${sqlIds(ids)} ORDER BY k.id`, customersOf));
  }
  return joined(parts);
}

function customersOf(rows: readonly unknown[]): ErpRecords {
  return take(rows, wire.customerRow, mapping.fromNetSuiteCustomer, (found) => ({ customers: found }));
}

async function query(
  client: NetSuiteClient,
  text: string,
  read: (rows: readonly unknown[]) => ErpRecords,
): Reply<ErpRecords> {
  const rows = await client.rows(text);
  return rows.ok ? ok(read(rows.value)) : rows;
}

function joined(parts: readonly Awaited<Reply<ErpRecords>>[]): Awaited<Reply<ErpRecords>> {
  const found: ErpRecords[] = [];
  for (const part of parts) {
    if (!part.ok) return part;
    found.push(part.value);
  }
  return ok(joinRecords(found));
}

function take<Wire extends { readonly id: string }, Record>(
  rows: readonly unknown[],
  schema: z.ZodType<Wire>,
  map: (row: Wire) => Result<Record, ConnectorError>,
  put: (found: readonly Record[]) => Partial<ErpRecords>,
): ErpRecords {
  const found: Record[] = [];
  const unmappable: ErpRecords['unmappable'][number][] = [];
  for (const row of rows) {
    const read = schema.safeParse(row);
    if (!read.success) {
      unmappable.push(unmappableRow(read.error));
      continue;
    }
    const mapped = map(read.data);
    if (mapped.ok) found.push(mapped.value);
    else unmappable.push({ externalId: read.data.id, error: mapped.error });
  }
  return { ...NO_RECORDS, ...put(found), unmappable };
}

function unmappableRow(error: z.ZodError): ErpRecords['unmappable'][number] {
  const field = error.issues[0]?.path.join('.') ?? 'row';
  return { externalId: '', error: { kind: 'Unmappable', field, detail: error.issues[0]?.message ?? 'not readable' } };
}

function inParts<T>(all: readonly T[]): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let start = 0; start < all.length; start += IDS_MAX) parts.push(all.slice(start, start + IDS_MAX));
  return parts;
}

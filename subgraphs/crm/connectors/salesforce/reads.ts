import type { z } from 'zod';
import {
  type ChangePage,
  type CrmDeal,
  type CrmKind,
  type CrmRecords,
  type GoneRecord,
  joinRecords,
  NO_RECORDS,
} from '#crm/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type SalesforceClient, soqlList, soqlText } from './client.ts';
import {
  fromSalesforceAccount,
  fromSalesforceContract,
  fromSalesforceDeal,
  fromSalesforceOpportunity,
  fromSalesforceOrder,
  fromSalesforceOrderItem,
  fromSalesforcePrice,
  fromSalesforceProduct,
} from './mapping.ts';
import { readNotice } from './webhook.ts';
import * as wire from './wire.ts';

type Row = { readonly Id: string; readonly IsDeleted: boolean; readonly SystemModstamp: Date };
type Mirrored = Exclude<wire.SalesforceType, 'OpportunityLineItem'>;

/** In the order of reading: what comes later is at least as new, so a version that a contract names is always there. */
const MIRRORED: readonly Mirrored[] = [
  'Account',
  'Product2',
  'PricebookEntry',
  'Opportunity',
  'Contract',
  'Order',
  'OrderItem',
];

// evidence: docs: pages of up to 2,000 rows (salesforce.md, Read many)
const PAGE = 2000;
const OVERLAP_MS = 1000;
/** Ids of 18 characters that one query can list within the vendor's 16,384 bytes. */
const IDS_MAX = 200;

/** Where a poll of one object goes on: after this row, or again from this instant when `id` is null. */
type Position = { readonly at: string; readonly id: string | null };
type Positions = Readonly<Partial<Record<Mirrored, Position>>>;

export async function changedSince(client: SalesforceClient, cursor: string | null): Reply<ChangePage> {
  // Written by this function alone.
  const positions = (cursor === null ? {} : JSON.parse(cursor)) as Positions;
  const read = await client.queries(MIRRORED.map((type) => pageAfter(type, positions[type])));
  if (!read.ok) return read;
  const next: Partial<Record<Mirrored, Position>> = { ...positions };
  let hasMore = false;
  for (const [index, type] of MIRRORED.entries()) {
    const rows = read.value[index] ?? [];
    const last = wire.systemFields.safeParse(rows.at(-1));
    if (!last.success) continue;
    const { Id, SystemModstamp } = last.data;
    const isFull = rows.length >= PAGE;
    hasMore ||= isFull;
    const at = isFull ? SystemModstamp : new Date(SystemModstamp.getTime() - OVERLAP_MS);
    next[type] = { at: at.toISOString(), id: isFull ? Id : null };
  }
  const records = joinRecords(MIRRORED.map((type, index) => recordsOf(type, read.value[index] ?? [])));
  return ok({ records, cursor: JSON.stringify(next), hasMore });
}

function pageAfter(type: Mirrored, position: Position | undefined): string {
  const order = `ORDER BY SystemModstamp, Id LIMIT ${PAGE}`;
  if (position === undefined) return `SELECT ${wire.FIELDS[type]} FROM ${type} ${order}`;
  const { at, id } = position;
  const where =
    id === null
      ? `SystemModstamp >= ${at}`
      : `SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > ${soqlText(id)})`;
  return `SELECT ${wire.FIELDS[type]} FROM ${type} WHERE ${where} ${order}`;
}

/** The rows of one object in our words: each as a record, as gone, or as unmappable. */
function recordsOf(type: Mirrored, rows: readonly unknown[]): CrmRecords {
  switch (type) {
    case 'Account':
      return take(rows, 'account', wire.account, fromSalesforceAccount, (accounts) => ({ accounts }));
    case 'Product2':
      return take(rows, 'product', wire.product, fromSalesforceProduct, (products) => ({ products }));
    case 'PricebookEntry':
      return take(rows, 'price', wire.priceBookEntry, fromSalesforcePrice, (prices) => ({ prices }));
    case 'Opportunity':
      return take(rows, 'opportunity', wire.opportunity, fromSalesforceOpportunity, (found) => ({
        opportunities: found,
      }));
    case 'Contract':
      return take(rows, 'contract', wire.contract, fromSalesforceContract, (found) => ({ contracts: found }));
    case 'Order':
      return take(rows, 'version', wire.order, fromSalesforceOrder, (found) => ({
        versions: found.filter((version) => version !== null),
      }));
    case 'OrderItem':
      return take(rows, 'change', wire.orderItem, fromSalesforceOrderItem, (changes) => ({ changes }));
  }
}

function take<Wire extends Row, Record>(
  rows: readonly unknown[],
  kind: CrmKind,
  schema: z.ZodType<Wire>,
  map: (row: Wire) => Result<Record, ConnectorError>,
  put: (found: readonly Record[]) => Partial<CrmRecords>,
): CrmRecords {
  const found: Record[] = [];
  const gone: GoneRecord[] = [];
  const unmappable: CrmRecords['unmappable'][number][] = [];
  for (const row of rows) {
    const read = schema.safeParse(row);
    if (!read.success) {
      const field = read.error.issues[0]?.path.join('.') ?? kind;
      unmappable.push({ externalId: '', error: { kind: 'Unmappable', field, detail: `no ${kind} of Salesforce` } });
      continue;
    }
    const { Id, IsDeleted, SystemModstamp } = read.data;
    // A record that was merged lives on in another one and is kept as that.
    const isMerged = 'MasterRecordId' in read.data && read.data.MasterRecordId !== null;
    if (IsDeleted && !isMerged) {
      gone.push({ kind, externalId: Id, version: SystemModstamp });
      continue;
    }
    const mapped = map(read.data);
    if (mapped.ok) found.push(mapped.value);
    else unmappable.push({ externalId: Id, error: mapped.error });
  }
  return { ...NO_RECORDS, ...put(found), gone, unmappable };
}

export async function byIds(client: SalesforceClient, type: Mirrored, ids: readonly string[]): Reply<CrmRecords> {
  const found: CrmRecords[] = [];
  for (let start = 0; start < ids.length; start += IDS_MAX) {
    const part = soqlList(ids.slice(start, start + IDS_MAX));
    const rows = await client.query(`SELECT ${wire.FIELDS[type]} FROM ${type} WHERE Id IN ${part}`);
    if (!rows.ok) return rows;
    found.push(recordsOf(type, rows.value));
  }
  return ok(joinRecords(found));
}

/** Contracts with everything that belongs to them, in two calls. */
export async function contracts(client: SalesforceClient, ids: readonly string[]): Reply<CrmRecords> {
  const list = soqlList(ids);
  const own = await client.queries([
    `SELECT ${wire.FIELDS.Contract} FROM Contract WHERE Id IN ${list}`,
    `SELECT ${wire.FIELDS.Order} FROM Order WHERE ContractId IN ${list}`,
    `SELECT ${wire.FIELDS.OrderItem} FROM OrderItem WHERE Order.ContractId IN ${list}`,
  ]);
  if (!own.ok) return own;
  const [contractRows = [], orderRows = [], itemRows = []] = own.value;
  const records = joinRecords([
    recordsOf('Contract', contractRows),
    recordsOf('Order', orderRows),
    recordsOf('OrderItem', itemRows),
  ]);
  const around = await surroundings(
    client,
    records.contracts.map(({ accountExternalId }) => accountExternalId),
    records.changes.map(({ productExternalId }) => productExternalId),
  );
  if (!around.ok) return around;
  const known = new Set([...records.contracts, ...records.gone].map(({ externalId }) => externalId));
  const missing = ids.filter((id) => !known.has(id) && !records.unmappable.some(({ externalId }) => externalId === id));
  const gone = missing.map((externalId) => ({ kind: 'contract' as const, externalId, version: null }));
  return ok(joinRecords([around.value, records, { ...NO_RECORDS, gone, wholeContracts: ids }]));
}

/** The accounts, products and standard prices that others point to. */
async function surroundings(
  client: SalesforceClient,
  accountIds: readonly string[],
  productIds: readonly string[],
): Reply<CrmRecords> {
  const products = soqlList([...new Set(productIds)]);
  const read = await client.queries([
    `SELECT ${wire.FIELDS.Account} FROM Account WHERE Id IN ${soqlList([...new Set(accountIds)])}`,
    `SELECT ${wire.FIELDS.Product2} FROM Product2 WHERE Id IN ${products}`,
    `SELECT ${wire.FIELDS.PricebookEntry} FROM PricebookEntry WHERE Product2Id IN ${products}`,
  ]);
  if (!read.ok) return read;
  const [accounts = [], found = [], entries = []] = read.value;
  return ok(
    joinRecords([recordsOf('Account', accounts), recordsOf('Product2', found), recordsOf('PricebookEntry', entries)]),
  );
}

export async function productsByCodes(client: SalesforceClient, codes: readonly string[]): Reply<CrmRecords> {
  const list = soqlList(codes);
  const read = await client.queries([
    `SELECT ${wire.FIELDS.Product2} FROM Product2 WHERE ProductCode IN ${list}`,
    `SELECT ${wire.FIELDS.PricebookEntry} FROM PricebookEntry WHERE Product2.ProductCode IN ${list}`,
  ]);
  if (!read.ok) return read;
  const [products = [], prices = []] = read.value;
  return ok(joinRecords([recordsOf('Product2', products), recordsOf('PricebookEntry', prices)]));
}

export async function recordsOfNotice(client: SalesforceClient, body: string): Reply<CrmRecords | null> {
  const notice = readNotice(body);
  // evidence: docs: GAP_OVERFLOW says that the object is to be read anew; ids may be wildcards (salesforce.md, Change notification)
  if (notice.changeType === 'GAP_OVERFLOW' || notice.recordIds.some((id) => id.includes('*'))) return ok(null);
  switch (notice.entityName) {
    case 'Contract':
      return contracts(client, notice.recordIds);
    case 'Order':
      return contractsBehind(client, 'SELECT ContractId FROM Order WHERE Id IN', notice.recordIds);
    case 'OrderItem':
      return contractsBehind(client, 'SELECT Order.ContractId FROM OrderItem WHERE Id IN', notice.recordIds);
    case 'Account':
    case 'Product2':
    case 'PricebookEntry':
    case 'Opportunity':
      return byIds(client, notice.entityName, notice.recordIds);
    default:
      return ok(NO_RECORDS);
  }
}

async function contractsBehind(client: SalesforceClient, select: string, ids: readonly string[]): Reply<CrmRecords> {
  const rows = await client.query(`${select} ${soqlList(ids)}`);
  if (!rows.ok) return rows;
  const found = rows.value.flatMap((row) => {
    const { ContractId, Order } = wire.contractOf.parse(row);
    return ContractId ?? Order?.ContractId ?? [];
  });
  return found.length === 0 ? ok(NO_RECORDS) : contracts(client, [...new Set(found)]);
}

export async function deal(client: SalesforceClient, id: string): Reply<CrmDeal | null> {
  const read = await client.queries([
    `SELECT ${wire.FIELDS.Opportunity} FROM Opportunity WHERE Id = ${soqlText(id)}`,
    `SELECT ${wire.FIELDS.OpportunityLineItem} FROM OpportunityLineItem WHERE OpportunityId = ${soqlText(id)}`,
    `SELECT ContractId FROM Order WHERE OpportunityId = ${soqlText(id)} AND IsDeleted = false`,
  ]);
  if (!read.ok) return read;
  const [[row] = [], lineRows = [], [applied] = []] = read.value;
  if (row === undefined) return ok(null);
  const found = wire.opportunity.safeParse(row);
  const lines = wire.opportunityLine.array().safeParse(lineRows);
  if (!found.success || !lines.success) return fail({ kind: 'Unmappable', field: 'Opportunity', detail: id });
  if (found.data.IsDeleted) return ok(null);
  const opportunity = fromSalesforceOpportunity(found.data);
  if (!opportunity.ok) return opportunity;
  const sold = lines.data.filter(({ IsDeleted }) => !IsDeleted);
  const around = await surroundings(
    client,
    [opportunity.value.accountExternalId],
    sold.map(({ Product2Id }) => Product2Id),
  );
  if (!around.ok) return around;
  const appliedToExternalId = wire.contractOf.safeParse(applied).data?.ContractId ?? null;
  return fromSalesforceDeal(
    found.data,
    { sold, appliedToExternalId },
    { ...around.value, opportunities: [opportunity.value] },
  );
}

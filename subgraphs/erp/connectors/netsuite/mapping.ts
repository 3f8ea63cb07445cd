import type {
  DocumentKind,
  DocumentStatus,
  ErpAccount,
  ErpCustomer,
  ErpDimension,
  ErpDocument,
  ErpEntry,
  ErpEntryLine,
  ErpItem,
  ErpLegalEntity,
  ErpPeriod,
  ErpPrice,
} from '#erp/port.ts';
import { parseAmount } from '#schema/canonical/money.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { PeriodStatus } from '#schema/generated/erp.ts';
import type {
  AccountRow,
  CustomerRow,
  DimensionRow,
  ItemRow,
  LineRow,
  PeriodRow,
  PostingRow,
  PriceRow,
  SubsidiaryRow,
  TransactionRow,
} from './wire.ts';

type Mapped<Record> = Result<Record, ConnectorError>;

/** The subsidiary's name is its code: an account gives its subsidiaries short names such as US. */
export function fromNetSuiteSubsidiary(row: SubsidiaryRow): Mapped<ErpLegalEntity> {
  const { id, name, currency, version } = row;
  return ok({ externalId: id, version, raw: row, code: name, name, currency });
}

export function fromNetSuiteAccount(row: AccountRow): Mapped<ErpAccount> {
  const { id, acctnumber, name, isinactive, version } = row;
  return ok({ externalId: id, version, raw: row, number: acctnumber, name, active: !isinactive });
}

/** Items with their own of these base prices, which are by currency, the one of the smallest quantity first. */
export function fromNetSuiteItem(prices: readonly PriceRow[]) {
  const byItem = Map.groupBy(prices, ({ item }) => item);
  return (row: ItemRow): Mapped<ErpItem> => {
    const own = byItem.get(row.id) ?? [];
    return ok({
      externalId: row.id,
      version: row.version,
      raw: { ...row, pricing: own },
      code: row.externalid,
      name: row.displayname ?? row.itemid,
      active: !row.isinactive,
      incomeAccountExternalId: row.incomeaccount,
      deferredAccountExternalId: row.deferredrevenueaccount,
      deferralExternalId:
        row.revenuerecognitionrule === null ? null : dimensionKey('DEFERRAL', row.revenuerecognitionrule),
      basePrices: basePricesOf(own),
    });
  };
}

function basePricesOf(rows: readonly PriceRow[]): readonly ErpPrice[] {
  const found = new Map<string, ErpPrice>();
  for (const { currency, unitprice } of rows) {
    if (unitprice !== null && !found.has(currency)) found.set(currency, { currency, unitPrice: unitprice });
  }
  return [...found.values()];
}

/** The vendor numbers each of its tables from one, so the kind is part of the id. */
function dimensionKey(kind: ErpDimension['kind'], id: string): string {
  return `${kind}/${id}`;
}

export function fromNetSuiteDimension(kind: ErpDimension['kind']) {
  return (row: DimensionRow): Mapped<ErpDimension> => {
    const { id, name, isinactive, version } = row;
    return ok({ externalId: dimensionKey(kind, id), version, raw: row, kind, name, active: !isinactive });
  };
}

// evidence: docs: closed, allLocked, arLocked; receivables test arLocked or closed (netsuite.md, Lifecycle calls)
export function fromNetSuitePeriod(row: PeriodRow): Mapped<ErpPeriod> {
  const { id, periodname, startdate, enddate, version } = row;
  const key = startdate.slice(0, 'YYYY-MM'.length);
  if (enddate.slice(0, 'YYYY-MM'.length) !== key || !startdate.endsWith('-01')) {
    return unmappable('enddate', `${periodname} is no calendar month`);
  }
  return ok({
    externalId: id,
    version,
    raw: row,
    key,
    name: periodname,
    startsOn: startdate,
    endsOn: enddate,
    status: periodStatus(row),
  });
}

function periodStatus({ closed, alllocked, arlocked }: PeriodRow): PeriodStatus {
  if (closed || alllocked) return 'CLOSED';
  return arlocked ? 'AR_LOCKED' : 'OPEN';
}

export function fromNetSuiteCustomer(row: CustomerRow): Mapped<ErpCustomer> {
  const { id, name, legalentity, customerid, parent, version } = row;
  const whose = { customerId: customerid, name, legalEntity: legalentity, parentExternalId: parent };
  return ok({ externalId: id, version, raw: row, ...whose });
}

const KINDS: ReadonlyMap<string, ErpEntry['kind']> = new Map<string, ErpEntry['kind']>([
  ['CustInvc', 'INVOICE'],
  ['CustCred', 'CREDIT_MEMO'],
  ['CustPymt', 'PAYMENT'],
  ['CustRfnd', 'REFUND'],
  ['Journal', 'JOURNAL'],
]);

/** The types of transaction that are mirrored, as SuiteQL names them. */
export const TRANSACTION_TYPES: readonly string[] = [...KINDS.keys()];

// evidence: 2nd: letters of SuiteQL's status by type (sandbox README, Quirks); a letter that is not here is UNKNOWN
const STATUSES: ReadonlyMap<string, DocumentStatus> = new Map<string, DocumentStatus>([
  ['CustInvc A', 'POSTED'],
  ['CustInvc B', 'POSTED'],
  ['CustInvc D', 'ACCEPTED'],
  ['CustInvc V', 'REVERSED'],
  ['CustCred A', 'POSTED'],
  ['CustCred B', 'POSTED'],
  ['CustCred V', 'REVERSED'],
  ['CustPymt A', 'ACCEPTED'],
  ['CustPymt B', 'POSTED'],
  ['CustPymt C', 'POSTED'],
  ['CustPymt V', 'REVERSED'],
  ['CustRfnd A', 'POSTED'],
  ['CustRfnd V', 'REVERSED'],
]);

const VOIDED = 'V';

/** A transaction with what belongs to it. */
export interface WholeTransaction {
  readonly row: TransactionRow;
  readonly lines: readonly LineRow[];
  readonly postings: readonly PostingRow[];
}

/** The document of receivables that a transaction is; null for a journal. */
export function fromNetSuiteDocument({ row, lines }: WholeTransaction): Mapped<ErpDocument | null> {
  const kind = KINDS.get(row.type);
  if (kind === undefined) return unmappable('type', `${row.type} is no document of receivables`);
  if (kind === 'JOURNAL') return ok(null);
  const legalEntity = lines[0]?.legalentity;
  if (legalEntity === undefined) return unmappable('subsidiary', `${row.tranid} has no lines`);
  const total = parseAmount(row.foreigntotal ?? '', row.currency);
  const open = openMinor(kind, row);
  if (total === null || open === null)
    return unmappable('foreigntotal', `${row.tranid} has no amount of ${row.currency}`);
  return ok({
    externalId: row.id,
    version: row.version,
    raw: row,
    kind,
    documentId: row.source,
    number: row.tranid,
    status: statusOf(row),
    legalEntity,
    customerExternalId: row.entity,
    contractId: contractOf(row, lines),
    period: row.period,
    currency: row.currency,
    // evidence: 2nd: totals of credit memos and payments are below zero in SuiteQL (sandbox README, Quirks)
    totalMinor: kind === 'INVOICE' || kind === 'REFUND' ? total.minor : -total.minor,
    openMinor: open,
    issuedOn: row.trandate,
    dueOn: row.duedate,
    postedAt: row.created,
  });
}

function statusOf({ type, status, reversal }: TransactionRow): DocumentStatus {
  // evidence: ?: a status that is not known is never final
  const known = STATUSES.get(`${type} ${status ?? ''}`) ?? 'UNKNOWN';
  // What we took back stands there as it was, with our mark on it.
  return reversal !== null && known === 'POSTED' ? 'REVERSED' : known;
}

/** Lines say it of a sale, the document itself of money. */
function contractOf({ contract }: TransactionRow, lines: readonly LineRow[]): string | null {
  return contract ?? onlyOne(lines.map((line) => line.contract));
}

function openMinor(kind: DocumentKind, row: TransactionRow): bigint | null {
  // A transaction on which nothing is open has no such column.
  const text = (kind === 'INVOICE' ? row.foreignamountunpaid : row.foreignpaymentamountunused) ?? '0';
  const open = parseAmount(text, row.currency);
  if (open === null) return null;
  return kind === 'INVOICE' ? open.minor : -open.minor;
}

/** What a transaction did to the general ledger; null for one that is not posted. A voided one moves nothing any more. */
export function fromNetSuiteEntry({ row, lines, postings }: WholeTransaction): Mapped<ErpEntry | null> {
  const kind = KINDS.get(row.type);
  const [first] = lines;
  if (kind === undefined || first === undefined) return unmappable('type', `${row.tranid} is no entry`);
  if (row.period === null || (postings.length === 0 && row.status !== VOIDED)) return ok(null);
  const entryLines: ErpEntryLine[] = [];
  for (const posting of postings) {
    const line = entryLine(posting, lines, { position: entryLines.length + 1, currency: first.currency });
    if (!line.ok) return line;
    if (line.value !== null) entryLines.push(line.value);
  }
  return ok({
    externalId: row.id,
    version: row.version,
    raw: row,
    kind,
    number: row.tranid,
    legalEntity: first.legalentity,
    postedOn: row.trandate,
    period: row.period,
    currency: first.currency,
    sourceDocumentId: row.source,
    contractId: contractOf(row, lines),
    byHand: kind === 'JOURNAL' && row.key === null,
    memo: row.memo,
    lines: entryLines,
  });
}

/** Null for a line of nothing. */
function entryLine(
  posting: PostingRow,
  lines: readonly LineRow[],
  { position, currency }: { readonly position: number; readonly currency: string },
): Mapped<ErpEntryLine | null> {
  // Of the two sides the vendor leaves the empty one out.
  const debit = parseAmount(posting.debit ?? '0', currency);
  const credit = parseAmount(posting.credit ?? '0', currency);
  if (debit === null || credit === null) return unmappable('debit', `transaction ${posting.transaction}`);
  if (debit.minor === 0n && credit.minor === 0n) return ok(null);
  const own = lines.find(({ line }) => line === posting.line);
  return ok({
    position,
    accountExternalId: posting.account,
    debitMinor: debit.minor,
    creditMinor: credit.minor,
    contractId: own?.contract ?? null,
    obligationId: own?.obligation ?? null,
  });
}

/** The one value that is there; null when there are several or none. */
function onlyOne(values: readonly (string | null)[]): string | null {
  const found = new Set(values.filter((value) => value !== null));
  const [first = null] = found;
  return found.size === 1 ? first : null;
}

function unmappable(field: string, detail: string): Result<never, ConnectorError> {
  return fail({ kind: 'Unmappable', field, detail });
}

import type { Books } from '../books.ts';
import { type Decimal, fromMinor, negate } from '../decimal.ts';
import { ITEM_TYPES } from '../record-types.ts';
import { decimalOf, type Fields, type GlLine, isTrue, nameOf, type StoredRecord, textOf } from '../records.ts';
import { statusOf } from '../show-record.ts';
import { dateOf, flagOf, numberField, refField, textField } from './columns.ts';
import { type Table, tableOf } from './table.ts';
import { type Cell, instant, numberOf, whole } from './value.ts';

interface TransactionKind {
  readonly code: string;
  readonly label: string;
  /** Which way the document moves receivables: amounts of credit memos and payments are negative. evidence: [?] */
  readonly side: 1 | -1;
  /** Status codes by the word of the record service. evidence: [?] */
  readonly statuses: Readonly<Record<string, string>>;
}

const KINDS: ReadonlyMap<string, TransactionKind> = new Map<string, TransactionKind>([
  [
    'invoice',
    { code: 'CustInvc', label: 'Invoice', side: 1, statuses: { Open: 'A', 'Paid In Full': 'B', Voided: 'V' } },
  ],
  [
    'creditMemo',
    { code: 'CustCred', label: 'Credit Memo', side: -1, statuses: { Open: 'A', 'Fully Applied': 'B', Voided: 'V' } },
  ],
  [
    'customerPayment',
    { code: 'CustPymt', label: 'Payment', side: -1, statuses: { 'Not Deposited': 'B', Deposited: 'C', Voided: 'V' } },
  ],
  ['customerRefund', { code: 'CustRfnd', label: 'Customer Refund', side: 1, statuses: { Issued: 'A', Voided: 'V' } }],
  [
    'journalEntry',
    {
      code: 'Journal',
      label: 'Journal',
      side: 1,
      statuses: { 'Pending Approval': 'A', 'Approved for Posting': 'B', Voided: 'V' },
    },
  ],
]);

function kindOf({ type }: StoredRecord): TransactionKind {
  const kind = KINDS.get(type);
  if (kind === undefined) throw new Error(`${type} is no transaction.`);
  return kind;
}

interface LineRow {
  readonly transaction: StoredRecord;
  readonly fields: Fields;
  readonly line: number;
}

interface PostingRow {
  readonly transaction: StoredRecord;
  readonly posting: GlLine;
}

export function transactionTables(books: Books): [string, Table][] {
  return [
    ['transaction', transactionTable(books)],
    ['transactionline', lineTable(books)],
    ['transactionaccountingline', postingTable(books)],
  ];
}

function transactionTable(books: Books): Table {
  const party = (record: StoredRecord) => textOf(record.fields, 'entity') ?? textOf(record.fields, 'customer');
  const amount = (read: (record: StoredRecord) => Decimal | null) => ({ read });
  return tableOf(
    () => books.records.space('transaction'),
    {
      id: { read: ({ id }) => numberOf(id) },
      externalid: { read: ({ externalId }) => externalId },
      tranid: textField('tranId'),
      type: { read: (record) => kindOf(record).code, display: (record) => kindOf(record).label },
      trandate: dateOf('tranDate'),
      duedate: dateOf('dueDate'),
      postingperiod: refField('postingPeriod', ['accountingPeriod'], books),
      entity: { read: (record) => numberOf(party(record)), display: (record) => customerName(party(record), books) },
      currency: refField('currency', ['currency'], books),
      exchangerate: numberField('exchangeRate'),
      foreigntotal: amount((record) => sided(record, decimalOf(record.fields, 'total'))),
      total: amount((record) => totalInBase(record, books)),
      foreignamountunpaid: amount((record) => (record.type === 'invoice' ? unpaid(record, books) : null)),
      foreignamountpaid: amount((record) =>
        record.type === 'invoice' ? minorOf(books.paidOf(record), record, books) : null,
      ),
      foreignpaymentamountunused: amount((record) => unused(record, books)),
      status: {
        read: (record) => kindOf(record).statuses[statusOf(record, books)] ?? null,
        display: (record) => `${kindOf(record).label} : ${statusOf(record, books)}`,
      },
      posting: { read: ({ gl }) => (gl.length > 0 ? 'T' : 'F') },
      approved: { read: ({ type, fields }) => (type !== 'journalEntry' || isTrue(fields, 'approved') ? 'T' : 'F') },
      memo: textField('memo'),
      otherrefnum: textField('otherRefNum'),
      createddate: { read: ({ createdAt }) => instant(createdAt) },
      lastmodifieddate: { read: ({ modifiedAt }) => instant(modifiedAt) },
      custbody_revgraph_key: textField('custbody_revgraph_key'),
      custbody_revgraph_source: textField('custbody_revgraph_source'),
      custbody_revgraph_contract: textField('custbody_revgraph_contract'),
      custbody_revgraph_reversal: textField('custbody_revgraph_reversal'),
      voided: flagOf('voided'),
    },
    {
      id: (id) => transactionOf(id, books),
      externalid: (externalId) =>
        [...KINDS.keys()].flatMap((type) => books.records.byExternalId(type, externalId) ?? []),
    },
  );
}

function lineTable(books: Books): Table {
  return tableOf(
    () => books.records.space('transaction').flatMap(linesOf),
    {
      transaction: { read: ({ transaction }) => numberOf(transaction.id) },
      id: { read: ({ line }) => whole(line) },
      linesequencenumber: { read: ({ line }) => whole(line) },
      mainline: { read: ({ line }) => (line === 0 ? 'T' : 'F') },
      taxline: { read: () => 'F' },
      item: refField('item', ITEM_TYPES, books),
      quantity: { read: ({ transaction, fields }) => lineSided(transaction, decimalOf(fields, 'quantity')) },
      rate: numberField('rate'),
      foreignamount: { read: (row) => lineAmount(row) },
      netamount: { read: (row) => netAmount(row, books) },
      subsidiary: {
        read: ({ transaction }) => numberOf(textOf(transaction.fields, 'subsidiary')),
        display: ({ transaction }) => subsidiaryName(transaction, books),
      },
      entity: {
        read: ({ transaction, fields }) => numberOf(textOf(fields, 'entity') ?? textOf(transaction.fields, 'entity')),
      },
      expenseaccount: {
        read: ({ transaction, line }) =>
          numberOf(transaction.gl.find((posting) => posting.line === line)?.account ?? null),
      },
      memo: { read: ({ fields }) => textOf(fields, 'memo') ?? textOf(fields, 'description') },
      department: refField('department', ['department'], books),
      class: refField('class', ['classification'], books),
      location: refField('location', ['location'], books),
      taxcode: refField('taxCode', ['salesTaxItem'], books),
      custcol_revgraph_revenue_account: refField('custcol_revgraph_revenue_account', ['account'], books),
      custcol_revgraph_deferral: refField('custcol_revgraph_deferral', ['revenueRecognitionRule'], books),
      revrecstartdate: dateOf('revRecStartDate'),
      revrecenddate: dateOf('revRecEndDate'),
      custcol_revgraph_obligation: textField('custcol_revgraph_obligation'),
      custcol_revgraph_contract: textField('custcol_revgraph_contract'),
    },
    { transaction: (id) => transactionOf(id, books).flatMap(linesOf) },
  );
}

function postingTable(books: Books): Table {
  const side = (text: string, { transaction }: PostingRow) =>
    text === '0' ? null : baseAmount(BigInt(text), transaction, books);
  return tableOf(
    () => books.records.space('transaction').flatMap(postingsOf),
    {
      transaction: { read: ({ transaction }) => numberOf(transaction.id) },
      // A rounding or exchange difference belongs to the document as a whole.
      transactionline: { read: ({ posting }) => whole(posting.line ?? 0) },
      account: {
        read: ({ posting }) => numberOf(posting.account),
        display: ({ posting }) => accountName(posting.account, books),
      },
      accountingbook: { read: () => whole(1) },
      debit: { read: (row) => side(row.posting.debit, row) },
      credit: { read: (row) => side(row.posting.credit, row) },
      amount: {
        read: ({ transaction, posting }) =>
          baseAmount(BigInt(posting.debit) - BigInt(posting.credit), transaction, books),
      },
      posting: { read: () => 'T' },
    },
    { transaction: (id) => transactionOf(id, books).flatMap(postingsOf) },
  );
}

function transactionOf(id: string, books: Books): readonly StoredRecord[] {
  return [...KINDS.keys()].flatMap((type) => books.records.get(type, id) ?? []);
}

/** Line 0 is the document itself; the others are its items or journal lines. */
function linesOf(transaction: StoredRecord): LineRow[] {
  const lines = transaction.sublists['item'] ?? transaction.sublists['line'] ?? [];
  return [
    { transaction, fields: transaction.fields, line: 0 },
    ...lines.map((fields, index) => ({ transaction, fields, line: Number(textOf(fields, 'line') ?? index + 1) })),
  ].filter(({ line }) => line > 0 || transaction.type !== 'journalEntry');
}

function postingsOf(transaction: StoredRecord): PostingRow[] {
  return transaction.gl.map((posting) => ({ transaction, posting }));
}

function sided(record: StoredRecord, amount: Decimal | null): Decimal | null {
  return amount === null || kindOf(record).side === 1 ? amount : negate(amount);
}

/** Lines stand on the other side of the document: those of an invoice are credits, so negative. evidence: 2nd */
function lineSided(transaction: StoredRecord, amount: Decimal | null): Decimal | null {
  if (amount === null || transaction.type === 'journalEntry') return amount;
  return kindOf(transaction).side === 1 ? negate(amount) : amount;
}

function lineAmount({ transaction, fields, line }: LineRow): Decimal | null {
  if (transaction.type === 'journalEntry') {
    const credit = decimalOf(fields, 'credit');
    return decimalOf(fields, 'debit') ?? (credit === null ? null : negate(credit));
  }
  return line === 0
    ? sided(transaction, decimalOf(fields, 'total'))
    : lineSided(transaction, decimalOf(fields, 'amount'));
}

function netAmount({ transaction, line }: LineRow, books: Books): Cell {
  const posting = transaction.gl.find((candidate) => candidate.line === line);
  return posting === undefined ? null : baseAmount(BigInt(posting.debit) - BigInt(posting.credit), transaction, books);
}

function totalInBase(record: StoredRecord, books: Books): Decimal | null {
  if (record.fields['total'] === undefined) return null;
  return sided(record, baseAmount(books.toBase(books.totalOf(record), record), record, books));
}

function baseAmount(minor: bigint, { fields }: StoredRecord, books: Books): Decimal {
  return fromMinor(minor, books.digits(books.baseCurrency(textOf(fields, 'subsidiary') ?? '')));
}

function minorOf(minor: bigint, { fields }: StoredRecord, books: Books): Decimal {
  return fromMinor(minor, books.digits(textOf(fields, 'currency') ?? ''));
}

function unpaid(record: StoredRecord, books: Books): Decimal {
  return minorOf(books.totalOf(record) - books.paidOf(record), record, books);
}

function unused(record: StoredRecord, books: Books): Decimal | null {
  if (record.type !== 'creditMemo' && record.type !== 'customerPayment') return null;
  return minorOf(books.unusedOf(record), record, books);
}

function customerName(id: string | null, books: Books): Cell {
  const customer = books.records.get('customer', id ?? '');
  return customer === undefined ? null : nameOf(customer);
}

function subsidiaryName({ fields }: StoredRecord, books: Books): Cell {
  const subsidiary = books.records.get('subsidiary', textOf(fields, 'subsidiary') ?? '');
  return subsidiary === undefined ? null : nameOf(subsidiary);
}

function accountName(id: string, books: Books): Cell {
  const account = books.records.get('account', id);
  return account === undefined ? null : `${textOf(account.fields, 'acctNumber')} ${nameOf(account)}`;
}

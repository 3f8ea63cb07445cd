import { fail, type Result } from '#schema/errors/result.ts';
import { type CsvRecord, readCsvText } from './csv-text.ts';
import { FAULTS_MAX, type Fault } from './fault.ts';
import { type ReadContracts, readContracts } from './read-contract.ts';

/** Every column there is; a table names those it needs, in any order. */
const COLUMNS = [
  ...['contract', 'customer', 'entity', 'currency', 'signedOn', 'opportunity', 'recordedAt'],
  ...['type', 'key', 'on', 'change', 'line', 'product', 'quantity', 'unitPrice', 'pricePer', 'from', 'to'],
  ...['method', 'kind', 'ssp', 'sspLow', 'sspHigh', 'amount', 'lineCurrency', 'rate', 'percent', 'evidence'],
  ...['invoice', 'correctsInvoice', 'amendment', 'documents', 'tax', 'settledOn'],
];
const LINE_FIELDS = ['product', 'quantity', 'unitPrice', 'pricePer', 'from', 'to', 'method', 'kind', 'amount'];
const CONTRACT_FIELDS = ['customer', 'entity', 'currency', 'signedOn', 'opportunity', 'recordedAt'];
const EVENT_FIELDS = ['key', 'on', 'recordedAt'];

/** In place of a standalone price: the line takes what the others leave, from `sspLow` to `sspHigh`. */
const RESIDUAL = 'residual';

type Row = ReadonlyMap<string, string>;
type Json = Record<string, unknown>;
interface Numbered {
  readonly line: number;
  readonly row: Row;
}

/**
 * Reads the text of a `contract.csv`: one row an event line. Rows of one contract, type and key are one event, and what
 * an event has once is taken from its first row. It is made into what a `contract.json` says, and read like that; a
 * fault's path is the line of the table and the column.
 */
export function readContractCsv(text: string): Result<ReadContracts, readonly Fault[]> {
  const records = readCsvText(text);
  if (!records.ok) return fail([records.error]);
  const [header, ...body] = records.value;
  if (header === undefined) return fail([{ code: 'EMPTY', path: '', message: 'The file is empty.' }]);
  const wrong = [...headerFaults(header), ...body.flatMap((record) => widthFaults(record, header.cells.length))];
  if (wrong.length > 0) return fail(wrong.slice(0, FAULTS_MAX));
  const rows = body.map(({ line, cells }): Numbered => ({ line, row: namedCells(header.cells, cells) }));
  const lost = rows.filter(({ row }) => !row.has('contract'));
  if (lost.length > 0) {
    const faults = lost.map(({ line }) => wrongShape(`row ${line}.contract`, 'is empty: name the contract.'));
    return fail(faults.slice(0, FAULTS_MAX));
  }
  const rowOf = new Map<string, number>();
  const contracts = [...Map.groupBy(rows, ({ row }) => row.get('contract') ?? '')].map(([contract, own], index) =>
    contractOf(contract, own, { path: `contracts[${index}]`, rowOf }),
  );
  const read = readContracts({ contracts });
  if (!read.ok) return fail(read.error.map((fault) => ({ ...fault, path: inTable(fault.path, rowOf) })));
  const places = new Map([...read.value.places].map(([name, path]) => [name, inTable(path, rowOf)]));
  return { ok: true, value: { ...read.value, places } };
}

function headerFaults({ cells, line }: CsvRecord): readonly Fault[] {
  const unknown = cells.filter((name, index) => !COLUMNS.includes(name) || cells.indexOf(name) !== index);
  if (unknown.length === 0) return [];
  const named = unknown
    .map((name) => name.slice(0, 40))
    .slice(0, 5)
    .join(', ');
  const message = `no column, or one named twice: ${named}. Columns: ${COLUMNS.join(', ')}.`;
  return [{ code: 'NOT_CSV', path: `row ${line}`, message }];
}

function widthFaults({ line, cells }: CsvRecord, width: number): readonly Fault[] {
  if (cells.length === width) return [];
  return [
    { code: 'NOT_CSV', path: `row ${line}`, message: `has ${cells.length} cells where the header has ${width}.` },
  ];
}

function namedCells(header: readonly string[], cells: readonly string[]): Row {
  const named = header.map((name, index) => [name, (cells[index] ?? '').trim()] as const);
  return new Map(named.filter(([, cell]) => cell !== ''));
}

interface Table {
  readonly path: string;
  /** The line of the table that a place of the JSON was made from. */
  readonly rowOf: Map<string, number>;
}

function contractOf(contract: string, rows: readonly Numbered[], { path, rowOf }: Table): Json {
  const lines = rows.filter(({ row }) => !row.has('type') || row.get('type') === 'contract');
  const first = lines[0] ?? rows[0];
  if (first !== undefined) rowOf.set(path, first.line);
  const told = rows.filter(({ row }) => row.has('type') && row.get('type') !== 'contract');
  const events = Map.groupBy(told, ({ line, row }) => `${row.get('type')}\n${row.get('key') ?? line}`);
  return {
    contract,
    ...picked(first?.row, CONTRACT_FIELDS),
    rates: ratesOf(rows),
    lines: lines.map((one, index) => lineOf(one, { path: `${path}.lines[${index}]`, rowOf })),
    events: [...events.values()].map((own, index) => eventOf(own, { path: `${path}.events[${index}]`, rowOf })),
  };
}

/** What is the same on all rows that name the currency; a second, other rate is a fault by its text. */
function ratesOf(rows: readonly Numbered[]): Json {
  const byCurrency = Map.groupBy(
    rows.filter(({ row }) => row.has('rate')),
    ({ row }) => row.get('lineCurrency') ?? '',
  );
  return Object.fromEntries(
    [...byCurrency].map(([currency, own]) => [
      currency,
      [...new Set(own.map(({ row }) => row.get('rate')))].join(' or '),
    ]),
  );
}

function lineOf({ line, row }: Numbered, { path, rowOf }: Table): Json {
  rowOf.set(path, line);
  const [low, point, high] = [row.get('sspLow'), row.get('ssp'), row.get('sspHigh')];
  const range = point === RESIDUAL ? { residual: { low, high } } : { low, point, high };
  const ssp = low === undefined && high === undefined ? point : range;
  return {
    ...picked(row, LINE_FIELDS),
    ...given('key', row.get('line')),
    ...given('currency', row.get('lineCurrency')),
    ...given('ssp', ssp),
  };
}

function eventOf(rows: readonly Numbered[], table: Table): Json {
  const [first] = rows;
  if (first === undefined) return {};
  table.rowOf.set(table.path, first.line);
  const { row } = first;
  const type = row.get('type');
  const common = { type, ...picked(row, EVENT_FIELDS) };
  switch (type) {
    case 'amendment':
      return { ...common, ...amendmentOf(rows, table) };
    case 'progress':
    case 'milestone':
      return { ...common, ...picked(row, ['line', 'percent', 'evidence']) };
    case 'usage':
      return { ...common, ...picked(row, ['product', 'amount', 'from', 'to']) };
    case 'cancellation':
      return {
        ...common,
        ...given('refund', row.get('amount')),
        ...picked(row, ['settledOn']),
        ...listOf('creditMemos', row),
      };
    default:
      return { ...common, ...documentOf(rows, table) };
  }
}

function documentOf(rows: readonly Numbered[], { path, rowOf }: Table): Json {
  const row = rows[0]?.row;
  const lines = rows.map(({ line, row: own }, index) => {
    rowOf.set(`${path}.lines[${index}]`, line);
    return picked(own, ['product', 'amount', 'from', 'to']);
  });
  const corrects = row?.get('correctsInvoice');
  const isYes = corrects === 'yes' ? true : corrects === 'no' ? false : corrects;
  return { ...picked(row, ['invoice', 'tax', 'amendment']), ...given('correctsInvoice', isYes), lines };
}

/** `change` says what a row does: add or remove a line, change the price, or concede for what was given. */
function amendmentOf(rows: readonly Numbered[], { path, rowOf }: Table): Json {
  const of = (change: string) => rows.filter(({ row }) => (row.get('change') ?? 'add') === change);
  const added = of('add').map((one, index) => lineOf(one, { path: `${path}.added[${index}]`, rowOf }));
  const removed = of('remove').map(({ line, row }, index) => {
    rowOf.set(`${path}.removed[${index}]`, line);
    return { ...picked(row, ['product', 'quantity', 'from', 'to']), ...given('credit', row.get('amount')) };
  });
  const amountOf = (change: string) => of(change)[0]?.row.get('amount');
  const unknown = rows.map(({ row }) => row.get('change') ?? 'add').find((change) => !CHANGES.has(change));
  return {
    added,
    removed,
    ...given('priceChange', amountOf('price')),
    ...given('concession', amountOf('concession')),
    // Not in the shape of an amendment, so that it is told as unknown.
    ...(unknown === undefined ? {} : { [`change ${unknown}`]: true }),
    ...(rows[0] === undefined ? {} : listOf('documents', rows[0].row)),
  };
}

const CHANGES: ReadonlySet<string> = new Set(['add', 'remove', 'price', 'concession']);

/** `documents` has keys with a semicolon between them. */
function listOf(field: string, row: Row): Json {
  const text = row.get('documents');
  return text === undefined ? {} : { [field]: text.split(';').map((part) => part.trim()) };
}

function picked(row: Row | undefined, fields: readonly string[]): Json {
  return Object.fromEntries(fields.flatMap((field) => (row?.has(field) ? [[field, row.get(field)]] : [])));
}

function given(field: string, value: unknown): Json {
  return value === undefined ? {} : { [field]: value };
}

function wrongShape(path: string, message: string): Fault {
  return { code: 'WRONG_SHAPE', path, message };
}

/** `contracts[0].lines[2].to` as `row 7.to`; what belongs to no row of its own by the one around it. */
function inTable(path: string, rowOf: ReadonlyMap<string, number>): string {
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
    const row = rowOf.get(path.slice(0, end));
    if (row !== undefined) return `row ${row}${path.slice(end)}`;
  }
  return path;
}

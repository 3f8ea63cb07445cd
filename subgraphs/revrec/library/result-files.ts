import { minorDigits } from '#schema/canonical/currency.ts';
import { formatAmount, money } from '#schema/canonical/money.ts';
import { formatRatio, type Ratio } from '#schema/canonical/ratio.ts';
import { type CsvCell, writeCsv } from './csv-text.ts';
import { inCurrency, printDerivations } from './explanation.ts';
import type { Recognition, RecognizedContract } from './recognize.ts';

/**
 * A run's files by name, each as pieces of text, one a contract: all of a large run is longer than a text may be. The same
 * recognition gives the same bytes.
 */
export function resultFiles(recognition: Recognition): ReadonlyMap<string, Iterable<string>> {
  const { contracts, engineVersion } = recognition;
  const pieces = (first: string, pieceOf: (one: RecognizedContract, index: number) => string, last = '') =>
    piecesOf(contracts, { first, pieceOf, last });
  const head = `{"engineVersion":${JSON.stringify(engineVersion)},"contracts":[\n`;
  return new Map([
    ['schedule.csv', pieces(writeCsv([SCHEDULE_COLUMNS]), scheduleRows)],
    ['journals.csv', pieces(writeCsv([JOURNAL_COLUMNS]), journalRows)],
    ['explanation.txt', pieces('', (one) => `${printDerivations(one)}\n`)],
    ['result.json', pieces(head, (one, index) => `${index === 0 ? '' : ',\n'}${jsonOf(one)}`, '\n]}\n')],
  ]);
}

function* piecesOf(
  contracts: readonly RecognizedContract[],
  told: {
    readonly first: string;
    readonly pieceOf: (one: RecognizedContract, index: number) => string;
    readonly last: string;
  },
): Generator<string> {
  yield told.first;
  for (const [index, one] of contracts.entries()) yield told.pieceOf(one, index);
  yield told.last;
}

const SCHEDULE_COLUMNS = [
  ...['signed contract', 'contract', 'obligation', 'product', 'period', 'amount', 'cumulative', 'currency'],
  ...['state', 'derivation'],
];
const JOURNAL_COLUMNS = [
  ...['entity', 'period', 'origin period', 'contract', 'obligation', 'role', 'debit', 'credit', 'currency'],
  ...['layer', 'cause', 'derivation'],
];

function amount(minor: bigint, { currency }: RecognizedContract): CsvCell {
  return { figure: formatAmount(money(minor, currency)) };
}

function scheduleRows(one: RecognizedContract): string {
  return writeCsv(
    one.schedule.map(({ contract, obligation, product, period, amountMinor, cumulativeMinor, state, derivation }) => [
      ...[one.contract, contract, obligation, product, period],
      ...[amount(amountMinor, one), amount(cumulativeMinor, one)],
      ...[one.currency, state, derivation],
    ]),
  );
}

function journalRows(one: RecognizedContract): string {
  return writeCsv(
    one.journals.map((line) => [
      ...[line.entity, line.period, line.originPeriod, line.contract, line.obligation ?? '', line.role],
      ...[amount(line.debitMinor, one), amount(line.creditMinor, one)],
      ...[one.currency, line.layer, line.cause, line.derivation],
    ]),
  );
}

function jsonOf(one: RecognizedContract): string {
  return JSON.stringify(wire(one, one.currency));
}

/** Money as `{ minor, currency, exponent }`, fractions as text such as `15/29`: no JSON number holds an amount. */
function wire(value: unknown, currency: string): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map((one) => wire(one, currency));
  if (typeof value !== 'object' || value === null) return value;
  if (isRatio(value)) return formatRatio(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      typeof member === 'bigint' && name.endsWith('Minor')
        ? [name.slice(0, -'Minor'.length), { minor: member.toString(), currency, exponent: minorDigits(currency) }]
        : [name, wire(member, currency)],
    ),
  );
}

function isRatio(value: object): value is Ratio {
  return 'n' in value && 'd' in value && typeof value.n === 'bigint' && typeof value.d === 'bigint';
}

/** What a run came to, a few lines for a person. Totals are by currency, never across. */
export function summaryOf({ contracts, engineVersion }: Recognition): readonly string[] {
  const byCurrency = Map.groupBy(contracts, ({ currency }) => currency);
  const totals = [...byCurrency].flatMap(([currency, own]) => {
    const balances = own.flatMap((one) => one.balances);
    const total = (figureOf: (balance: (typeof balances)[number]) => bigint) =>
      inCurrency(
        { currency },
        balances.reduce((all, balance) => all + figureOf(balance), 0n),
      );
    const revenueMinor = own.flatMap((one) => one.schedule).reduce((all, { amountMinor }) => all + amountMinor, 0n);
    const days = [...new Set(own.map(({ balancesOn }) => balancesOn))].toSorted();
    return [
      `${currency}: ${count(own.length)}, schedules sum to ${inCurrency({ currency }, revenueMinor)}`,
      `  at the end of ${days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}, each contract at its own`}:`,
      `  contracted ${total(({ contractedMinor }) => contractedMinor)}`,
      `  billed     ${total(({ billedMinor }) => billedMinor)}`,
      `  recognised ${total(({ recognizedMinor }) => recognizedMinor)}`,
      `  deferred   ${total(({ deferredMinor }) => deferredMinor)}`,
      `  unbilled   ${total(({ unbilledMinor }) => unbilledMinor)}`,
    ];
  });
  const rows = contracts.reduce((all, { schedule }) => all + schedule.length, 0);
  const lines = contracts.reduce((all, { journals }) => all + journals.length, 0);
  const [first] = contracts;
  const hash = contracts.length === 1 && first !== undefined ? [`replay hash ${first.replayHash}`] : [];
  return [
    `${count(contracts.length)}, ${rows} schedule rows, ${lines} journal lines, engine ${engineVersion}`,
    ...totals,
    ...hash,
  ];
}

function count(contracts: number): string {
  return contracts === 1 ? '1 contract' : `${contracts} contracts`;
}

import { compareDecimals, Decimal, parseDecimal } from '../decimal.ts';

/** An instant or a civil date. A class, so that it can be told apart from text. */
export class Moment {
  /** `YYYY-MM-DDTHH:MM:SS`, in the account's time zone, which is UTC here. */
  readonly iso: string;
  readonly hasTime: boolean;

  constructor(iso: string, hasTime: boolean) {
    this.iso = iso;
    this.hasTime = hasTime;
  }

  // evidence: 2nd: dates leave SuiteQL in the user's own format, M/D/YYYY unless it was changed.
  toString(): string {
    const [year = '', month = '', day = ''] = this.iso.slice(0, 10).split('-');
    return `${Number(month)}/${Number(day)}/${year}`;
  }
}

/** What a column or an expression can be. Truth is kept as `T` and `F`, as in NetSuite. */
export type Cell = null | string | Decimal | Moment;

export function civilDate(text: string): Moment {
  return new Moment(`${text}T00:00:00`, false);
}

/** From an RFC 3339 instant in UTC; fractions of a second are dropped. */
export function instant(text: string): Moment {
  return new Moment(text.slice(0, 19), true);
}

export function whole(count: number): Decimal {
  return new Decimal(BigInt(count), 0);
}

/** Below zero, zero or above zero; null when one of them is nothing or they cannot be compared. */
export function compareCells(a: Cell, b: Cell): number | null {
  if (a === null || b === null) return null;
  if (a instanceof Decimal || b instanceof Decimal) {
    const left = numberOf(a);
    const right = numberOf(b);
    return left === null || right === null ? null : compareDecimals(left, right);
  }
  const left = sortable(a, b instanceof Moment);
  const right = sortable(b, a instanceof Moment);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function numberOf(cell: Cell): Decimal | null {
  if (cell instanceof Decimal) return cell;
  return typeof cell === 'string' ? parseDecimal(cell) : null;
}

function sortable(cell: string | Moment, besideMoment: boolean): string {
  if (cell instanceof Moment) return cell.iso;
  return besideMoment ? (americanDate(cell)?.iso ?? cell) : cell;
}

/** A date in the account's own format, which SuiteQL also takes as a plain text. */
function americanDate(text: string): Moment | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (match === null) return null;
  const [, month = '', day = '', year = ''] = match;
  return civilDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

/** Text under which equal cells meet: `1` and `1.0` are one value. Null for nothing, which equals nothing. */
export function keyOf(cell: Cell): string | null {
  if (cell === null) return null;
  if (cell instanceof Moment) return cell.iso;
  return (numberOf(cell) ?? cell).toString();
}

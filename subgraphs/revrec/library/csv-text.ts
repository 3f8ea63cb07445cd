import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Fault } from './fault.ts';

/** One record of a table with the line of the file it begins on, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Splits a table into records, strictly by RFC 4180: commas, lines that end in LF or CRLF, and double quotes around a
 * cell that has one of these in it, doubled inside. A quote elsewhere is refused, since what was meant cannot be told.
 * Empty lines are left out.
 */
export function readCsvText(text: string): Result<readonly CsvRecord[], Fault> {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let [line, begunOn, at] = [1, 1, 0];
  while (at <= text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
    if (cell.fault !== null) return fail({ code: 'NOT_CSV', path: `line ${line}`, message: cell.fault });
    cells.push(cell.text);
    line += cell.breaks;
    at = cell.end + 1;
    if (text[cell.end] === ',') continue;
    if (text[cell.end] === '\r') at += 1;
    if (cells.length > 1 || cells[0] !== '') records.push({ line: begunOn, cells });
    cells = [];
    line += 1;
    begunOn = line;
  }
  return ok(records);
}

interface Cell {
  readonly text: string;
  /** Where the comma, the end of the line or of the text behind it is. */
  readonly end: number;
  /** Ends of lines inside the quotes. */
  readonly breaks: number;
  readonly fault: string | null;
}

const QUOTE_INSIDE = 'a quote stands inside a cell: put the whole cell into quotes and double the quotes in it.';

function plainCell(text: string, start: number): Cell {
  let end = start;
  while (end < text.length && !',\r\n'.includes(text[end] ?? '')) end += 1;
  const own = text.slice(start, end);
  const isBare = text[end] === '\r' && text[end + 1] !== '\n';
  const fault = own.includes('"') ? QUOTE_INSIDE : isBare ? 'a line ends in CR alone: use LF or CRLF.' : null;
  return { text: own, end, breaks: 0, fault };
}

function quotedCell(text: string, start: number): Cell {
  let own = '';
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { text: own, end: text.length, breaks: 0, fault: 'a quote is opened here and never closed.' };
    own += text.slice(from, quote);
    if (text[quote + 1] === '"') {
      own += '"';
      from = quote + 2;
      continue;
    }
    const { end, text: behind, fault } = plainCell(text, quote + 1);
    const wrong = behind === '' ? fault : 'text follows a closing quote: double the quotes inside a cell.';
    return { text: own, end, breaks: own.split('\n').length - 1, fault: wrong };
  }
}

/** A cell to write: a text, or a figure that is written as it is. */
export type CsvCell = string | { readonly figure: string };

/**
 * Rows of a table by RFC 4180 with CRLF. A text that a spreadsheet would run (it begins with = + - @, a tab or CR) gets a single
 * quote in front, which makes it a text there; a figure such as -5.00 is none.
 */
export function writeCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

function written(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell.figure;
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

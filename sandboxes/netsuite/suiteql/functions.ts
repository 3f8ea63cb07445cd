import { Decimal } from '../decimal.ts';
import { QueryError } from './lexer.ts';
import { type Cell, Moment, numberOf } from './value.ts';

/** The functions of one row. BUILTIN.DF and the aggregates are not here: they need more than values. */
export function callFunction(name: string, args: readonly Cell[]): Cell {
  const call = FUNCTIONS.get(name);
  if (call === undefined) throw new QueryError(`Unknown function: ${name.toUpperCase()}.`);
  return call(args);
}

const FUNCTIONS: ReadonlyMap<string, (args: readonly Cell[]) => Cell> = new Map<
  string,
  (args: readonly Cell[]) => Cell
>([
  ['to_char', ([value = null, format = null]) => toChar(value, format)],
  ['to_date', ([text = null, format = null]) => toMoment(text, format ?? 'MM/DD/YYYY')],
  ['to_timestamp', ([text = null, format = null]) => toMoment(text, format ?? 'YYYY-MM-DD HH24:MI:SS')],
  ['to_number', ([value = null]) => numberOf(value)],
  ['nvl', ([value = null, otherwise = null]) => value ?? otherwise],
  ['coalesce', (args) => args.find((value) => value !== null) ?? null],
  ['lower', ([value = null]) => value?.toString().toLowerCase() ?? null],
  ['upper', ([value = null]) => value?.toString().toUpperCase() ?? null],
  ['abs', ([value = null]) => absolute(numberOf(value))],
]);

function absolute(value: Decimal | null): Decimal | null {
  return value === null || value.units >= 0n ? value : new Decimal(-value.units, value.scale);
}

/** Where each part of a format stands in `YYYY-MM-DDTHH:MM:SS`. */
const PARTS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['YYYY', [0, 4]],
  ['MM', [5, 7]],
  ['DD', [8, 10]],
  ['HH24', [11, 13]],
  ['MI', [14, 16]],
  ['SS', [17, 19]],
]);
const PART = /YYYY|MM|DD|HH24|MI|SS/gi;

function toChar(value: Cell, format: Cell): Cell {
  if (value === null) return null;
  if (!(value instanceof Moment) || typeof format !== 'string') return value.toString();
  return format
    .replaceAll('"', '')
    .replace(PART, (part) => value.iso.slice(...(PARTS.get(part.toUpperCase()) ?? [0, 0])));
}

function toMoment(text: Cell, format: Cell): Moment | null {
  if (text === null) return null;
  if (text instanceof Moment) return text;
  if (typeof text !== 'string' || typeof format !== 'string')
    throw new QueryError('A date is made from a text and a format.');
  const parts = [...format.matchAll(PART)].map(([part]) => part.toUpperCase());
  const numbers = text.match(/\d+/g) ?? [];
  const found = new Map(parts.map((part, index) => [part, numbers[index] ?? '']));
  const get = (part: string, otherwise: string) =>
    (found.get(part) || otherwise).padStart(part === 'YYYY' ? 4 : 2, '0');
  const iso = `${get('YYYY', '')}-${get('MM', '')}-${get('DD', '')}T${get('HH24', '00')}:${get('MI', '00')}:${get('SS', '00')}`;
  if (Number.isNaN(new Date(`${iso}Z`).getTime()))
    throw new QueryError(`The text ${text} is no date of the format ${format}.`);
  return new Moment(iso, parts.includes('HH24'));
}

/** The aggregates over a group's values; nothing is left out of the count but nothing itself. */
export const AGGREGATES: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max']);

import type { Books } from './books.ts';
import { compareDecimals, parseDecimal } from './decimal.ts';
import type { Detail } from './problem.ts';
import type { RecordSchema } from './record-types.ts';
import type { Scalar, StoredRecord } from './records.ts';
import { withDerived } from './show-record.ts';

type Filter =
  | { readonly ok: true; readonly matches: (record: StoredRecord) => boolean }
  | { readonly ok: false; readonly problem: Detail };

type Compare = (value: Scalar, operand: string) => boolean;

// evidence: docs: NetSuite record collection filtering, operators by field type; those of two values are left out.
const OPERATORS: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['IS', (value, operand) => String(value).toLowerCase() === operand.toLowerCase()],
  ['CONTAIN', (value, operand) => String(value).toLowerCase().includes(operand.toLowerCase())],
  ['START_WITH', (value, operand) => String(value).toLowerCase().startsWith(operand.toLowerCase())],
  ['END_WITH', (value, operand) => String(value).toLowerCase().endsWith(operand.toLowerCase())],
  ['EQUAL', (value, operand) => order(value, operand) === 0],
  ['GREATER', (value, operand) => order(value, operand) > 0],
  ['GREATER_OR_EQUAL', (value, operand) => order(value, operand) >= 0],
  ['LESS', (value, operand) => order(value, operand) < 0],
  ['LESS_OR_EQUAL', (value, operand) => order(value, operand) <= 0],
  ['ON', (value, operand) => day(value) === day(operand)],
  ['AFTER', (value, operand) => day(value) > day(operand)],
  ['BEFORE', (value, operand) => day(value) < day(operand)],
  ['ON_OR_AFTER', (value, operand) => day(value) >= day(operand)],
  ['ON_OR_BEFORE', (value, operand) => day(value) <= day(operand)],
]);

/** Reads `q`: conditions of field, operator and value, joined by AND. Each operator may end in `_NOT`. */
export function readFilter(q: string | null, schema: RecordSchema, books: Books): Filter {
  if (q === null || q.trim() === '') return { ok: true, matches: () => true };
  const conditions: ((record: StoredRecord) => boolean)[] = [];
  for (const part of q.split(/\s+AND\s+/)) {
    const condition = readCondition(part.trim(), schema, books);
    if (condition === null) {
      return {
        ok: false,
        problem: { detail: `Invalid query condition: ${part}.`, code: 'INVALID_PARAMETER', queryParam: 'q' },
      };
    }
    conditions.push(condition);
  }
  return { ok: true, matches: (record) => conditions.every((condition) => condition(record)) };
}

function readCondition(text: string, schema: RecordSchema, books: Books): ((record: StoredRecord) => boolean) | null {
  const match = /^(\w+)\s+([A-Z_]+?)(_NOT)?(?:\s+("(?:[^"]*)"|'(?:[^']*)'|\S+|\[.*\]))?$/.exec(text);
  const [, field = '', operator = '', not, rawOperand] = match ?? [];
  if (match === null || !(field === 'id' || field === 'externalId' || Object.hasOwn(schema.fields, field))) return null;
  const negated = not !== undefined;
  const fieldOf = (record: StoredRecord): Scalar | null =>
    field === 'id'
      ? record.id
      : field === 'externalId'
        ? record.externalId
        : (withDerived(record, books)[field] ?? null);
  if (operator === 'EMPTY') return (record) => (fieldOf(record) === null) !== negated;
  const compare = OPERATORS.get(operator);
  if (compare === undefined || rawOperand === undefined) return null;
  const operand = rawOperand.replace(/^["']|["']$/g, '');
  return (record) => {
    const value = fieldOf(record);
    return value !== null && compare(value, operand) !== negated;
  };
}

function order(value: Scalar, operand: string): number {
  const left = parseDecimal(String(value));
  const right = parseDecimal(operand);
  return left === null || right === null ? Number.NaN : compareDecimals(left, right);
}

/** A day that sorts as text; both ISO and the account's M/D/YYYY are read. */
function day(value: Scalar): string {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(String(value));
  if (american === null) return String(value).slice(0, 10);
  const [, month = '', date = '', year = ''] = american;
  return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

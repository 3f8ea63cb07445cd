import { types } from 'pg';

const { builtins } = types;
const TEXT_ARRAY: number = 1009;
const DATE_ARRAY = 1182;
const NUMERIC_ARRAY = 1231;

const asSent = (text: string): string => text;

// pg's own choices lose something here: it reads `numeric[]` as floating point, and a civil date as midnight of the
// machine's zone, which is another day elsewhere. evidence: pg-types 2.2.0 lib/textParsers.js (1231, 1082, 1182)
const EXACT = new Map<number, (text: string) => unknown>([
  [builtins.INT8, asSent],
  [builtins.NUMERIC, asSent],
  [builtins.DATE, asSent],
  [NUMERIC_ARRAY, types.getTypeParser(TEXT_ARRAY)],
  [DATE_ARRAY, types.getTypeParser(TEXT_ARRAY)],
]);

/**
 * How column values arrive on every connection of ours: `bigint` and `numeric` as text of all their digits, `date` as
 * `YYYY-MM-DD` text, arrays of them as arrays of text, `timestamptz` as `Date`.
 */
export const exactTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : EXACT.get(oid)) ?? types.getTypeParser(oid, format),
};

import type { SpanAttributes } from './trace.ts';

export interface Statement {
  /** In lower case, such as `select`; `statement` for whatever is not known. */
  readonly operation: string;
  /** With its schema; null where there is none, or it is not plain. */
  readonly table: string | null;
}

const OPERATIONS = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'with',
  'start',
  'begin',
  'commit',
  'rollback',
]);
const TABLE = /\b(?:from|into|update)\s+("?\w{1,63}"?(?:\."?\w{1,63}"?)?)/i;

/** Statements are written down in few different texts; more than this are not remembered. */
const KNOWN_MAX = 2_000;
const known = new Map<string, Statement>();

/** What a statement does, without any value of it: the first word, and the table if it is a plain name. */
export function statementOf(text: string): Statement {
  const found = known.get(text);
  if (found !== undefined) return found;
  const word = /^[\s(]*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? '';
  const table = TABLE.exec(text)?.[1]?.replaceAll('"', '') ?? null;
  const statement = { operation: OPERATIONS.has(word) ? word : 'statement', table };
  if (known.size < KNOWN_MAX) known.set(text, statement);
  return statement;
}

export function attributesOf({ operation, table }: Statement): SpanAttributes {
  return {
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    ...(table === null ? {} : { 'db.collection.name': table }),
  };
}

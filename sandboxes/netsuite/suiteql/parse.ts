import { lex, QueryError } from './lexer.ts';
import { parseExpression, Reader } from './parse-expression.ts';
import type { Expression, Join, Query, Selected, Source } from './syntax.ts';

/** Reads one SELECT; throws QueryError for what is no query or lies outside the subset (see the README). */
export function parseQuery(text: string): Query {
  const reader = new Reader(lex(text));
  reader.needs('select');
  const distinct = reader.takes('distinct');
  const select = reader.list(() => parseSelected(reader)).map((item, index) => named(item, index));
  reader.needs('from');
  const from = parseSource(reader);
  const joins: Join[] = [];
  for (let join = parseJoin(reader); join !== null; join = parseJoin(reader)) joins.push(join);
  const where = reader.takes('where') ? parseExpression(reader) : null;
  const groupBy = reader.takes('group', 'by') ? reader.list(() => parseExpression(reader)) : [];
  const having = reader.takes('having') ? parseExpression(reader) : null;
  const orderBy = reader.takes('order', 'by') ? reader.list(() => parseOrder(reader)) : [];
  const rowsMax = parseRowsMax(reader);
  if (reader.token.kind !== 'end') throw new QueryError(`Unexpected at: ${reader.here()}`);
  return { distinct, select, from, joins, where, groupBy, having, orderBy, rowsMax };
}

function parseSelected(reader: Reader): Omit<Selected, 'name'> & { readonly name: string | null } {
  if (reader.takes('*')) return { expression: null, table: null, name: '*' };
  const expression = parseExpressionOrStar(reader);
  if (typeof expression === 'string') return { expression: null, table: expression, name: '*' };
  const alias = reader.takes('as') ? reader.needsName() : reader.takesName();
  const own = expression.kind === 'column' ? expression.name : null;
  return { expression, table: null, name: alias?.toLowerCase() ?? own };
}

/** `t.*` answers the table's name. */
function parseExpressionOrStar(reader: Reader): Expression | string {
  const { kind, text } = reader.token;
  if (kind === 'name' && reader.takes(text.toLowerCase(), '.', '*')) return text.toLowerCase();
  return parseExpression(reader);
}

/** Columns without a name of their own are counted. evidence: 2nd: `expr1`, `expr2`, … */
function named(item: Omit<Selected, 'name'> & { readonly name: string | null }, index: number): Selected {
  return { ...item, name: item.name ?? `expr${index + 1}` };
}

function parseSource(reader: Reader): Source {
  const table = reader.needsName().toLowerCase();
  const named = reader.takes('as');
  const alias = named ? reader.needsName() : (reader.takesName() ?? table);
  return { table, alias: alias.toLowerCase() };
}

function parseJoin(reader: Reader): Join | null {
  const outer = reader.takes('left', 'outer', 'join') || reader.takes('left', 'join');
  if (!outer && !reader.takes('inner', 'join') && !reader.takes('join')) return null;
  const source = parseSource(reader);
  reader.needs('on');
  return { ...source, outer, on: parseExpression(reader) };
}

function parseOrder(reader: Reader) {
  const by = parseExpression(reader);
  if (reader.takes('desc')) return { by, descending: true };
  reader.takes('asc');
  return { by, descending: false };
}

function parseRowsMax(reader: Reader): number | null {
  if (!reader.takes('fetch', 'first')) return null;
  const { kind, text } = reader.advance();
  if (kind !== 'number') throw new QueryError('FETCH FIRST needs a number.');
  reader.needs('rows', 'only');
  return Number(text);
}

import { evaluate, type Group, isTrue } from './evaluate.ts';
import { AGGREGATES } from './functions.ts';
import { QueryError } from './lexer.ts';
import { aliasOf, columnsOf, conjuncts, type Scope, type Tuple } from './scope.ts';
import type { Expression, Join, Query, Selected } from './syntax.ts';
import type { Row, Table } from './table.ts';
import { type Cell, compareCells, keyOf } from './value.ts';

/** One row of the answer: names in lower case, values as text. */
export type Answered = ReadonlyMap<string, Cell>;

/** Runs a query over the tables; throws QueryError for an unknown table, column or function. */
export function runQuery(query: Query, tables: ReadonlyMap<string, Table>): Answered[] {
  const scope = scopeOf(query, tables);
  check(query, scope);
  const tuples = joined(query, scope).filter(
    (tuple) => query.where === null || isTrue(query.where, { scope, tuples: [tuple] }),
  );
  let groups = grouped(query, scope, tuples);
  const { having } = query;
  if (having !== null) groups = groups.filter((group) => isTrue(having, group));
  const ordered = sorted(groups, query);
  const rows = ordered.map((group) => answered(query.select, group));
  const kept = query.distinct ? distinctRows(rows) : rows;
  return query.rowsMax === null ? kept : kept.slice(0, query.rowsMax);
}

function scopeOf({ from, joins }: Query, tables: ReadonlyMap<string, Table>): Scope {
  const scope = new Map<string, Table>();
  for (const { table, alias } of [from, ...joins]) {
    const found = tables.get(table);
    if (found === undefined) throw new QueryError(`Record '${table}' was not found.`);
    if (scope.has(alias)) throw new QueryError(`The alias '${alias}' is used twice.`);
    scope.set(alias, found);
  }
  return scope;
}

function check(query: Query, scope: Scope): void {
  const expressions = [
    ...query.select.flatMap(({ expression }) => expression ?? []),
    ...query.joins.map(({ on }) => on),
    ...conjuncts(query.where),
    ...query.groupBy,
    ...conjuncts(query.having),
    ...query.orderBy.map(({ by }) => orderTarget(by, query.select)),
  ];
  for (const expression of expressions) for (const column of columnsOf(expression)) aliasOf(column, scope);
}

function joined(query: Query, scope: Scope): Tuple[] {
  const { from, joins, where } = query;
  // Conditions on the first table alone are asked before the joins: most queries name a few records only.
  const early = conjuncts(where).filter((part) =>
    columnsOf(part).every((column) => aliasOf(column, scope) === from.alias),
  );
  let tuples = (namedRows(early, from.alias, scope) ?? rowsOf(scope, from.alias))
    .map((row): Tuple => new Map([[from.alias, row]]))
    .filter((tuple) => early.every((part) => isTrue(part, { scope, tuples: [tuple] })));
  for (const join of joins) tuples = joinOne(tuples, join, scope);
  return tuples;
}

/** The rows that a condition such as `id = 7` on an indexed column leaves; null when there is none. */
function namedRows(conditions: readonly Expression[], alias: string, scope: Scope): readonly Row[] | null {
  for (const condition of conditions) {
    const equality = sidesOf(condition, alias, scope);
    if (equality === null || columnsOf(equality.other).length > 0) continue;
    const value = evaluate(equality.other, { scope, tuples: [] });
    const rows = value === null ? null : scope.get(alias)?.lookUp(equality.own, value.toString());
    if (rows !== null && rows !== undefined) return rows;
  }
  return null;
}

function rowsOf(scope: Scope, alias: string): readonly Row[] {
  return scope.get(alias)?.rows() ?? [];
}

function joinOne(tuples: readonly Tuple[], join: Join, scope: Scope): Tuple[] {
  const candidates = candidateFinder(join, scope);
  return tuples.flatMap((tuple) => {
    const matches = candidates(tuple)
      .map((row): Tuple => new Map([...tuple, [join.alias, row]]))
      .filter((wider) => isTrue(join.on, { scope, tuples: [wider] }));
    return matches.length === 0 && join.outer ? [new Map([...tuple, [join.alias, null]])] : matches;
  });
}

/** Finds the rows that may match by the first `a = b` of the join; without one, all rows are tried. */
function candidateFinder(join: Join, scope: Scope): (tuple: Tuple) => readonly Row[] {
  const equality = conjuncts(join.on).flatMap((part) => sidesOf(part, join.alias, scope) ?? [])[0];
  const table = scope.get(join.alias);
  if (equality === undefined || table === undefined) {
    const rows = rowsOf(scope, join.alias);
    return () => rows;
  }
  const { own, other } = equality;
  let byKey: ReadonlyMap<string | null, readonly Row[]> | null = null;
  return (tuple) => {
    const value = evaluate(other, { scope, tuples: [tuple] });
    if (value === null) return [];
    const found = table.lookUp(own, value.toString());
    if (found !== null) return found;
    byKey ??= Map.groupBy(table.rows(), (row) => keyOf(row.cell(own)));
    return byKey.get(keyOf(value)) ?? [];
  };
}

function sidesOf(part: Expression, alias: string, scope: Scope): { own: string; other: Expression } | null {
  if (part.kind !== 'binary' || part.operator !== '=') return null;
  for (const [own, other] of [
    [part.left, part.right],
    [part.right, part.left],
  ] as const) {
    const foreign = columnsOf(other).every((column) => aliasOf(column, scope) !== alias);
    if (own.kind === 'column' && aliasOf(own, scope) === alias && foreign) return { own: own.name, other };
  }
  return null;
}

function grouped({ select, groupBy, having }: Query, scope: Scope, tuples: readonly Tuple[]): Group[] {
  if (groupBy.length > 0) {
    const groups = Map.groupBy(tuples, (tuple) =>
      JSON.stringify(groupBy.map((by) => keyOf(evaluate(by, { scope, tuples: [tuple] })))),
    );
    return [...groups.values()].map((members) => ({ scope, tuples: members }));
  }
  const aggregates =
    having !== null || select.some(({ expression }) => expression !== null && hasAggregate(expression));
  return aggregates ? [{ scope, tuples }] : tuples.map((tuple) => ({ scope, tuples: [tuple] }));
}

function hasAggregate(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return AGGREGATES.has(expression.name) || expression.args.some(hasAggregate);
    case 'binary':
      return hasAggregate(expression.left) || hasAggregate(expression.right);
    case 'minus':
    case 'not':
    case 'isNull':
      return hasAggregate(expression.of);
    default:
      return false;
  }
}

function sorted(groups: readonly Group[], { orderBy, select }: Query): readonly Group[] {
  if (orderBy.length === 0) return groups;
  const keys = orderBy.map(({ by, descending }) => ({ by: orderTarget(by, select), side: descending ? -1 : 1 }));
  const decorated = groups.map((group) => ({ group, cells: keys.map(({ by }) => evaluate(by, group)) }));
  decorated.sort((a, b) => {
    for (const [index, { side }] of keys.entries()) {
      const order = compareNullsLast(a.cells[index] ?? null, b.cells[index] ?? null) * side;
      if (order !== 0) return order;
    }
    return 0;
  });
  return decorated.map(({ group }) => group);
}

/** ORDER BY may name a column of the answer by its alias or its number. */
function orderTarget(by: Expression, select: readonly Selected[]): Expression {
  if (by.kind === 'number') return select[Number(by.text) - 1]?.expression ?? by;
  if (by.kind !== 'column' || by.table !== null) return by;
  return select.find(({ name }) => name === by.name)?.expression ?? by;
}

function compareNullsLast(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareCells(a, b) ?? 0;
}

function answered(select: readonly Selected[], group: Group): Answered {
  const row = new Map<string, Cell>();
  for (const { expression, table, name } of select) {
    if (expression !== null) row.set(name, evaluate(expression, group));
    else for (const [column, cell] of everyColumn(group, table)) row.set(column, cell);
  }
  return row;
}

function everyColumn({ scope, tuples }: Group, table: string | null): [string, Cell][] {
  return [...scope]
    .filter(([alias]) => table === null || alias === table)
    .flatMap(([alias, { columns }]) =>
      columns.map((column): [string, Cell] => [column, tuples[0]?.get(alias)?.cell(column) ?? null]),
    );
}

function distinctRows(rows: readonly Answered[]): Answered[] {
  return [...new Map(rows.map((row) => [JSON.stringify([...row.values()].map(keyOf)), row])).values()];
}

import { QueryError } from './lexer.ts';
import type { Expression } from './syntax.ts';
import type { Row, Table } from './table.ts';

/** The tables of one query by alias, in the order in which they were named. */
export type Scope = ReadonlyMap<string, Table>;

/** One row of each table; null where an outer join found none. */
export type Tuple = ReadonlyMap<string, Row | null>;

/** Answers already found: the same column is asked for once a row. */
const known = new WeakMap<Scope, Map<Expression, string>>();

/** The alias that a column belongs to; throws QueryError when there is none or more than one. */
export function aliasOf(column: Extract<Expression, { kind: 'column' }>, scope: Scope): string {
  const answers = known.get(scope) ?? new Map<Expression, string>();
  const answer = answers.get(column) ?? findAlias(column, scope);
  known.set(scope, answers.set(column, answer));
  return answer;
}

function findAlias({ table, name }: Extract<Expression, { kind: 'column' }>, scope: Scope): string {
  const [first, second] = [...scope].filter(
    ([alias, { columns }]) => (table === null || alias === table) && columns.includes(name),
  );
  if (first === undefined) throw new QueryError(`Unknown identifier '${table === null ? name : `${table}.${name}`}'.`);
  if (second !== undefined) throw new QueryError(`The identifier '${name}' is ambiguous.`);
  return first[0];
}

/** Every column that an expression reads, so that an unknown one is refused even when there is no row. */
export function columnsOf(expression: Expression): Extract<Expression, { kind: 'column' }>[] {
  switch (expression.kind) {
    case 'column':
      return [expression];
    case 'call':
      return expression.args.flatMap(columnsOf);
    case 'binary':
      return [...columnsOf(expression.left), ...columnsOf(expression.right)];
    case 'not':
    case 'minus':
    case 'isNull':
      return columnsOf(expression.of);
    case 'in':
      return [expression.of, ...expression.among].flatMap(columnsOf);
    case 'like':
      return [...columnsOf(expression.of), ...columnsOf(expression.pattern)];
    default:
      return [];
  }
}

/** The parts of a condition that must all hold. */
export function conjuncts(expression: Expression | null): Expression[] {
  if (expression === null) return [];
  if (expression.kind !== 'binary' || expression.operator !== 'and') return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}

import { add, type Decimal, multiply, negate } from '../decimal.ts';
import { AGGREGATES, callFunction } from './functions.ts';
import { QueryError } from './lexer.ts';
import { aliasOf, type Scope, type Tuple } from './scope.ts';
import type { Expression } from './syntax.ts';
import { type Cell, compareCells, keyOf, numberOf, whole } from './value.ts';

/** The tuples that one row of the answer stands for: one, or those of a group. */
export interface Group {
  readonly scope: Scope;
  readonly tuples: readonly Tuple[];
}

const TRUE = 'T';
const FALSE = 'F';

export function isTrue(expression: Expression, group: Group): boolean {
  return evaluate(expression, group) === TRUE;
}

/** The value of an expression; a condition is `T`, `F` or null, as SQL has it. */
export function evaluate(expression: Expression, group: Group): Cell {
  switch (expression.kind) {
    case 'text':
      return expression.text;
    case 'number':
      return numberOf(expression.text);
    case 'null':
      return null;
    case 'column':
      return columnValue(expression, group);
    case 'call':
      return call(expression, group);
    case 'minus':
      return negated(numberOf(evaluate(expression.of, group)));
    case 'not':
      return inverse(evaluate(expression.of, group));
    case 'isNull':
      return truth((evaluate(expression.of, group) === null) !== expression.negated);
    case 'binary':
      return binary(expression, group);
    case 'in':
      return among(expression, group);
    case 'like':
      return like(expression, group);
    default:
      throw new QueryError('An expression of no known kind.');
  }
}

function truth(holds: boolean): Cell {
  return holds ? TRUE : FALSE;
}

function inverse(value: Cell): Cell {
  return value === null ? null : truth(value !== TRUE);
}

function negated(value: Decimal | null): Cell {
  return value === null ? null : negate(value);
}

function columnValue(column: Extract<Expression, { kind: 'column' }>, { scope, tuples }: Group): Cell {
  const alias = aliasOf(column, scope);
  return tuples[0]?.get(alias)?.cell(column.name) ?? null;
}

function call(expression: Extract<Expression, { kind: 'call' }>, group: Group): Cell {
  const { name, args } = expression;
  if (AGGREGATES.has(name)) return aggregate(expression, group);
  const [first] = args;
  if (name === 'builtin.df') {
    if (first?.kind !== 'column') throw new QueryError('BUILTIN.DF needs a column.');
    return group.tuples[0]?.get(aliasOf(first, group.scope))?.display(first.name) ?? null;
  }
  return callFunction(
    name,
    args.map((arg) => evaluate(arg, group)),
  );
}

function aggregate({ name, args, star, distinct }: Extract<Expression, { kind: 'call' }>, group: Group): Cell {
  if (star) return whole(group.tuples.length);
  const [of] = args;
  if (of === undefined) throw new QueryError(`${name.toUpperCase()} needs a value.`);
  let values = group.tuples
    .map((tuple) => evaluate(of, { scope: group.scope, tuples: [tuple] }))
    .filter((value) => value !== null);
  if (distinct) values = [...new Map(values.map((value) => [keyOf(value), value])).values()];
  if (name === 'count') return whole(values.length);
  const [first = null, ...others] = values;
  if (first === null) return null;
  if (name === 'sum') return values.reduce<Decimal>((sum, value) => add(sum, numberOf(value) ?? whole(0)), whole(0));
  const side = name === 'max' ? 1 : -1;
  return others.reduce((best, value) => ((compareCells(value, best) ?? 0) * side > 0 ? value : best), first);
}

function binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, group: Group): Cell {
  const a = evaluate(left, group);
  if (operator === 'and') return connected(FALSE, a, () => evaluate(right, group));
  if (operator === 'or') return connected(TRUE, a, () => evaluate(right, group));
  const b = evaluate(right, group);
  if (operator === '||') return `${a ?? ''}${b ?? ''}`;
  return ['+', '-', '*'].includes(operator)
    ? arithmetic(operator, numberOf(a), numberOf(b))
    : comparison(operator, a, b);
}

/** AND and OR in three-valued logic: one decisive side is enough, an unknown one leaves it open. */
function connected(decisive: Cell, a: Cell, other: () => Cell): Cell {
  if (a === decisive) return decisive;
  const b = other();
  if (b === decisive) return decisive;
  return a === null || b === null ? null : inverse(decisive);
}

function arithmetic(operator: string, a: Decimal | null, b: Decimal | null): Cell {
  if (a === null || b === null) return null;
  if (operator === '*') return multiply(a, b);
  return add(a, operator === '-' ? negate(b) : b);
}

function comparison(operator: string, a: Cell, b: Cell): Cell {
  const order = compareCells(a, b);
  if (order === null) return null;
  switch (operator) {
    case '=':
      return truth(order === 0);
    case '!=':
      return truth(order !== 0);
    case '<':
      return truth(order < 0);
    case '<=':
      return truth(order <= 0);
    case '>':
      return truth(order > 0);
    case '>=':
      return truth(order >= 0);
    default:
      throw new QueryError(`Unknown operator: ${operator}.`);
  }
}

function among({ of, among: list, negated: inverted }: Extract<Expression, { kind: 'in' }>, group: Group): Cell {
  const value = evaluate(of, group);
  if (value === null) return null;
  const found = list.some((item) => compareCells(value, evaluate(item, group)) === 0);
  return truth(found !== inverted);
}

function like({ of, pattern, negated: inverted }: Extract<Expression, { kind: 'like' }>, group: Group): Cell {
  const value = evaluate(of, group);
  const wanted = evaluate(pattern, group);
  if (value === null || wanted === null) return null;
  const parts = wanted.toString().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${parts.replaceAll('%', '[\\s\\S]*').replaceAll('_', '[\\s\\S]')}$`);
  return truth(expression.test(value.toString()) !== inverted);
}

import { canonicalText, compareDecimals, type Decimal, parseDecimal } from './decimal.ts';
import { done, type Outcome, refused } from './errors.ts';
import type { Field, FieldValue, SObjectRecord } from './field.ts';
import type { ObjectType } from './metadata.ts';
import type { Org } from './org.ts';
import { normaliseId } from './record-id.ts';
import type { Condition, Literal, Operator } from './soql-parser.ts';
import { follow, resolvePath } from './soql-paths.ts';
import { likePattern } from './soql-tokens.ts';

export type Matches = (record: SObjectRecord) => boolean;

/** Turns a WHERE into a test of records; a field or literal that does not fit is the refusal. */
export function compileCondition(org: Org, type: ObjectType, condition: Condition): Outcome<Matches> {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const tests: Matches[] = [];
      for (const part of condition.parts) {
        const test = compileCondition(org, type, part);
        if (!test.ok) return test;
        tests.push(test.value);
      }
      const all = condition.kind === 'and';
      return done((record) => (all ? tests.every((test) => test(record)) : tests.some((test) => test(record))));
    }
    case 'not': {
      const test = compileCondition(org, type, condition.part);
      return test.ok ? done((record) => !test.value(record)) : test;
    }
    case 'compare':
      return compileComparison(org, type, condition);
  }
}

type Comparison = Extract<Condition, { kind: 'compare' }>;

function compileComparison(org: Org, type: ObjectType, { path, operator, literals }: Comparison): Outcome<Matches> {
  const resolved = resolvePath(type, path);
  if (!resolved.ok) return resolved;
  const { field } = resolved.value;
  const misfit = literals.find((literal) => !fits(field, literal, operator));
  if (misfit !== undefined) {
    const message = `value of filter criterion for field '${field.name}' must be of type ${field.type}`;
    return refused('INVALID_FIELD', message, [field.name]);
  }
  const test = compileTest(field, operator, literals);
  return done((record) => test(follow(org, record, resolved.value)));
}

function fits(field: Field, literal: Literal, operator: Operator): boolean {
  if (literal.kind === 'null')
    return operator === '=' || operator === '!=' || operator === 'IN' || operator === 'NOT IN';
  switch (field.type) {
    case 'currency':
    case 'double':
    case 'int':
      return literal.kind === 'number' && operator !== 'LIKE';
    case 'boolean':
      return literal.kind === 'boolean' && (operator === '=' || operator === '!=');
    case 'date':
    case 'datetime':
      return literal.kind === field.type && operator !== 'LIKE';
    case 'id':
    case 'reference':
      return literal.kind === 'string' && operator !== 'LIKE' && normaliseId(literal.text) !== null;
    case 'string':
    case 'picklist':
      return literal.kind === 'string';
  }
}

function compileTest(field: Field, operator: Operator, literals: readonly Literal[]): (value: FieldValue) => boolean {
  const [first] = literals;
  switch (operator) {
    case 'LIKE': {
      const pattern = likePattern(first?.kind === 'string' ? first.pattern : '');
      return (value) => typeof value === 'string' && pattern.test(value);
    }
    case '=':
    case 'IN':
      return compileMembership(field, literals);
    case '!=':
    case 'NOT IN': {
      const among = compileMembership(field, literals);
      return (value) => !among(value);
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compileOrder(field, operator, first);
  }
}

/** Equal values have equal keys, so that a long IN list is one look-up for each record. */
function compileMembership(field: Field, literals: readonly Literal[]): (value: FieldValue) => boolean {
  const keys = new Set(literals.map((literal) => sortKey(field, literalValue(field, literal))));
  return (value) => keys.has(sortKey(field, value));
}

function compileOrder(field: Field, operator: '<' | '<=' | '>' | '>=', literal: Literal | undefined) {
  const bound = literal === undefined ? null : literalValue(field, literal);
  return (value: FieldValue): boolean => {
    if (value === null || bound === null) return false;
    const order = compareValues(field, value, bound);
    if (order === 0) return operator === '<=' || operator === '>=';
    return order < 0 === operator.startsWith('<');
  };
}

function literalValue(field: Field, literal: Literal): FieldValue {
  if (literal.kind === 'null') return null;
  if (literal.kind === 'boolean') return literal.value;
  return field.type === 'id' || field.type === 'reference' ? normaliseId(literal.text) : literal.text;
}

function sortKey(field: Field, value: FieldValue): string | boolean | null {
  if (typeof value !== 'string') return value;
  if (isNumeric(field)) return canonicalText(decimalOf(value));
  if (field.type === 'datetime') return String(instantMs(value));
  return foldCase(field, value);
}

/** Nulls are equal and first; text is compared without its case, except external ids and record ids. */
export function compareValues(field: Field, left: FieldValue, right: FieldValue): number {
  if (typeof left !== 'string' || typeof right !== 'string') return rank(left) - rank(right);
  if (isNumeric(field)) return compareDecimals(decimalOf(left), decimalOf(right));
  if (field.type === 'datetime') return instantMs(left) - instantMs(right);
  const [a, b] = [foldCase(field, left), foldCase(field, right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(value: FieldValue): number {
  return value === null ? 0 : value === false ? 1 : 2;
}

function decimalOf(text: string): Decimal {
  return parseDecimal(text) ?? { units: 0n, scale: 0 };
}

function isNumeric({ type }: Field): boolean {
  return type === 'currency' || type === 'double' || type === 'int';
}

// Salesforce compares text without its case; an external id is set up here as case-sensitive.
function foldCase({ type, externalId }: Field, value: string): string {
  return externalId || type === 'id' || type === 'reference' ? value : value.toLowerCase();
}

function instantMs(text: string): number {
  return new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).getTime();
}

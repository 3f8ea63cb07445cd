import { done, type Outcome } from './errors.ts';
import type { Field, FieldValue, SObjectRecord } from './field.ts';
import { fieldOf, type ObjectType } from './metadata.ts';
import type { Org } from './org.ts';
import { compareValues, compileCondition } from './soql-conditions.ts';
import type { Condition, SoqlOrder, SoqlQuery } from './soql-parser.ts';
import { follow, type ResolvedPath, resolvePath } from './soql-paths.ts';

/** The records that a query's WHERE leaves, in the order in which they were made. */
export function findRecords(
  org: Org,
  type: ObjectType,
  soql: SoqlQuery,
  withDeleted: boolean,
): Outcome<readonly SObjectRecord[]> {
  const matches = soql.where === null ? done(() => true) : compileCondition(org, type, soql.where);
  if (!matches.ok) return matches;
  const records = candidates(org, type, soql.where) ?? org.all(type);
  return done(records.filter((record) => (withDeleted || record['IsDeleted'] !== true) && matches.value(record)));
}

/** The records that an equality on an external id leaves over, so that keyed reads need no scan; null without one. */
function candidates(org: Org, type: ObjectType, where: Condition | null): readonly SObjectRecord[] | null {
  if (where === null) return null;
  if (where.kind === 'and') {
    for (const part of where.parts) {
      const found = candidates(org, type, part);
      if (found !== null) return found;
    }
    return null;
  }
  const [name, ...rest] = where.kind === 'compare' ? where.path : [];
  const field = name === undefined || rest.length > 0 ? undefined : fieldOf(type, name);
  if (where.kind !== 'compare' || field?.externalId !== true) return null;
  if (where.operator !== '=' && where.operator !== 'IN') return null;
  if (where.literals.some(({ kind }) => kind === 'null')) return null;
  return recordsByExternalId(org, type, field, where.literals);
}

function recordsByExternalId(
  org: Org,
  type: ObjectType,
  field: Field,
  literals: Extract<Condition, { kind: 'compare' }>['literals'],
): readonly SObjectRecord[] {
  const keys = literals.flatMap((literal) => (literal.kind === 'string' ? [literal.text] : []));
  const ids = new Set(keys.flatMap((key) => org.idsByExternalId(type, field, key)));
  return [...ids].sort().flatMap((id) => {
    const record = org.get(type, id);
    return record === undefined ? [] : [record];
  });
}

/** The paths of a SELECT, or the refusal of the first that leads nowhere. */
export function resolveAll(type: ObjectType, paths: readonly (readonly string[])[]): Outcome<readonly ResolvedPath[]> {
  const resolved: ResolvedPath[] = [];
  for (const path of paths) {
    const one = resolvePath(type, path);
    if (!one.ok) return one;
    resolved.push(one.value);
  }
  return done(resolved);
}

/** The records in the order of the query; nulls come first in both directions unless the query says otherwise. */
export function sortRecords(
  org: Org,
  type: ObjectType,
  records: readonly SObjectRecord[],
  orderBy: readonly SoqlOrder[],
): Outcome<readonly SObjectRecord[]> {
  const comparisons: ((left: SObjectRecord, right: SObjectRecord) => number)[] = [];
  for (const order of orderBy) {
    const path = resolvePath(type, order.path);
    if (!path.ok) return path;
    comparisons.push((left, right) =>
      compareInOrder(order, path.value.field, [follow(org, left, path.value), follow(org, right, path.value)]),
    );
  }
  return done(
    records.toSorted((left, right) => {
      for (const compare of comparisons) {
        const difference = compare(left, right);
        if (difference !== 0) return difference;
      }
      return 0;
    }),
  );
}

function compareInOrder(order: SoqlOrder, field: Field, [left, right]: readonly [FieldValue, FieldValue]): number {
  if (left === null && right === null) return 0;
  if (left === null || right === null) return (left === null) === order.nullsLast ? 1 : -1;
  const difference = compareValues(field, left, right);
  return order.descending ? -difference : difference;
}

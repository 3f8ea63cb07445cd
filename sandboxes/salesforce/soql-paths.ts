import { done, type Outcome, refused } from './errors.ts';
import type { Field, FieldValue, SObjectRecord } from './field.ts';
import { fieldOf, fieldOfRelationship, type ObjectType, objectType } from './metadata.ts';
import type { Org } from './org.ts';
import { unknownField } from './record-input.ts';
import { attributesOf, fieldValue } from './record-output.ts';
import type { Path } from './soql-parser.ts';
import { writeValue } from './values.ts';

// evidence: docs: a query follows parents over at most five relationships
const PARENTS_MAX = 5;

/** A path of a query, checked against the objects that it goes through. */
export interface ResolvedPath {
  readonly parents: readonly { readonly field: Field; readonly type: ObjectType }[];
  readonly field: Field;
}

/** `Owner.Name` on Opportunity; a leading name of the object itself is allowed, as in `Opportunity.Name`. */
export function resolvePath(root: ObjectType, path: Path): Outcome<ResolvedPath> {
  const names = path.length > 1 && path[0]?.toLowerCase() === root.name.toLowerCase() ? path.slice(1) : path;
  if (names.length > PARENTS_MAX + 1) return refused('MALFORMED_QUERY', `${path.join('.')}: too many relationships`);
  const parents: { field: Field; type: ObjectType }[] = [];
  let type = root;
  for (const name of names.slice(0, -1)) {
    const field = fieldOfRelationship(type, name);
    const parent = field === undefined ? undefined : objectType(field.referenceTo ?? '');
    if (field === undefined || parent === undefined) {
      const message = `Didn't understand relationship '${name}' in field path of ${type.name}`;
      return refused('INVALID_FIELD', message, [name]);
    }
    parents.push({ field, type: parent });
    type = parent;
  }
  const last = names.at(-1) ?? '';
  const field = fieldOf(type, last);
  return field === undefined ? unknownField(type, last) : done({ parents, field });
}

/** The value at the end of a path; null where a parent is missing. */
export function follow(org: Org, record: SObjectRecord, { parents, field }: ResolvedPath): FieldValue {
  let current = record;
  for (const parent of parents) {
    const id = current[parent.field.name];
    const next = typeof id === 'string' ? org.get(parent.type, id) : undefined;
    if (next === undefined) return null;
    current = next;
  }
  return fieldValue(field, current);
}

/** A row of an answer: parents are nested objects, null where there is none. */
export function project(org: Org, type: ObjectType, record: SObjectRecord, paths: readonly ResolvedPath[]): unknown {
  const row: Record<string, unknown> = { attributes: attributesOf(type, record) };
  const byParent = new Map<string, { field: Field; type: ObjectType; paths: ResolvedPath[] }>();
  for (const { parents, field } of paths) {
    const [first, ...rest] = parents;
    const name = first?.field.relationship;
    if (first === undefined || name === undefined || name === null) {
      row[field.name] = writeValue(field, fieldValue(field, record));
      continue;
    }
    const group = byParent.get(name) ?? { ...first, paths: [] };
    group.paths.push({ parents: rest, field });
    byParent.set(name, group);
    row[name] = null;
  }
  for (const [name, group] of byParent) {
    const id = record[group.field.name];
    const parent = typeof id === 'string' ? org.get(group.type, id) : undefined;
    if (parent !== undefined) row[name] = project(org, group.type, parent, group.paths);
  }
  return row;
}

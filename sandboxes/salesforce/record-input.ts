import { done, type Outcome, refused } from './errors.ts';
import { isJsonObject, type JsonObject } from './exact-json.ts';
import type { Field, FieldValue } from './field.ts';
import { fieldOf, fieldOfRelationship, type ObjectType, objectType } from './metadata.ts';
import { readValue } from './values.ts';

export type Values = Readonly<Record<string, FieldValue>>;

/** Finds the records of an object whose external id has this value. */
export type Lookup = (type: ObjectType, field: Field, value: string) => readonly string[];

/** Reads the fields that a client sent for a record; the first one that is wrong is the refusal. */
export function readRecord(type: ObjectType, input: JsonObject, lookup: Lookup): Outcome<Values> {
  const values: Record<string, FieldValue> = {};
  for (const [name, given] of Object.entries(input)) {
    if (name === 'attributes') continue;
    const read = isJsonObject(given) ? readParent(type, name, given, lookup) : readField(type, name, given);
    if (!read.ok) return read;
    values[read.value.name] = read.value.value;
  }
  return done(values);
}

interface NamedValue {
  readonly name: string;
  readonly value: FieldValue;
}

function readField(type: ObjectType, name: string, given: unknown): Outcome<NamedValue> {
  const field = fieldOf(type, name);
  if (field === undefined) return unknownField(type, name);
  if (!field.writable) {
    const message = `Unable to create/update fields: ${field.name}. The field is set by the org itself.`;
    return refused('INVALID_FIELD_FOR_INSERT_UPDATE', message, [field.name]);
  }
  const value = readValue(field, given);
  return value.ok ? done({ name: field.name, value: value.value }) : value;
}

/** A parent named by its own external id instead of its record id: `"Account": {"RevgraphId__c": "A-1"}`. */
function readParent(type: ObjectType, name: string, given: JsonObject, lookup: Lookup): Outcome<NamedValue> {
  const field = fieldOfRelationship(type, name);
  if (field === undefined) return unknownField(type, name);
  const parent = objectType(field.referenceTo ?? '');
  const [key, value] = Object.entries(given).find(([part]) => part !== 'attributes') ?? [];
  const external = parent === undefined || key === undefined ? undefined : fieldOf(parent, key);
  if (parent === undefined || external?.externalId !== true || typeof value !== 'string')
    return unknownField(type, name);
  const [id, ...others] = lookup(parent, external, value);
  if (id !== undefined && others.length === 0) return done({ name: field.name, value: id });
  const message = `Foreign key external ID: ${value} ${id === undefined ? 'not found' : 'is not unique'} for field ${external.name} in entity ${parent.name}`;
  return refused('INVALID_FIELD', message, [name]);
}

export function unknownField(type: ObjectType, name: string) {
  return refused('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`, [name]);
}

/** The required fields that these values leave empty: of a new record all, of an old one those that are taken away. */
export function missingFields(type: ObjectType, values: Values, isNew: boolean): readonly string[] {
  return [...type.fields.values()]
    .filter((field) => field.required && (isNew || field.name in values) && (values[field.name] ?? null) === null)
    .map((field) => field.name);
}

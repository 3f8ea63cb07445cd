import { BASE } from './call.ts';
import { done, type Outcome } from './errors.ts';
import type { Field, FieldValue, SObjectRecord } from './field.ts';
import { fieldOf, type ObjectType } from './metadata.ts';
import { unknownField } from './record-input.ts';
import { writeValue } from './values.ts';

/** The value of a field, worked out where it is not stored. */
export function fieldValue(field: Field, record: SObjectRecord): FieldValue {
  return field.calculate === null ? (record[field.name] ?? null) : field.calculate(record);
}

export function recordUrl(type: ObjectType, id: string): string {
  return `${BASE}/sobjects/${type.name}/${id}`;
}

export function attributesOf(type: ObjectType, record: SObjectRecord) {
  return { type: type.name, url: recordUrl(type, String(record['Id'])) };
}

/** The record as answers carry it, with these fields in this order. */
export function writeRecord(type: ObjectType, record: SObjectRecord, fields: Iterable<Field>): Record<string, unknown> {
  const body: Record<string, unknown> = { attributes: attributesOf(type, record) };
  for (const field of fields) body[field.name] = writeValue(field, fieldValue(field, record));
  return body;
}

/** The fields that a client asked for by name; all of them when it named none. */
export function readFieldList(type: ObjectType, names: readonly string[]): Outcome<readonly Field[]> {
  if (names.length === 0) return done([...type.fields.values()]);
  const fields: Field[] = [];
  for (const name of names) {
    const field = fieldOf(type, name.trim());
    if (field === undefined) return unknownField(type, name.trim());
    fields.push(field);
  }
  return done(fields);
}

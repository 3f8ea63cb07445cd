import { formatDecimal, parseDecimal, rescale } from './decimal.ts';
import { done, type Outcome, refused } from './errors.ts';
import { JsonNumber } from './exact-json.ts';
import type { Field, FieldValue } from './field.ts';
import { normaliseId } from './record-id.ts';

/** An instant as Salesforce writes it, whole seconds: `2026-11-21T12:00:00.000+0000`. */
export function instantText(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}.000+0000`;
}

/** True for a day that is in the calendar, written `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** Reads what a client sent for a field; a refusal names the field. */
export function readValue(field: Field, value: unknown): Outcome<FieldValue> {
  if (value === null || value === undefined) return done(field.type === 'boolean' ? false : null);
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? done(value) : wrongType(field, value);
    case 'currency':
    case 'double':
    case 'int':
      return readNumber(field, value);
    case 'string':
    case 'picklist':
      return readText(field, value);
    case 'id':
    case 'reference':
      return readReference(field, value);
    case 'date':
      return typeof value === 'string' && isCivilDate(value) ? done(value) : wrongType(field, value);
    case 'datetime':
      return readInstant(field, value);
  }
}

/** What an answer carries for a stored value. */
export function writeValue(field: Field, value: FieldValue): unknown {
  const number = field.type === 'currency' || field.type === 'double' || field.type === 'int';
  return number && typeof value === 'string' ? new JsonNumber(value) : value;
}

function readNumber(field: Field, value: unknown): Outcome<FieldValue> {
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== 'string') return wrongType(field, value);
  const decimal = parseDecimal(text.trim());
  if (decimal === null) return wrongType(field, value);
  const rounded = rescale(decimal, field.scale);
  const magnitude = rounded.units < 0n ? -rounded.units : rounded.units;
  if (magnitude >= 10n ** BigInt(field.digits + field.scale)) {
    return refused('NUMBER_OUTSIDE_VALID_RANGE', `${field.name}: value outside of valid range: ${text}`, [field.name]);
  }
  return done(formatDecimal(rounded));
}

function readText(field: Field, value: unknown): Outcome<FieldValue> {
  if (typeof value !== 'string') return wrongType(field, value);
  const trimmed = value.trim();
  if (trimmed.length > field.length) {
    const message = `${field.name}: data value too large (max length=${field.length})`;
    return refused('STRING_TOO_LONG', message, [field.name]);
  }
  return done(trimmed === '' ? null : trimmed);
}

function readReference(field: Field, value: unknown): Outcome<FieldValue> {
  if (value === '') return done(null);
  const id = typeof value === 'string' ? normaliseId(value) : null;
  if (id !== null) return done(id);
  return refused('MALFORMED_ID', `${field.name}: id value of incorrect type: ${String(value)}`, [field.name]);
}

function readInstant(field: Field, value: unknown): Outcome<FieldValue> {
  const instant = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(instant.getTime()) ? wrongType(field, value) : done(instantText(instant));
}

function wrongType(field: Field, value: unknown) {
  const shown = value instanceof JsonNumber ? value.text : JSON.stringify(value);
  return refused('JSON_PARSER_ERROR', `Cannot read ${shown} as ${field.type} for ${field.name}`, [field.name]);
}

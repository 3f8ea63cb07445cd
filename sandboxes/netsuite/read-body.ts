import { Decimal } from './decimal.ts';
import { type Detail, invalidContent } from './problem.ts';
import type { Field, RecordSchema, SublistSchema } from './record-types.ts';
import { nameOf, type Records, type Scalar } from './records.ts';
import { isObject, parseWire, type WireObject, type WireValue } from './wire-json.ts';

/** What a request says of a record: null empties a field, a field left out stays as it is. */
export type Change = Readonly<Record<string, Scalar | null>>;

export interface Draft {
  readonly externalId: string | null;
  readonly fields: Change;
  readonly sublists: Readonly<Record<string, readonly Change[]>>;
  /** Empty when the whole body could be read. */
  readonly problems: readonly Detail[];
}

/** Members that every record carries and that a client may send back unread. */
const CARRIED: ReadonlySet<string> = new Set(['id', 'links', 'refName', 'externalId']);

/** Reads the body of a write against the record's schema. */
export function readBody(schema: RecordSchema, rawBody: string, records: Records): Draft {
  const body = rawBody === '' ? {} : parseWire(rawBody);
  const problems: Detail[] = [];
  const fields: Record<string, Scalar | null> = {};
  const sublists: Record<string, readonly Change[]> = {};
  if (!isObject(body)) {
    problems.push({ detail: 'Invalid content in the request body.', code: 'INVALID_CONTENT' });
    return { externalId: null, fields, sublists, problems };
  }
  for (const [name, value] of Object.entries(body)) {
    const sublist = Object.hasOwn(schema.sublists, name) ? schema.sublists[name] : undefined;
    if (CARRIED.has(name) || value === undefined || isShownOnly(schema, name)) continue;
    if (sublist !== undefined) sublists[name] = readSublist(sublist, value, name, { records, problems });
    else fields[name] = readNamed(schema.fields, name, value, { path: name, records, problems });
  }
  const externalId = body['externalId'];
  return { externalId: typeof externalId === 'string' ? externalId : null, fields, sublists, problems };
}

/** What the account works out itself may be sent back, and is not read. evidence: [?] */
function isShownOnly({ fields }: RecordSchema, name: string): boolean {
  return Object.hasOwn(fields, name) && fields[name]?.readOnly === true;
}

interface Reading {
  readonly records: Records;
  readonly problems: Detail[];
}

function readSublist(schema: SublistSchema, value: WireValue, name: string, reading: Reading): Change[] {
  const items = isObject(value) ? value['items'] : undefined;
  if (!Array.isArray(items)) {
    reading.problems.push(invalidContent(name, `The sublist ${name} must be an object with items.`));
    return [];
  }
  return items.flatMap((item: WireValue, index: number) => {
    const path = `${name}.items[${index}]`;
    if (isObject(item)) return [readLine(schema, item, path, reading)];
    reading.problems.push(invalidContent(path, 'A line must be an object.'));
    return [];
  });
}

function readLine(schema: SublistSchema, item: WireObject, path: string, reading: Reading): Change {
  const line: Record<string, Scalar | null> = {};
  for (const [name, value] of Object.entries(item)) {
    if (name === 'links' || value === undefined) continue;
    line[name] = readNamed(schema.fields, name, value, { path: `${path}.${name}`, ...reading });
  }
  return line;
}

function readNamed(
  fields: Readonly<Record<string, Field>>,
  name: string,
  value: WireValue,
  at: Reading & { readonly path: string },
): Scalar | null {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) {
    at.problems.push(invalidContent(at.path, `Unknown field name: ${name}.`));
    return null;
  }
  if (value === null) return null;
  const read = readValue(field, value, at.records);
  if (read.ok) return read.value;
  at.problems.push(invalidContent(at.path, `${read.why} for the following field: ${name}.`));
  return null;
}

type Read = { readonly ok: true; readonly value: Scalar } | { readonly ok: false; readonly why: string };

const taken = (value: Scalar): Read => ({ ok: true, value });
const refused = (why: string): Read => ({ ok: false, why });

function readValue(field: Field, value: WireValue, records: Records): Read {
  switch (field.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? taken(value) : refused('A boolean is needed');
    case 'money':
    case 'number':
      return value instanceof Decimal ? taken(value.toString()) : refused('A number is needed');
    case 'date':
      return typeof value === 'string' && isCivilDate(value) ? taken(value) : refused('A date as YYYY-MM-DD is needed');
    case 'ref':
      return readReference(field.to, value, records);
    case 'text':
    case 'choice':
    case 'instant':
      return typeof value === 'string' ? taken(value) : refused('A text is needed');
    default:
      throw new Error('A field of no known kind.');
  }
}

/** `{"id": …}` or `{"externalId": …}` of an existing, active record. */
function readReference(types: readonly string[], value: WireValue, records: Records): Read {
  if (!isObject(value)) return refused('A reference with id or externalId is needed');
  const { id, externalId } = value;
  const wanted = typeof id === 'string' || id instanceof Decimal ? String(id) : null;
  const external = typeof externalId === 'string' ? externalId : null;
  for (const type of types) {
    const found =
      wanted !== null
        ? records.get(type, wanted)
        : external !== null
          ? records.byExternalId(type, external)
          : undefined;
    if (found === undefined) continue;
    if (found.fields['isInactive'] === true)
      return refused(`The record ${nameOf(found)} is inactive: Invalid Field Value ${found.id}`);
    return taken(found.id);
  }
  return refused(`You have entered an Invalid Field Value ${wanted ?? external ?? '(none)'}`);
}

function isCivilDate(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

import type { VendorReply } from '../kit/server.ts';
import type { ApiRoute, Call } from './call.ts';
import { describeAll, describeObject } from './describe.ts';
import { done, errorReply, NOT_THERE, type Outcome, refused } from './errors.ts';
import { isJsonObject, type JsonObject, parseExactJson } from './exact-json.ts';
import type { SObjectRecord } from './field.ts';
import { fieldOf, type ObjectType, objectType } from './metadata.ts';
import { normaliseId } from './record-id.ts';
import { unknownField } from './record-input.ts';
import { readFieldList, recordUrl, writeRecord } from './record-output.ts';

/** One record at a time: `/sobjects/{Type}[/{Id}]` and `/sobjects/{Type}/{ExtField}/{value}`. */
export const SOBJECT_ROUTES: readonly ApiRoute[] = [
  { method: 'GET', path: '/sobjects', answer: () => ({ status: 200, body: describeAll() }) },
  {
    method: 'GET',
    path: '/sobjects/:type/describe',
    answer: withType((_call, type) => ({ status: 200, body: describeObject(type) })),
  },
  { method: 'POST', path: '/sobjects/:type', answer: withType(create) },
  { method: 'GET', path: '/sobjects/:type/:id', answer: withType(withId(retrieve)) },
  { method: 'PATCH', path: '/sobjects/:type/:id', answer: withType(withId(update)) },
  { method: 'DELETE', path: '/sobjects/:type/:id', answer: withType(withId(remove)) },
  { method: 'GET', path: '/sobjects/:type/:field/:value', answer: withType(withExternalId(retrieve)) },
  { method: 'PATCH', path: '/sobjects/:type/:field/:value', answer: withType(upsert) },
  { method: 'DELETE', path: '/sobjects/:type/:field/:value', answer: withType(withExternalId(remove)) },
];

type TypeHandler = (call: Call, type: ObjectType) => VendorReply;
type RecordHandler = (call: Call, type: ObjectType, id: string) => VendorReply;

function withType(handle: TypeHandler): (call: Call) => VendorReply {
  return (call) => {
    const type = objectType(call.params['type'] ?? '');
    return type === undefined ? errorReply(NOT_THERE) : handle(call, type);
  };
}

function withId(handle: RecordHandler): TypeHandler {
  return (call, type) => {
    const given = call.params['id'] ?? '';
    const id = normaliseId(given);
    if (id?.startsWith(type.prefix) === true) return handle(call, type, id);
    return errorReply(refused('MALFORMED_ID', `malformed id ${given}`, ['Id']));
  };
}

/** The records behind an external id, or the refusal when the field is none. */
function matches({ org, params }: Call, type: ObjectType): Outcome<readonly string[]> {
  const field = fieldOf(type, params['field'] ?? '');
  if (field?.externalId === true) return done(org.idsByExternalId(type, field, params['value'] ?? ''));
  return refused('NOT_FOUND', 'Provided external ID field does not exist or is not accessible', [], 404);
}

function withExternalId(handle: RecordHandler): TypeHandler {
  return (call, type) => {
    const found = matches(call, type);
    if (!found.ok) return errorReply(found);
    const [id, ...others] = found.value;
    if (others.length > 0) return severalMatch(type, found.value);
    return id === undefined ? errorReply(NOT_THERE) : handle(call, type, id);
  };
}

// evidence: docs: 300 when several match, nothing is written (salesforce.md, Writes)
function severalMatch(type: ObjectType, ids: readonly string[]): VendorReply {
  return { status: 300, body: ids.map((id) => recordUrl(type, id)) };
}

function readBody({ request }: Call): Outcome<JsonObject> {
  const body = parseExactJson(request.rawBody);
  return isJsonObject(body) ? done(body) : refused('JSON_PARSER_ERROR', 'The body must be a JSON object');
}

function create(call: Call, type: ObjectType): VendorReply {
  const body = readBody(call);
  const made = body.ok ? call.org.create(type, body.value, call.writer) : body;
  return made.ok ? createdReply(type, made.value) : errorReply(made);
}

function createdReply(type: ObjectType, id: string, more: { created?: boolean } = {}): VendorReply {
  const headers = { Location: recordUrl(type, id) };
  return { status: 201, headers, body: { id, success: true, errors: [], ...more } };
}

function retrieve({ org, request }: Call, type: ObjectType, id: string): VendorReply {
  const record = org.get(type, id);
  if (record === undefined || record['IsDeleted'] === true) return errorReply(org.missing(record));
  const names = (request.query.get('fields') ?? '').split(',').filter((name) => name !== '');
  const fields = readFieldList(type, names);
  if (!fields.ok) return errorReply(fields);
  const headers = { 'Last-Modified': modifiedAt(record).toUTCString() };
  return { status: 200, headers, body: writeRecord(type, record, fields.value) };
}

function update(call: Call, type: ObjectType, id: string): VendorReply {
  if (modifiedSince(call, call.org.get(type, id))) {
    return errorReply(refused('PRECONDITION_FAILED', 'The record was modified since the given time', [], 412));
  }
  const body = readBody(call);
  const changed = body.ok ? call.org.update(type, id, body.value, call.writer) : body;
  return changed.ok ? { status: 204 } : errorReply(changed);
}

function remove({ org, writer }: Call, type: ObjectType, id: string): VendorReply {
  const removed = org.remove(type, id, writer);
  return removed.ok ? { status: 204 } : errorReply(removed);
}

// evidence: docs: no match creates, one updates, several give 300; updateOnly stops creation (salesforce.md, Writes)
function upsert(call: Call, type: ObjectType): VendorReply {
  const found = matches(call, type);
  if (!found.ok) return errorReply(found);
  const [id, ...others] = found.value;
  if (others.length > 0) return severalMatch(type, found.value);
  const read = readBody(call);
  if (!read.ok) return errorReply(read);
  const keyed = keyedInput(call, type, read.value);
  if (!keyed.ok) return errorReply(keyed);
  if (id === undefined) {
    if (call.request.query.get('updateOnly') === 'true') return errorReply(NOT_THERE);
    const made = call.org.create(type, keyed.value, call.writer);
    return made.ok ? createdReply(type, made.value, { created: true }) : errorReply(made);
  }
  if (modifiedSince(call, call.org.get(type, id))) {
    return errorReply(refused('PRECONDITION_FAILED', 'The record was modified since the given time', [], 412));
  }
  const changed = call.org.update(type, id, read.value, call.writer);
  return changed.ok ? { status: 200, body: { id, success: true, errors: [], created: false } } : errorReply(changed);
}

/** The body with the key of the address; a body that names the key itself is refused, as the vendor does. */
function keyedInput({ params }: Call, type: ObjectType, body: JsonObject): Outcome<JsonObject> {
  const field = fieldOf(type, params['field'] ?? '');
  if (field === undefined) return unknownField(type, params['field'] ?? '');
  if (!Object.keys(body).some((name) => name.toLowerCase() === field.name.toLowerCase())) {
    return done({ ...body, [field.name]: params['value'] });
  }
  const message = `The ${field.name} field should not be specified in the sobject data.`;
  return refused('INVALID_FIELD', message, [field.name]);
}

function modifiedAt(record: SObjectRecord): Date {
  return new Date(String(record['LastModifiedDate']).replace('+0000', 'Z'));
}

function modifiedSince({ request }: Call, record: SObjectRecord | undefined): boolean {
  const since = new Date(request.headers['if-unmodified-since'] ?? Number.NaN);
  return record !== undefined && !Number.isNaN(since.getTime()) && modifiedAt(record) > since;
}

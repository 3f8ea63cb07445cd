import type { VendorReply } from '../kit/server.ts';
import type { ApiRoute, Call } from './call.ts';
import {
  type ApiError,
  done,
  errorReply,
  failedSave,
  NOT_THERE,
  type Outcome,
  refused,
  type SaveResult,
} from './errors.ts';
import { isJsonObject, type JsonObject, parseExactJson } from './exact-json.ts';
import type { Field } from './field.ts';
import { fieldOf, type ObjectType, objectType, objectTypes } from './metadata.ts';
import { normaliseId } from './record-id.ts';
import { readFieldList, writeRecord } from './record-output.ts';

// evidence: docs: collections write up to 200, read up to 2,000 (salesforce.md, Writes and Read many)
const WRITES_MAX = 200;
const READS_MAX = 2000;

/** Many records at a time: `/composite/sobjects`. */
export const COLLECTION_ROUTES: readonly ApiRoute[] = [
  { method: 'POST', path: '/composite/sobjects', answer: (call) => writeAll(call, createOne) },
  { method: 'PATCH', path: '/composite/sobjects', answer: (call) => writeAll(call, updateOne) },
  { method: 'DELETE', path: '/composite/sobjects', answer: deleteAll },
  { method: 'POST', path: '/composite/sobjects/:type', answer: readByBody },
  { method: 'GET', path: '/composite/sobjects/:type', answer: readByQuery },
  { method: 'PATCH', path: '/composite/sobjects/:type/:field', answer: upsertAll },
];

type WriteOne = (call: Call, record: JsonObject) => Outcome<SaveResult>;

function writeAll(call: Call, writeOne: WriteOne): VendorReply {
  const body = parseExactJson(call.request.rawBody);
  const records = isJsonObject(body) ? body['records'] : undefined;
  if (!isJsonObject(body) || !Array.isArray(records) || !records.every(isJsonObject)) {
    return errorReply(refused('JSON_PARSER_ERROR', 'The body must have a list of records'));
  }
  const works = records.map((record) => () => writeOne(call, record));
  return saveAll(call, works, body['allOrNone'] === true);
}

function deleteAll(call: Call): VendorReply {
  const ids = (call.request.query.get('ids') ?? '').split(',');
  const works = ids.map((id) => () => deleteOne(call, id));
  return saveAll(call, works, call.request.query.get('allOrNone') === 'true');
}

/** Runs the writes as one transaction; with `allOrNone` one failure takes all of them back. */
function saveAll(
  { org, writer }: Call,
  works: readonly (() => Outcome<SaveResult>)[],
  allOrNone: boolean,
): VendorReply {
  if (works.length > WRITES_MAX) {
    return errorReply(refused('LIMIT_EXCEEDED', `Max limit of ${WRITES_MAX} records per request exceeded`));
  }
  const outcomes = org.transact(
    writer,
    () => works.map((work) => work()),
    (all) => !allOrNone || all.every(({ ok }) => ok),
  );
  const failed = allOrNone && outcomes.some(({ ok }) => !ok);
  const body = outcomes.map((outcome) => {
    if (!outcome.ok) return failedSave(outcome);
    return failed ? failedSave(ROLLED_BACK) : outcome.value;
  });
  return { status: 200, body };
}

const ROLLED_BACK: { readonly error: ApiError } = refused(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

/** The object that a record names in its attributes. */
function typeOf(record: JsonObject): Outcome<ObjectType> {
  const attributes = record['attributes'];
  const name = isJsonObject(attributes) ? attributes['type'] : undefined;
  const type = typeof name === 'string' ? objectType(name) : undefined;
  if (type !== undefined) return done(type);
  return refused('INVALID_TYPE', `sObject type '${String(name)}' is not supported.`);
}

function createOne({ org, writer }: Call, record: JsonObject): Outcome<SaveResult> {
  const type = typeOf(record);
  if (!type.ok) return type;
  const made = org.create(type.value, record, writer);
  return made.ok ? done({ id: made.value, success: true, errors: [] }) : made;
}

function updateOne({ org, writer }: Call, record: JsonObject): Outcome<SaveResult> {
  const type = typeOf(record);
  if (!type.ok) return type;
  const { Id, id = Id, ...fields } = record;
  const known = typeof id === 'string' ? normaliseId(id) : null;
  if (known?.startsWith(type.value.prefix) !== true)
    return refused('MALFORMED_ID', `malformed id ${String(id)}`, ['Id']);
  const changed = org.update(type.value, known, fields, writer);
  return changed.ok ? done({ id: known, success: true, errors: [] }) : changed;
}

function deleteOne({ org, writer }: Call, given: string): Outcome<SaveResult> {
  const id = normaliseId(given.trim());
  const type = objectTypes().find(({ prefix }) => id?.startsWith(prefix));
  if (id === null || type === undefined) return refused('MALFORMED_ID', `malformed id ${given}`, ['Id']);
  const removed = org.remove(type, id, writer);
  return removed.ok ? done({ id, success: true, errors: [] }) : removed;
}

function upsertAll(call: Call): VendorReply {
  const type = objectType(call.params['type'] ?? '');
  const field = type === undefined ? undefined : fieldOf(type, call.params['field'] ?? '');
  if (type === undefined || field?.externalId !== true) return errorReply(NOT_THERE);
  return writeAll(call, (_call, record) => upsertOne(call, record, type, field));
}

function upsertOne({ org, writer }: Call, record: JsonObject, type: ObjectType, field: Field): Outcome<SaveResult> {
  const named = typeOf(record);
  if (!named.ok) return named;
  const key = record[field.name];
  if (named.value !== type || typeof key !== 'string' || key === '') {
    return refused('MISSING_ARGUMENT', `${field.name} not specified`, [field.name]);
  }
  const [id, ...others] = org.idsByExternalId(type, field, key);
  if (others.length > 0) {
    const message = `${field.name}: more than one record found for external id field: [${[id, ...others].join(', ')}]`;
    return refused('DUPLICATE_EXTERNAL_ID', message, [field.name]);
  }
  const saved = id === undefined ? org.create(type, record, writer) : org.update(type, id, record, writer);
  return saved.ok ? done({ id: saved.value, success: true, errors: [], created: id === undefined }) : saved;
}

function readByQuery(call: Call): VendorReply {
  const { query } = call.request;
  return readAll(call, (query.get('ids') ?? '').split(','), (query.get('fields') ?? '').split(','));
}

function readByBody(call: Call): VendorReply {
  const body = parseExactJson(call.request.rawBody);
  const { ids, fields } = isJsonObject(body) ? body : {};
  if (!isTextList(ids) || !isTextList(fields) || fields.length === 0) {
    return errorReply(refused('JSON_PARSER_ERROR', 'The body must have lists of ids and fields'));
  }
  return readAll(call, ids, fields);
}

// evidence: docs: order kept, null where an id is invalid or not visible (salesforce.md, Read many)
function readAll({ org, params }: Call, ids: readonly string[], names: readonly string[]): VendorReply {
  const type = objectType(params['type'] ?? '');
  if (type === undefined) return errorReply(NOT_THERE);
  if (ids.length > READS_MAX) {
    return errorReply(refused('LIMIT_EXCEEDED', `Max limit of ${READS_MAX} records per request exceeded`));
  }
  const fields = readFieldList(type, names);
  if (!fields.ok) return errorReply(fields);
  const body = ids.map((given) => {
    const id = normaliseId(given.trim());
    const record = id === null ? undefined : org.get(type, id);
    return record === undefined || record['IsDeleted'] === true ? null : writeRecord(type, record, fields.value);
  });
  return { status: 200, body };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

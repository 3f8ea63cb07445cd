import type { VendorReply, VendorRequest } from '../kit/server.ts';
import type { Books } from './books.ts';
import { readFilter } from './collection-filter.ts';
import type { PromptRoute } from './jobs.ts';
import { type Page, pageOf } from './paging.ts';
import { type Detail, problem, recordMissing } from './problem.ts';
import { readBody } from './read-body.ts';
import { RECORD_TYPES, type RecordSchema } from './record-types.ts';
import type { StoredRecord } from './records.ts';
import { hrefOf, RECORD_PATH, showRecord, showSublist, type View } from './show-record.ts';
import { transformInvoice } from './transform.ts';
import { type WireObject, writeWire } from './wire-json.ts';
import { deleteRecord, type WriteParts, writeRecord } from './write-record.ts';

// evidence: docs: NetSuite REST answers with this media type; a record is its singular form.
const RECORD_MEDIA = 'application/vnd.oracle.resource+json; type=singular';
const COLLECTION_MEDIA = 'application/vnd.oracle.resource+json; type=collection';

/** The record service: every type of record answers to the same calls. */
export function recordRoutes(books: Books, parts: WriteParts): PromptRoute[] {
  const one = `${RECORD_PATH}/:record/:id`;
  const known =
    (handle: (schema: RecordSchema, request: VendorRequest) => VendorReply) =>
    (request: VendorRequest): VendorReply => {
      const schema = RECORD_TYPES.get(request.params['record'] ?? '');
      return schema === undefined ? unknownType(request) : handle(schema, request);
    };
  const write = (handle: (schema: RecordSchema, request: VendorRequest) => VendorReply) =>
    known((schema, request) => (schema.access === 'read' ? notAllowed(request) : handle(schema, request)));
  return [
    { method: 'GET', path: `${RECORD_PATH}/:record`, handle: known((schema, request) => list(schema, request, books)) },
    { method: 'GET', path: one, handle: known((schema, request) => read(schema, request, books)) },
    { method: 'GET', path: `${one}/:sublist`, handle: known((schema, request) => readLines(schema, request, books)) },
    {
      method: 'POST',
      path: `${RECORD_PATH}/:record`,
      handle: write((schema, request) => create(schema, request, books, parts)),
    },
    { method: 'PATCH', path: one, handle: write((schema, request) => change(schema, request, books, parts)) },
    { method: 'PUT', path: one, handle: write((schema, request) => upsert(schema, request, books, parts)) },
    { method: 'DELETE', path: one, handle: write((schema, request) => remove(schema, request, books, parts)) },
    {
      method: 'POST',
      path: `${RECORD_PATH}/invoice/:id/!transform/:target`,
      handle: (request) => transform(request, books, parts),
    },
  ];
}

function originOf({ headers }: VendorRequest): string {
  return `http://${headers['host'] ?? '127.0.0.1'}`;
}

function viewOf(request: VendorRequest, books: Books): View {
  const fields = request.query.get('fields');
  return {
    books,
    origin: originOf(request),
    expand: request.query.get('expandSubResources') === 'true',
    only: fields === null ? null : new Set(fields.split(',').map((name) => name.trim())),
  };
}

function read({ name }: RecordSchema, request: VendorRequest, books: Books): VendorReply {
  const record = books.records.find(name, request.params['id'] ?? '');
  return record === undefined
    ? recordMissing(request.path)
    : shown(showRecord(record, viewOf(request, books)), RECORD_MEDIA);
}

function readLines(schema: RecordSchema, request: VendorRequest, books: Books): VendorReply {
  const sublist = request.params['sublist'] ?? '';
  const record = books.records.find(schema.name, request.params['id'] ?? '');
  if (record === undefined || !Object.hasOwn(schema.sublists, sublist)) return recordMissing(request.path);
  return shown(showSublist(record, sublist, viewOf(request, books)), COLLECTION_MEDIA);
}

function list(schema: RecordSchema, request: VendorRequest, books: Books): VendorReply {
  const filter = readFilter(request.query.get('q'), schema, books);
  if (!filter.ok) return problem(400, [filter.problem]);
  const page = pageOf(request, books.records.all(schema.name).filter(filter.matches));
  if (!page.ok) return problem(400, [page.problem]);
  const origin = originOf(request);
  const items = page.items.map((record) => ({ links: [{ rel: 'self', href: hrefOf(origin, record) }], id: record.id }));
  return shown(collection(page, items), COLLECTION_MEDIA);
}

export function collection(page: Page<unknown>, items: readonly WireObject[]): WireObject {
  return {
    links: page.links,
    count: page.count,
    hasMore: page.hasMore,
    items,
    offset: page.offset,
    totalResults: page.total,
  };
}

function create(schema: RecordSchema, request: VendorRequest, books: Books, parts: WriteParts): VendorReply {
  if (schema.access === 'change') return notAllowed(request);
  const draft = readBody(schema, request.rawBody, books.records);
  return written(
    request,
    writeRecord({ ...callOf(schema, request), before: undefined, externalId: draft.externalId, draft }, books, parts),
  );
}

function change(schema: RecordSchema, request: VendorRequest, books: Books, parts: WriteParts): VendorReply {
  const before = books.records.find(schema.name, request.params['id'] ?? '');
  if (before === undefined) return recordMissing(request.path);
  const draft = readBody(schema, request.rawBody, books.records);
  return written(
    request,
    writeRecord({ ...callOf(schema, request), before, externalId: draft.externalId, draft }, books, parts),
  );
}

/** With `eid:` the record is made when there is none. evidence: docs: NetSuite REST, upsert by external id. */
function upsert(schema: RecordSchema, request: VendorRequest, books: Books, parts: WriteParts): VendorReply {
  const id = request.params['id'] ?? '';
  if (!id.startsWith('eid:') || id === 'eid:' || schema.access === 'change') return notAllowed(request);
  const externalId = id.slice('eid:'.length);
  const before = books.records.byExternalId(schema.name, externalId);
  const draft = readBody(schema, request.rawBody, books.records);
  return written(request, writeRecord({ ...callOf(schema, request), before, externalId, draft }, books, parts));
}

function remove(schema: RecordSchema, request: VendorRequest, books: Books, parts: WriteParts): VendorReply {
  const before = books.records.find(schema.name, request.params['id'] ?? '');
  if (before === undefined) return recordMissing(request.path);
  const refusal = deleteRecord({ ...callOf(schema, request), before, externalId: null }, books, parts);
  return refusal === null ? { status: 204 } : problem(400, [refusal]);
}

function transform(request: VendorRequest, books: Books, parts: WriteParts): VendorReply {
  const target = RECORD_TYPES.get(request.params['target'] ?? '');
  const invoice = books.records.find('invoice', request.params['id'] ?? '');
  if (invoice === undefined || (target?.name !== 'creditMemo' && target?.name !== 'customerPayment')) {
    return recordMissing(request.path);
  }
  const draft = transformInvoice(invoice, target, readBody(target, request.rawBody, books.records), books);
  return written(
    request,
    writeRecord({ ...callOf(target, request), before: undefined, externalId: draft.externalId, draft }, books, parts),
  );
}

function callOf({ name }: RecordSchema, { method, path, query }: VendorRequest) {
  const replaced = new Set((query.get('replace') ?? '').split(',').map((sublist) => sublist.trim()));
  return { type: name, method, path, replaced };
}

function written(request: VendorRequest, outcome: ReturnType<typeof writeRecord>): VendorReply {
  if (!outcome.ok) return problem(400, outcome.problems);
  return { status: 204, headers: { location: locationOf(request, outcome.record) } };
}

function locationOf(request: VendorRequest, record: StoredRecord): string {
  return hrefOf(originOf(request), record);
}

export function shown(body: WireObject, media: string): VendorReply {
  return { status: 200, headers: { 'content-type': media }, body: writeWire(body) };
}

function unknownType(request: VendorRequest): VendorReply {
  const detail: Detail = {
    detail: `Record type ${request.params['record']} does not exist.`,
    code: 'RECORD_DOES_NOT_EXIST',
    url: request.path,
  };
  return problem(404, [detail]);
}

function notAllowed({ method, path }: VendorRequest): VendorReply {
  return problem(405, [{ detail: `The method ${method} is not allowed here.`, code: 'METHOD_NOT_ALLOWED', url: path }]);
}

import type { VendorReply } from '../kit/server.ts';
import { type ApiRoute, BASE, type Call, dispatch } from './call.ts';
import { done, errorReply, type Outcome, refused } from './errors.ts';
import { isJsonObject, JsonNumber, type JsonObject, parseExactJson } from './exact-json.ts';

// evidence: docs: up to 25 parts, references by @{ref.id} (salesforce.md, Writes)
const PARTS_MAX = 25;

/** `/composite`: several calls in one, each able to use what an earlier one answered. */
export function compositeRoutes(inner: readonly ApiRoute[]): readonly ApiRoute[] {
  return [{ method: 'POST', path: '/composite', answer: (call) => composite(call, inner) }];
}

interface Part {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly body: unknown;
}

interface PartReply {
  readonly referenceId: string;
  readonly reply: VendorReply;
}

function composite(call: Call, inner: readonly ApiRoute[]): VendorReply {
  const read = readParts(parseExactJson(call.request.rawBody));
  if (!read.ok) return errorReply(read);
  const { parts, allOrNone } = read.value;
  const run = () => runParts(call, inner, parts, allOrNone);
  const replies = allOrNone ? call.org.transact(call.writer, run, allSucceeded) : run();
  const rolledBack = allOrNone && !allSucceeded(replies);
  const body = replies.map(({ referenceId, reply }) => {
    const { status, headers = {}, body = null } = rolledBack && succeeded(reply) ? HALTED_BY_ROLLBACK : reply;
    return { body, httpHeaders: headers, httpStatusCode: status, referenceId };
  });
  return { status: 200, body: { compositeResponse: body } };
}

const HALTED_BY_ROLLBACK = errorReply(
  refused(
    'PROCESSING_HALTED',
    'The transaction was rolled back since another operation in the same transaction failed.',
  ),
);

function succeeded({ status }: VendorReply): boolean {
  return status < 300;
}

function allSucceeded(replies: readonly PartReply[]): boolean {
  return replies.every(({ reply }) => succeeded(reply));
}

/** Runs the parts in their order; after a failure under `allOrNone` the rest is not tried. */
function runParts(call: Call, inner: readonly ApiRoute[], parts: readonly Part[], allOrNone: boolean): PartReply[] {
  const answered = new Map<string, unknown>();
  const replies: PartReply[] = [];
  for (const part of parts) {
    const halted = allOrNone && !allSucceeded(replies);
    const reply = halted ? HALTED_BY_ROLLBACK : runPart(call, inner, part, answered);
    if (succeeded(reply)) answered.set(part.referenceId, parseExactJson(JSON.stringify(reply.body ?? null)));
    replies.push({ referenceId: part.referenceId, reply });
  }
  return replies;
}

function runPart(
  call: Call,
  inner: readonly ApiRoute[],
  part: Part,
  answered: ReadonlyMap<string, unknown>,
): VendorReply {
  const url = fill(part.url, answered);
  const body = fill(part.body, answered);
  if (!url.ok) return errorReply(url);
  if (!body.ok) return errorReply(body);
  const address = new URL(String(url.value), 'http://sandbox');
  if (!address.pathname.startsWith(`${BASE}/`)) {
    return errorReply(refused('INVALID_INPUT', `The url must start with ${BASE}`));
  }
  const request = {
    ...call.request,
    method: part.method,
    path: address.pathname,
    query: address.searchParams,
    rawBody: body.value === undefined ? '' : JSON.stringify(body.value),
  };
  return dispatch(inner, { org: call.org, writer: call.writer, request });
}

/** The value with each `@{ref.path}` replaced by what the named part answered. */
function fill(value: unknown, answered: ReadonlyMap<string, unknown>): Outcome<unknown> {
  if (typeof value === 'string') return fillText(value, answered);
  if (Array.isArray(value)) {
    const items = value.map((item) => fill(item, answered));
    return items.find((item) => !item.ok) ?? done(items.map((item) => (item.ok ? item.value : null)));
  }
  if (!isJsonObject(value)) return done(value);
  const filled: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    const part = fill(given, answered);
    if (!part.ok) return part;
    filled[name] = part.value;
  }
  return done(filled);
}

function fillText(text: string, answered: ReadonlyMap<string, unknown>): Outcome<string> {
  let broken: string | null = null;
  const filled = text.replace(/@\{([A-Za-z0-9_]+)([^}]*)\}/g, (whole, referenceId: string, path: string) => {
    const found = follow(answered.get(referenceId), path);
    if (found === null) broken = whole;
    return found ?? whole;
  });
  if (broken === null) return done(filled);
  return refused('PROCESSING_HALTED', `Invalid reference specified. No value for ${broken} found.`);
}

/** The text at `.id`, `[0].id` or `.records[0].Id` of an answer, or null. */
function follow(answer: unknown, path: string): string | null {
  let value = answer;
  for (const [, index, name] of path.matchAll(/\[(\d+)\]|\.([A-Za-z0-9_]+)/g)) {
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else value = isJsonObject(value) ? value[name ?? ''] : undefined;
  }
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'string' ? value : null;
}

function readParts(body: unknown): Outcome<{ parts: readonly Part[]; allOrNone: boolean }> {
  const list = isJsonObject(body) ? body['compositeRequest'] : undefined;
  if (!isJsonObject(body) || !Array.isArray(list) || list.length === 0) {
    return refused('JSON_PARSER_ERROR', 'The body must have a list compositeRequest');
  }
  if (list.length > PARTS_MAX) {
    return refused('LIMIT_EXCEEDED', `A composite takes at most ${PARTS_MAX} subrequests`);
  }
  const parts: Part[] = [];
  for (const item of list) {
    const part = isJsonObject(item) ? readPart(item) : null;
    if (part === null) return refused('INVALID_INPUT', 'A subrequest needs method, url and referenceId');
    if (parts.some(({ referenceId }) => referenceId === part.referenceId)) {
      return refused('INVALID_INPUT', `The referenceId ${part.referenceId} stands twice`);
    }
    parts.push(part);
  }
  return done({ parts, allOrNone: body['allOrNone'] === true });
}

function readPart({ method, url, referenceId, body }: JsonObject): Part | null {
  if (typeof method !== 'string' || typeof url !== 'string' || typeof referenceId !== 'string') return null;
  return { method, url, referenceId, body };
}

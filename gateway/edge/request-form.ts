import type { IncomingMessage } from 'node:http';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { jsonRefusal } from './json-guard.ts';
import type { Refusal } from './refusal.ts';

/** In which form a GraphQL request may come. */
export interface RequestForm {
  readonly getQueries: 'trusted' | 'any' | 'off';
  readonly csrfPrevention: boolean;
}

/** A page may not send these to another origin without asking first; so whoever sends one was allowed to. */
const PREFLIGHTED = ['apollo-require-preflight', 'x-apollo-operation-name'] as const;

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Judges method and media type, before anything else is looked at. */
export function formRefusal({ method, url, headers }: IncomingMessage, form: RequestForm): Refusal | null {
  if (method === 'GET') return isServedByGet(searchOf(url), form) ? getRefusal(headers, form) : ONLY_POST;
  if (method !== 'POST') return ONLY_POST;
  if (!form.csrfPrevention || JSON_TYPE.test(headers['content-type'] ?? '')) return null;
  return { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send application/json in UTF-8.' };
}

export const ONLY_POST: Refusal = { code: 'METHOD_NOT_ALLOWED', message: 'Use POST.' };

function isServedByGet(search: URLSearchParams, { getQueries }: RequestForm): boolean {
  if (getQueries === 'trusted') return search.has('documentId') || search.has('extensions');
  return getQueries === 'any';
}

function getRefusal(headers: IncomingMessage['headers'], { csrfPrevention }: RequestForm): Refusal | null {
  if (!csrfPrevention || JSON_TYPE.test(headers['content-type'] ?? '')) return null;
  const given = PREFLIGHTED.some((name) => headers[name] !== undefined && headers[name] !== '');
  return given ? null : { code: 'BAD_REQUEST', message: `A GET needs the header ${PREFLIGHTED[0]}: true.` };
}

const TEXTS: ReadonlySet<string> = new Set(['query', 'operationName', 'documentId']);
const JSONS: ReadonlySet<string> = new Set(['variables', 'extensions']);

/** The envelope that stands in the address of a GET: the same members as in a body. */
export function envelopeOfUrl(url: string | undefined, nestingMax: number): Result<unknown, Refusal> {
  const envelope = new Map<string, unknown>();
  for (const [name, text] of searchOf(url)) {
    if (envelope.has(name)) return fail({ code: 'BAD_REQUEST', message: `${name} stands twice in the address.` });
    if (TEXTS.has(name)) envelope.set(name, text);
    else if (JSONS.has(name)) {
      const value = jsonOf(text, nestingMax);
      if (!value.ok) return value;
      envelope.set(name, value.value);
    } else {
      return fail({ code: 'BAD_REQUEST', message: 'The address has a member that is none of a GraphQL request.' });
    }
  }
  return ok(Object.fromEntries(envelope));
}

function jsonOf(text: string, nestingMax: number): Result<unknown, Refusal> {
  const refusal = jsonRefusal(text, nestingMax);
  if (refusal !== null) return fail(refusal);
  try {
    return ok(JSON.parse(text));
  } catch {
    return fail({ code: 'BAD_REQUEST', message: 'A member of the address is not JSON.' });
  }
}

function searchOf(url: string | undefined): URLSearchParams {
  const start = url?.indexOf('?') ?? -1;
  return new URLSearchParams(start === -1 ? '' : url?.slice(start));
}

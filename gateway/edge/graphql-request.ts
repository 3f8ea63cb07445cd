import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import type { Refusal } from './refusal.ts';
import { type TrustedDocuments, textOf } from './trusted-documents.ts';

interface Envelope {
  readonly query?: string | null;
  /** Judged as an id, whatever it is: who sends one gets no other answer than who sends a wrong one. */
  readonly documentId?: unknown;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
  readonly extensions?: Record<string, unknown> | null;
}

/** The envelope of a GraphQL request, the same over HTTP and over a socket. A list of them is refused. */
export function graphqlRequest(body: unknown, trusted: TrustedDocuments): Result<GraphqlRequest, Refusal> {
  if (Array.isArray(body)) return fail({ code: 'BAD_REQUEST', message: 'Send one operation a request, not a list.' });
  if (!isEnvelope(body)) {
    const message =
      'The body needs query or documentId as text, and may have operationName as text and variables and extensions as objects.';
    return fail({ code: 'BAD_REQUEST', message });
  }
  const { query, documentId, operationName, variables, extensions } = body;
  const ids = [documentId, persistedQueryId(extensions ?? {})].filter((id) => id !== undefined && id !== null);
  const text = textOf(query ?? '', ids, trusted);
  if (!text.ok) return text;
  return ok({ query: text.value, operationName: operationName ?? null, variables: variables ?? {} });
}

function isEnvelope(body: unknown): body is Envelope {
  if (!isObject(body)) return false;
  const { query, operationName, variables, extensions } = body;
  return isTextOrNone(query) && isTextOrNone(operationName) && isObjectOrNone(variables) && isObjectOrNone(extensions);
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function isObjectOrNone(value: unknown): boolean {
  return value === undefined || value === null || isObject(value);
}

function isObject(value: unknown): value is Readonly<Partial<Record<keyof Envelope, unknown>>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As clients with automatic persisted queries write it. Undefined where there is none. */
function persistedQueryId(extensions: Readonly<Record<string, unknown>>): unknown {
  const given = Object.hasOwn(extensions, 'persistedQuery') ? extensions['persistedQuery'] : undefined;
  if (typeof given !== 'object' || given === null || !('sha256Hash' in given)) return given;
  return given.sha256Hash;
}

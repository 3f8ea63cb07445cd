import { parseExact } from '#kit/transport/exact-json.ts';
import { retryAfterMs, type VendorAnswer } from '#kit/transport/vendor-http.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { compositeAnswer, oauthRefusal, refusals } from './wire.ts';

/** What was asked, for the words of a refusal. */
export interface Asked {
  readonly connection: string;
  /** Our key of a write; null for a read. */
  readonly key: string | null;
  /** The record or path that was asked for. */
  readonly subject: string;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
}

// evidence: 2nd: the limit is one of a day, without a time to wait for (salesforce.md, Rate limits)
const PAUSE_MS = 30_000;

// evidence: 2nd: lock clashes and limits of concurrency refuse without having acted (salesforce.md, Rate limits)
const NOTHING_DONE: ReadonlySet<string> = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE']);

/** Closes an answer other than 2xx into what the caller may do next. */
export function fromSalesforceRefusal(answer: VendorAnswer, asked: Asked, now: Date): ConnectorError {
  const refusal = refusalOf(answer.status, parseExact(answer.text));
  if (refusal.code === 'REQUEST_LIMIT_EXCEEDED' || answer.status === 429) {
    return { kind: 'RateLimited', retryAfterMs: retryAfterMs(answer.headers['retry-after'], now, PAUSE_MS) };
  }
  if (answer.status >= 500 && !NOTHING_DONE.has(refusal.code) && asked.key !== null) {
    return { kind: 'OutcomeUnknown', key: asked.key };
  }
  return errorOf(refusal, asked);
}

/**
 * What a composite call came to: null when every part succeeded. A part that failed took all others with it, so
 * even a 5xx of a part is the vendor's word that nothing was done.
 */
export function fromCompositeParts(
  parts: readonly { readonly body?: unknown; readonly httpStatusCode: number }[],
  asked: Asked,
): ConnectorError | null {
  const failed = parts.filter(({ httpStatusCode }) => httpStatusCode >= 300);
  const [first] = failed;
  if (first === undefined) return null;
  const cause = failed
    .map(({ httpStatusCode, body }) => refusalOf(httpStatusCode, body))
    // The other parts only say that they were rolled back.
    .find(({ code }) => code !== 'PROCESSING_HALTED');
  return errorOf(cause ?? refusalOf(first.httpStatusCode, first.body), asked);
}

/** The token endpoint refuses in a form of its own, and only for what a person must mend. */
export function fromTokenRefusal(answer: VendorAnswer, asked: Asked, now: Date): ConnectorError {
  const isOauth = oauthRefusal.safeParse(parseExact(answer.text)).success;
  if (isOauth || answer.status === 401) return { kind: 'CredentialsExpired', connection: asked.connection };
  return fromSalesforceRefusal(answer, { ...asked, key: null }, now);
}

/** A success that cannot be read says nothing about a write, and nothing about a record either. */
export function unreadable(asked: Asked, detail: string): ConnectorError {
  if (asked.key !== null) return { kind: 'OutcomeUnknown', key: asked.key };
  return { kind: 'Unmappable', field: asked.subject, detail };
}

export function readComposite(text: string) {
  const read = compositeAnswer.safeParse(parseExact(text));
  return read.success ? read.data.compositeResponse : null;
}

function errorOf({ status, code, message, field }: Refusal, { connection, subject }: Asked): ConnectorError {
  if (code === 'INVALID_SESSION_ID' || status === 401) return { kind: 'CredentialsExpired', connection };
  if (code === 'REQUEST_LIMIT_EXCEEDED') return { kind: 'RateLimited', retryAfterMs: PAUSE_MS };
  if (status >= 500 || NOTHING_DONE.has(code)) return { kind: 'Unavailable', status };
  if (status === 404) return { kind: 'NotFound', externalId: subject };
  if (status === 412) return { kind: 'VersionConflict', externalId: subject };
  return { kind: 'Rejected', code, field, detail: message };
}

// evidence: docs: errors are an array of message, errorCode, fields (salesforce.md, Errors)
function refusalOf(status: number, body: unknown): Refusal {
  const read = refusals.safeParse(body);
  const first = read.success ? read.data[0] : undefined;
  if (first === undefined) return { status, code: `HTTP_${status}`, message: `HTTP status ${status}`, field: null };
  return { status, code: first.errorCode, message: first.message, field: first.fields?.[0] ?? null };
}

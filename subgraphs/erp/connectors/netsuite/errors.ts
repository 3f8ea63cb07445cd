import { parseExact } from '#kit/transport/exact-json.ts';
import { retryAfterMs, type VendorAnswer } from '#kit/transport/vendor-http.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { oauthRefusal, problem } from './wire.ts';

/** What was asked, for the words of a refusal. */
export interface Asked {
  readonly connection: string;
  /** Our key of a write; null for a read. */
  readonly key: string | null;
  /** The record or path that was asked for. */
  readonly subject: string;
}

// evidence: docs: 429 above the account's concurrency, no Retry-After documented: back off (netsuite.md, Rate limits)
const PAUSE_MS = 2000;

/** Closes an answer other than 2xx into what the caller may do next. */
export function fromNetSuiteRefusal(answer: VendorAnswer, asked: Asked, now: Date): ConnectorError {
  const { status, headers } = answer;
  if (status === 429) return { kind: 'RateLimited', retryAfterMs: retryAfterMs(headers['retry-after'], now, PAUSE_MS) };
  if (status === 401 || status === 403) return { kind: 'CredentialsExpired', connection: asked.connection };
  if (status >= 500) {
    return asked.key === null ? { kind: 'Unavailable', status } : { kind: 'OutcomeUnknown', key: asked.key };
  }
  if (status === 404) return { kind: 'NotFound', externalId: asked.subject };
  if (status === 412) return { kind: 'VersionConflict', externalId: asked.subject };
  const rejection = rejectionOf(answer);
  // What was open when we looked was settled by somebody else since: nothing was done, and it is worth another look.
  // evidence: docs: "Unable to find a matching line for sub-list apply" (netsuite.md, Traps); the path is [?]
  if (rejection.kind === 'Rejected' && rejection.field === 'apply') {
    return { kind: 'VersionConflict', externalId: asked.subject };
  }
  return rejection;
}

/** The token endpoint refuses in OAuth's own form, and only for what a person must mend. */
export function fromTokenRefusal(answer: VendorAnswer, asked: Asked, now: Date): ConnectorError {
  const isOauth = oauthRefusal.safeParse(parseExact(answer.text)).success;
  if (isOauth || answer.status === 401) return { kind: 'CredentialsExpired', connection: asked.connection };
  return fromNetSuiteRefusal(answer, { ...asked, key: null }, now);
}

/** A success that cannot be read says nothing about a write, and nothing about a record either. */
export function unreadable(asked: Asked, detail: string): ConnectorError {
  if (asked.key !== null) return { kind: 'OutcomeUnknown', key: asked.key };
  return { kind: 'Unmappable', field: asked.subject, detail };
}

/**
 * Whether a refusal may be about the posting period. There is no stable code, and the text is in the user's own
 * language, so every refusal of the vendor's general kind has to be checked against the period itself.
 * evidence: ?: 400 with a text about the posting period and no stable code (netsuite.md, Errors)
 */
export function mayBeAboutThePeriod(error: ConnectorError): boolean {
  return error.kind === 'Rejected' && (error.code === 'USER_ERROR' || error.field === 'postingPeriod');
}

// evidence: docs: o:errorDetails with detail, o:errorCode and one of path, query parameter, header (netsuite.md, Errors)
function rejectionOf({ status, text }: VendorAnswer): ConnectorError {
  const read = problem.safeParse(parseExact(text));
  const first = read.success ? read.data['o:errorDetails'][0] : undefined;
  return {
    kind: 'Rejected',
    code: first?.['o:errorCode'] ?? `HTTP_${status}`,
    field: first?.['o:errorPath'] ?? first?.['o:errorQueryParam'] ?? first?.['o:errorHeader'] ?? null,
    detail: first?.detail ?? `HTTP status ${status}`,
  };
}

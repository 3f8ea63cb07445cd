import { type Dispatcher, request } from 'undici';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

export interface VendorCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
  /** Our key of a write; null for a read, which may be repeated freely. */
  readonly key: string | null;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const TIMEOUT_MS = 10_000;

/** Nothing left this machine: the peer refused the connection or has no such name. */
const NEVER_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** One HTTP call to a vendor. Any status is an answer; only a missing answer is an error. Never repeats itself. */
export async function callVendor(
  call: VendorCall,
  dispatcher?: Dispatcher,
): Promise<Result<VendorAnswer, ConnectorError>> {
  const timeoutMs = call.timeoutMs ?? TIMEOUT_MS;
  try {
    const { statusCode, headers, body } = await request(call.url, {
      method: call.method,
      headers: { ...call.headers },
      ...(call.body === undefined ? {} : { body: call.body }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    return ok({ status: statusCode, headers, text: await body.text() });
  } catch (error) {
    return fail(lostCall(error, call.key));
  }
}

/** What a call without an answer means: a write may have been done unless it certainly never left. */
export function lostCall(error: unknown, key: string | null): ConnectorError {
  if (key === null || NEVER_SENT.has(causeCodeOf(error))) return { kind: 'Unavailable', status: null };
  return { kind: 'OutcomeUnknown', key };
}

function causeCodeOf(error: unknown): string {
  let inner = error;
  for (let depth = 0; depth < 5 && typeof inner === 'object' && inner !== null; depth += 1) {
    if ('code' in inner && typeof inner.code === 'string') return inner.code;
    inner = 'cause' in inner ? inner.cause : null;
  }
  return '';
}

/** Retry-After in milliseconds, from seconds or a date; `otherwise` when the vendor did not say. */
export function retryAfterMs(header: string | string[] | undefined, now: Date, otherwise: number): number {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined || text === '') return otherwise;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? otherwise : Math.max(0, date - now.getTime());
}

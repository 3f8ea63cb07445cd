import { type Dispatcher, request } from 'undici';
import { currentLane } from '#kit/commands/lane.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { traced } from '#kit/observability/present-span.ts';
import type { VendorOutcome } from '#kit/observability/service-metrics.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import type { CallRecorder } from './call-log.ts';
import type { Pacer } from './pacer.ts';

/** How the calls of one connection travel: at its pace, and recorded. Without either they go as they come. */
export interface VendorLine {
  readonly pacer?: Pacer;
  readonly calls?: CallRecorder;
  /** The connection's name, by which calls are traced. */
  readonly connection?: string;
  /** Told of every call; `held_back` was never sent. */
  readonly counted?: (outcome: VendorOutcome, seconds: number) => void;
}

/** What is sent, for the record. */
export interface SentCall {
  readonly method: string;
  /** The address, or the path with its query. */
  readonly url: string;
  readonly body?: string;
}

/** What came back. A name of `headers` is in lower case. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface VendorCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
  /** Our key of a write; null for a read, which may be repeated freely. */
  readonly key: string | null;
}

const TIMEOUT_MS = 10_000;

/** Nothing left this machine: the peer refused the connection or has no such name. */
const NEVER_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** For a vendor that says only that it is too much. */
const SILENCE_MS = 1000;

/**
 * One HTTP call to a vendor, over its connection's line. Any status is an answer; only a missing answer is an error,
 * and `RateLimited` when its turn would come too late. Never repeats itself. The dispatcher is for tests.
 */
export function callVendor(call: VendorCall, line: VendorLine = {}, dispatcher?: Dispatcher): Reply<VendorAnswer> {
  return overLine(line, call, () => send(call, dispatcher));
}

async function send(call: VendorCall, dispatcher: Dispatcher | undefined): Reply<VendorAnswer> {
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

/**
 * Sends one call over the line, whoever's client sends it: waits for its turn in the present lane, keeps a record, and
 * holds the connection back when the vendor answers 429. `RateLimited` when the turn would take too long: nothing was
 * sent then, and nothing is recorded.
 */
export function overLine(line: VendorLine, sent: SentCall, send: () => Reply<VendorAnswer>): Reply<VendorAnswer> {
  const recorded = () => sendTraced(line, sent, () => sendRecorded(line.calls, sent, send));
  return line.pacer === undefined ? counted(line, recorded) : paced(line, line.pacer, () => counted(line, recorded));
}

async function counted(line: VendorLine, send: () => Reply<VendorAnswer>): Reply<VendorAnswer> {
  if (line.counted === undefined) return send();
  const startedMs = performance.now();
  const reply = await send();
  line.counted(outcomeOf(reply), (performance.now() - startedMs) / 1000);
  return reply;
}

function outcomeOf(reply: Awaited<Reply<VendorAnswer>>): VendorOutcome {
  if (!reply.ok) return reply.error.kind === 'OutcomeUnknown' ? 'in_doubt' : 'unavailable';
  const { status } = reply.value;
  if (status < 400) return 'ok';
  if (status === 429) return 'rate_limited';
  return status < 500 ? 'rejected' : 'failed';
}

async function paced(line: VendorLine, pacer: Pacer, send: () => Reply<VendorAnswer>): Reply<VendorAnswer> {
  let sent = false;
  const reply = await pacer.run(currentLane(), () => {
    sent = true;
    return send();
  });
  if (!sent) line.counted?.('held_back', 0);
  if (reply.ok && reply.value.status === 429) {
    // The vendor's date is of real time, whatever the business clock says.
    await pacer.holdBack(retryAfterMs(reply.value.headers['retry-after'], systemClock.now(), SILENCE_MS));
  }
  return reply;
}

/** Address and path stay out of it: they hold ids of records, and now and then a secret. */
function sendTraced(
  { connection = 'vendor' }: VendorLine,
  { method }: SentCall,
  send: () => Reply<VendorAnswer>,
): Reply<VendorAnswer> {
  const about = { 'revgraph.connection': connection, 'http.request.method': method };
  return traced('vendor call', 'client', about, async (span) => {
    const reply = await send();
    if (!reply.ok) span.fail(reply.error.kind);
    else {
      span.set({ 'http.response.status_code': reply.value.status });
      if (reply.value.status >= 400) span.fail(String(reply.value.status));
    }
    return reply;
  });
}

async function sendRecorded(
  calls: CallRecorder | undefined,
  sent: SentCall,
  send: () => Reply<VendorAnswer>,
): Reply<VendorAnswer> {
  if (calls === undefined) return send();
  const startedMs = performance.now();
  const reply = await send();
  calls.note({
    method: sent.method,
    path: sent.url,
    request: sent.body ?? null,
    response: reply.ok ? reply.value.text : null,
    status: reply.ok ? reply.value.status : null,
    durationMs: performance.now() - startedMs,
    error: reply.ok ? null : reply.error.kind,
  });
  return reply;
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

import type { Principal } from '#kit/identity/principal.ts';
import type { Ids } from '#kit/runtime/ids.ts';

/** What one client's operation carries on its way: who asks, how long it may take, and whether anybody still waits. */
export interface RequestContext {
  readonly principal: Principal;
  /** Instant after which no fetch is worth sending. */
  readonly deadlineAtMs: number;
  /** Aborted when the client went away. Queries are given up then; mutations never. */
  readonly clientGone: AbortSignal;
  /** Trace context of the caller, passed on as it came. */
  readonly trace: Readonly<Record<string, string>>;
}

export const CORRELATION_HEADER = 'x-correlation-id';

/** The caller's own id when it is harmless to write into a log and a header, else a new one. */
export function correlationIdFrom(given: string | undefined, ids: Ids): string {
  return given !== undefined && /^[\w.:-]{8,64}$/.test(given) ? given : ids.next('cor');
}

const TRACE_HEADERS: readonly (readonly [string, RegExp])[] = [
  ['traceparent', /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/],
  ['tracestate', /^[\x20-\x7e]{1,512}$/],
];

/** The W3C trace headers that are well-formed; anything else stops here. */
export function traceFrom(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, form] of TRACE_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string' && form.test(value)) kept[name] = value;
  }
  return kept;
}

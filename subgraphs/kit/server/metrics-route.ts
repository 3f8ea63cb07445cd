import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SeenCalls } from '#kit/identity/seen-calls.ts';
import { verifyCall } from '#kit/identity/signature.ts';
import type { ServiceMetrics } from '#kit/observability/service-metrics.ts';
import { systemClock } from '#kit/runtime/clock.ts';

export interface MetricsRouteSettings {
  readonly metrics: ServiceMetrics;
  /** Null = nobody has one. */
  readonly metricsToken: string | null;
  readonly serviceSecret: string;
  readonly seen: SeenCalls;
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The metrics' text for who has the scrape token, or a call that our services signed over an empty body; else null. */
export async function metricsFor(
  { metrics, metricsToken, serviceSecret, seen }: MetricsRouteSettings,
  headers: IncomingHttpHeaders,
): Promise<string | null> {
  if (isToken(headers.authorization, metricsToken)) return metrics.text();
  const principal = verifyCall(headers, '', serviceSecret, systemClock.now(), seen);
  return principal?.roles.includes('service') === true ? metrics.text() : null;
}

function isToken(authorization: string | undefined, token: string | null): boolean {
  if (token === null || authorization === undefined) return false;
  const given = Buffer.from(authorization);
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

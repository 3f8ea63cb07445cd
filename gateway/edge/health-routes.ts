import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Authenticate } from '#gateway/auth/authenticate.ts';
import { authorizationOf } from '#gateway/auth/authorization-header.ts';
import { hasRole } from '#kit/identity/principal.ts';
import { clientAddress } from './client-address.ts';
import { type HttpAnswer, jsonAnswer, refusalAnswer } from './http-answer.ts';
import type { Metrics } from './metrics.ts';
import type { Rate } from './rates.ts';

/** The process is up; says nothing about what it stands on. */
export function answerHealth(): HttpAnswer {
  return jsonAnswer(200, { status: 'up' });
}

/** 200 when every subgraph answers, else 503; either way a word on each. */
export async function answerReady(probes: ReadonlyMap<string, () => Promise<boolean>>): Promise<HttpAnswer> {
  const states = await Promise.all([...probes].map(async ([name, isUp]) => [name, await isUp()] as const));
  const ready = states.every(([, up]) => up);
  const subgraphs = Object.fromEntries(states.map(([name, up]) => [name, up ? 'up' : 'down']));
  return jsonAnswer(ready ? 200 : 503, { ready, subgraphs });
}

export interface MetricsRouteSettings {
  readonly metrics: Metrics;
  readonly metricsToken: string | null;
  readonly authenticate: Authenticate;
  /** Counts who came without a key to this. */
  readonly failures: Rate;
}

/** For whoever has the scrape secret or the token of an admin. */
export async function answerMetrics(
  { metrics, metricsToken, authenticate, failures }: MetricsRouteSettings,
  request: IncomingMessage,
  correlationId: string,
): Promise<HttpAnswer> {
  const { authorization } = request.headers;
  if (!isSecret(authorization, metricsToken)) {
    const who = await authenticate(authorizationOf(request), correlationId);
    const message = 'Metrics are for admins and for whoever has the scrape secret.';
    if (!who.ok)
      return refusalAnswer(
        (await failures(clientAddress(request.socket))) ?? { code: 'UNAUTHENTICATED', message },
        correlationId,
      );
    if (!hasRole(who.value.principal, 'admin')) return refusalAnswer({ code: 'FORBIDDEN', message }, correlationId);
  }
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
  return { status: 200, headers, body: await metrics.text() };
}

function isSecret(authorization: string | undefined, secret: string | null): boolean {
  if (secret === null || authorization === undefined) return false;
  const given = Buffer.from(authorization);
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

import type { ExecutionResult } from 'graphql';
import { Pool } from 'undici';
import { signCall } from '#kit/identity/signature.ts';
import { currentSpan } from '#kit/observability/present-span.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import type { SubgraphCaller } from './subgraph-participants.ts';

/** Longer than a subgraph gives its vendor, so that the subgraph's own word on a lost reply is heard. */
const TIMEOUT_MS = 60_000;
const CONNECTIONS_MAX = 32;

/** A subgraph in another process. Every call is signed with the service's identity. */
export function httpCaller(url: string, serviceSecret: string): SubgraphCaller & { close(): Promise<void> } {
  const pool = new Pool(url, { connections: CONNECTIONS_MAX, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  return {
    execute: async (request, principal) => {
      const body = JSON.stringify(request);
      const headers = {
        'content-type': 'application/json',
        ...currentSpan().headers(),
        ...signCall(principal, body, serviceSecret, systemClock.now()),
      };
      const response = await pool.request({ method: 'POST', path: '/graphql', headers, body });
      const text = await response.body.text();
      if (response.statusCode !== 200) throw new Error(`The subgraph answered ${response.statusCode}`);
      return JSON.parse(text) as ExecutionResult;
    },
    close: () => pool.close(),
  };
}

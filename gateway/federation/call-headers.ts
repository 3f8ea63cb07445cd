import { signCall } from '#kit/identity/signature.ts';
import type { SubgraphCall } from './subgraph-transport.ts';

/**
 * All that a subgraph is told beside the text of a call, whatever the way there: on whose behalf, as part of which trace.
 * Without a secret nothing is said about who asks. The object is the caller's to add to.
 */
export function callHeaders(
  { principal, request, trace }: SubgraphCall,
  serviceSecret: string | null,
  now: Date,
): Record<string, string> {
  return {
    'x-correlation-id': principal.correlationId,
    ...trace,
    ...(serviceSecret === null ? null : signCall(principal, request.text, serviceSecret, now)),
  };
}

import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from '#kit/observability/log.ts';

/** Codes whose messages are written for the caller; everything else is our fault and is said in the log only. */
const SAID_ALOUD: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'CURSOR_EXPIRED',
  'GRAPHQL_VALIDATION_FAILED',
  'SUBGRAPH_UNAVAILABLE',
]);

/** Hides what we broke behind one sentence and a correlation id; keeps refusals as they are. */
export function cleanErrors(
  result: ExecutionResult,
  subgraph: string,
  correlationId: string,
  log: Logger,
): ExecutionResult {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map((error) => cleanError(error, subgraph, correlationId, log)) };
}

function cleanError(error: GraphQLError, subgraph: string, correlationId: string, log: Logger): GraphQLError {
  const code = error.extensions['code'];
  const origin = { path: error.path, nodes: null };
  if (error.originalError === undefined && code === undefined) {
    return new GraphQLError(error.message, {
      ...origin,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', subgraph, retryable: false, correlationId },
    });
  }
  if (typeof code === 'string' && SAID_ALOUD.has(code)) {
    return new GraphQLError(error.message, {
      ...origin,
      extensions: { retryable: false, ...error.extensions, subgraph, correlationId },
    });
  }
  log.error({ err: error.originalError ?? error, path: error.path, correlationId }, 'resolver failed');
  return new GraphQLError(
    'This part of the answer could not be made. Try again, or name the correlation id to support.',
    {
      ...origin,
      extensions: { code: 'INTERNAL_SERVER_ERROR', subgraph, retryable: true, correlationId },
    },
  );
}

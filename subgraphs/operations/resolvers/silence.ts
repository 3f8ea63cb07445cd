import { GraphQLError } from 'graphql';
import { SystemUnavailable } from '../requests/systems.ts';

/** A system that must be asked first and is silent: nothing was started, so the client may simply repeat. */
export function explainSilence(error: unknown): never {
  if (error instanceof SystemUnavailable) {
    throw new GraphQLError(`${error.system} does not answer now; nothing was started. Send the same request again.`, {
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true },
    });
  }
  throw error;
}

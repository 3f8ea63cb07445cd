import type { GraphQLSchema } from 'graphql';
import { authorize } from '#gateway/auth/authorize.ts';
import type { Policy } from '#gateway/auth/policy.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { fail, type Result } from '#schema/errors/result.ts';
import type { DocumentLimits } from './document-limits.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import { type ReadDocument, readDocument } from './limits.ts';
import type { Refusal } from './refusal.ts';

export interface GuardSettings {
  readonly limits: DocumentLimits;
  readonly policy: Policy;
  readonly apiSchema: GraphQLSchema;
}

/** What stands between a request's envelope and its validation, in this order, on both transports: limits, then rights. */
export type Guard = (request: GraphqlRequest, principal: Principal) => Result<ReadDocument, Refusal>;

export function guardWith({ limits, policy, apiSchema }: GuardSettings): Guard {
  return ({ query, operationName }, principal) => {
    const read = readDocument(query, operationName, limits);
    if (!read.ok) return read;
    const { operation, fragments } = read.value;
    const forbidden = authorize(operation, fragments, apiSchema, policy, principal);
    if (forbidden === null) return read;
    const message = 'You may not ask for this; nothing was executed.';
    return fail({ code: 'FORBIDDEN', message, path: forbidden.path });
  };
}

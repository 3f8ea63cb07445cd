import type { GraphQLSchema } from 'graphql';
import { authorize, type Forbidden } from '#gateway/auth/authorize.ts';
import type { Policy } from '#gateway/auth/policy.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { DocumentLimits } from './document-limits.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import { type KnownDocument, KnownDocuments } from './known-documents.ts';
import { type ReadDocument, readDocument } from './limits.ts';
import type { Refusal } from './refusal.ts';

export interface GuardSettings {
  readonly limits: DocumentLimits;
  readonly policy: Policy;
  readonly apiSchema: GraphQLSchema;
}

/** What stands between a request's envelope and its validation, in this order, on both transports: limits, then rights. */
export type Guard = (request: GraphqlRequest, principal: Principal) => Result<ReadDocument, Refusal>;

/** What a text says, and what a set of roles may do with it, never changes while a gateway runs: both are kept. */
export function guardWith({ limits, policy, apiSchema }: GuardSettings): Guard {
  const documents = new KnownDocuments<Forbidden | null>();
  const read = ({ query, operationName }: GraphqlRequest): Result<KnownDocument<Forbidden | null>, Refusal> => {
    const key = JSON.stringify([operationName, query]);
    const known = documents.find(key);
    if (known !== undefined) return ok(known);
    const fresh = readDocument(query, operationName, limits);
    return fresh.ok ? ok(documents.keep(key, fresh.value)) : fresh;
  };
  const judge = (
    { read: { operation, fragments }, verdicts }: KnownDocument<Forbidden | null>,
    principal: Principal,
  ) => {
    const roles = principal.roles.toSorted().join(' ');
    const known = verdicts.get(roles);
    if (known !== undefined) return known;
    const verdict = authorize(operation, fragments, apiSchema, policy, principal);
    verdicts.set(roles, verdict);
    return verdict;
  };
  return (request, principal) => {
    const known = read(request);
    if (!known.ok) return known;
    const forbidden = judge(known.value, principal);
    if (forbidden === null) return ok(known.value.read);
    const message = 'You may not ask for this; nothing was executed.';
    return fail({ code: 'FORBIDDEN', message, path: forbidden.path });
  };
}

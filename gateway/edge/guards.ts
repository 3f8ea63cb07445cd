import type { GraphQLSchema } from 'graphql';
import { authorize } from '#gateway/auth/authorize.ts';
import type { Masked } from '#gateway/auth/masked.ts';
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

/** A document that its caller may have run. */
export interface Admitted {
  /**
   * The document as it will run: without the fields that the caller may not have. The same text, operation name and
   * fields left out give the same object, whoever asks, so that what is made of it can be kept by it.
   */
  readonly read: ReadDocument;
  /** The fields left out, to be answered as null; empty for whoever may have all of them. */
  readonly masked: readonly Masked[];
}

/** What stands between a request's envelope and its validation, in this order, on both transports: limits, then rights. */
export type Guard = (request: GraphqlRequest, principal: Principal) => Result<Admitted, Refusal>;

type Verdict = Result<Admitted, Refusal>;

/** What a text says, and what a set of roles may do with it, never changes while a gateway runs: both are kept. */
export function guardWith({ limits, policy, apiSchema }: GuardSettings): Guard {
  const documents = new KnownDocuments<Verdict>();
  const read = ({ query, operationName }: GraphqlRequest): Result<KnownDocument<Verdict>, Refusal> => {
    const key = JSON.stringify([operationName, query]);
    const known = documents.find(key);
    if (known !== undefined) return ok(known);
    const fresh = readDocument(query, operationName, limits);
    return fresh.ok ? ok(documents.keep(key, fresh.value)) : fresh;
  };
  const judge = ({ read }: KnownDocument<Verdict>, principal: Principal): Verdict => {
    const forbidden = authorize(read.operation, read.fragments, apiSchema, policy, principal);
    if (forbidden === null) return ok({ read, masked: [] });
    const message = 'You may not ask for this; nothing was executed.';
    return fail({ code: 'FORBIDDEN', message, path: forbidden.path });
  };
  return (request, principal) => {
    const known = read(request);
    if (!known.ok) return known;
    const { verdicts } = known.value;
    const roles = principal.roles.toSorted().join(' ');
    const judged = verdicts.get(roles);
    if (judged !== undefined) return judged;
    const verdict = judge(known.value, principal);
    verdicts.set(roles, verdict);
    return verdict;
  };
}

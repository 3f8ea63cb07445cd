import type { GraphQLSchema } from 'graphql';
import { authorize } from '#gateway/auth/authorize.ts';
import type { Masked } from '#gateway/auth/masked.ts';
import type { Policy } from '#gateway/auth/policy.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { asksForSchema } from './asks-for-schema.ts';
import type { DocumentLimits } from './document-limits.ts';
import { valuesRefusal } from './given-values.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import { type KnownDocument, KnownDocuments } from './known-documents.ts';
import { type ReadDocument, readDocument } from './limits.ts';
import type { Refusal } from './refusal.ts';

/** What a document may be, whoever asks. */
export interface DocumentRules {
  readonly limits: DocumentLimits;
  /** Whether it may ask for the schema. */
  readonly introspection: boolean;
}

export interface GuardSettings extends DocumentRules {
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

const SCHEMA_UNTOLD: Refusal = { code: 'GRAPHQL_VALIDATION_FAILED', message: 'The schema is not told here.' };

/** What a text says, and what a set of roles may do with it, never changes while a gateway runs: both are kept. */
export function guardWith({ limits, introspection, policy, apiSchema }: GuardSettings): Guard {
  const documents = new KnownDocuments<Verdict>();
  const read = ({ query, operationName }: GraphqlRequest): Result<KnownDocument<Verdict>, Refusal> => {
    const key = JSON.stringify([operationName, query]);
    const known = documents.find(key);
    if (known !== undefined) return ok(known);
    const fresh = readDocument(query, operationName, limits);
    if (fresh.ok && !introspection && asksForSchema(fresh.value.document)) return fail(SCHEMA_UNTOLD);
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
    const tooMany = valuesRefusal(known.value.read, request.variables, limits);
    if (tooMany !== null) return fail(tooMany);
    const { verdicts } = known.value;
    const roles = principal.roles.toSorted().join(' ');
    const judged = verdicts.get(roles);
    if (judged !== undefined) return judged;
    const verdict = judge(known.value, principal);
    verdicts.set(roles, verdict);
    return verdict;
  };
}

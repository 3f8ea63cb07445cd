import {
  type DocumentNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
  specifiedRules,
  validate,
} from 'graphql';
import type { Principal } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { graphqlRequest } from './graphql-request.ts';
import type { Guard } from './guards.ts';
import type { ReadDocument } from './limits.ts';
import { errorOf, type Refusal } from './refusal.ts';

export interface CheckedSubscription {
  readonly schema: GraphQLSchema;
  readonly read: ReadDocument;
  /** Coerced: the library leaves that to whoever replaces its `subscribe`. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** All that stands between a `subscribe` message and its plan, in the order of the HTTP door. */
export type CheckSubscription = (
  payload: unknown,
  principal: Principal,
) => Result<CheckedSubscription, readonly GraphQLFormattedError[]>;

const ERRORS_MAX = 3;

export function subscriptionCheck(guard: Guard, schema: GraphQLSchema, production: boolean): CheckSubscription {
  const faults = new WeakMap<DocumentNode, string | null>();
  // The guard gives the same text the same document: thousands who come again after a loss are validated once.
  const faultOf = (document: DocumentNode): string | null => {
    const known = faults.get(document);
    if (known !== undefined) return known;
    const [invalid] = validate(schema, document, specifiedRules, { maxErrors: ERRORS_MAX });
    const fault = invalid === undefined ? null : withoutSuggestion(invalid.message, production);
    faults.set(document, fault);
    return fault;
  };
  return (payload, principal) => {
    const refused = (refusal: Refusal) => fail([errorOf(refusal, principal.correlationId)]);
    const asked = graphqlRequest(payload);
    if (!asked.ok) return refused(asked.error);
    const admitted = guard(asked.value, principal);
    if (!admitted.ok) return refused(admitted.error);
    const { read } = admitted.value;
    const { document, operation } = read;
    if (operation.operation !== 'subscription') {
      return refused({ code: 'BAD_REQUEST', message: 'Only subscriptions are served here; the rest goes by POST.' });
    }
    const fault = faultOf(document);
    if (fault !== null) return refused({ code: 'GRAPHQL_VALIDATION_FAILED', message: fault });
    const values = getVariableValues(schema, operation.variableDefinitions ?? [], asked.value.variables, {
      maxErrors: ERRORS_MAX,
    });
    if (values.errors !== undefined) {
      const message = values.errors[0]?.message ?? 'The variables are not of their types.';
      return refused({ code: 'BAD_USER_INPUT', message });
    }
    return ok({ schema, read, variables: values.coerced });
  };
}

function withoutSuggestion(message: string, production: boolean): string {
  return production ? message.replace(/ ?Did you mean .+$/s, '') : message;
}

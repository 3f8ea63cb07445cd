import { type GraphQLFormattedError, type GraphQLSchema, getVariableValues, specifiedRules, validate } from 'graphql';
import type { SubscriptionRequest } from '#gateway/federation/subscriptions.ts';
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
    const [invalid] = validate(schema, document, specifiedRules, { maxErrors: ERRORS_MAX });
    if (invalid !== undefined) {
      return refused({ code: 'GRAPHQL_VALIDATION_FAILED', message: withoutSuggestion(invalid.message, production) });
    }
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

/** What is passed through the transport library to the engine; the mark tells it from anything else. */
export function isChecked(value: unknown): value is SubscriptionRequest & { readonly checked: true } {
  return typeof value === 'object' && value !== null && 'checked' in value && value.checked === true;
}

function withoutSuggestion(message: string, production: boolean): string {
  return production ? message.replace(/ ?Did you mean .+$/s, '') : message;
}

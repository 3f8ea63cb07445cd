import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
} from 'graphql';
import type { Masked } from '#gateway/auth/masked.ts';
import type { Price } from '#gateway/cost/price.ts';
import type { EventPlans, SubscriptionPlan } from '#gateway/live/subscription-plan.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type ErrorRules, presentable } from './answer-errors.ts';
import { graphqlRequest } from './graphql-request.ts';
import type { Guard } from './guards.ts';
import type { ReadDocument } from './limits.ts';
import { errorOf, type Refusal, type RefusalCode } from './refusal.ts';
import type { TrustedDocuments } from './trusted-documents.ts';
import { faultsIn } from './validity.ts';

export interface CheckedSubscription {
  readonly schema: GraphQLSchema;
  readonly read: ReadDocument;
  readonly masked: readonly Masked[];
  readonly price: Price | null;
  /** Coerced: the library leaves that to whoever replaces its `subscribe`. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly plan: SubscriptionPlan;
}

/** All that stands between a `subscribe` message and its plan, in the order of the HTTP door. */
export type CheckSubscription = (
  payload: unknown,
  principal: Principal,
) => Result<CheckedSubscription, readonly GraphQLFormattedError[]>;

/** More are not looked for: a small document can have very many. */
const ERRORS_MAX = 3;

export interface SubscriptionCheckSettings {
  readonly guard: Guard;
  readonly schema: GraphQLSchema;
  readonly trusted: TrustedDocuments;
  readonly errors: ErrorRules;
  readonly events: Pick<EventPlans, 'planOf'>;
}

export function subscriptionCheck({
  guard,
  schema,
  trusted,
  errors,
  events,
}: SubscriptionCheckSettings): CheckSubscription {
  const faults = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  // The guard gives the same text the same document: thousands who come again after a loss are validated once.
  const faultsOf = (document: DocumentNode): readonly GraphQLError[] => {
    const found = faults.get(document) ?? faultsIn(schema, document, ERRORS_MAX);
    faults.set(document, found);
    return found;
  };
  return (payload, principal) => {
    const { correlationId } = principal;
    const refused = (reason: Refusal) => fail([errorOf(reason, correlationId)]);
    const unfit = (found: readonly GraphQLError[], code: RefusalCode) =>
      fail(presentable({ errors: found.map((error) => coded(error, code)) }, correlationId, errors).errors ?? []);
    const asked = graphqlRequest(payload, trusted);
    if (!asked.ok) return refused(asked.error);
    const admitted = guard(asked.value, principal);
    if (!admitted.ok) return refused(admitted.error);
    const { read, masked, price } = admitted.value;
    const { document, operation } = read;
    if (operation.operation !== 'subscription') {
      return refused({ code: 'BAD_REQUEST', message: 'Only subscriptions are served here; the rest goes by POST.' });
    }
    const invalid = faultsOf(document);
    if (invalid.length > 0) return unfit(invalid, 'GRAPHQL_VALIDATION_FAILED');
    const values = getVariableValues(schema, operation.variableDefinitions ?? [], asked.value.variables, {
      maxErrors: ERRORS_MAX,
    });
    if (values.errors !== undefined) return unfit(values.errors, 'BAD_USER_INPUT');
    const plan = events.planOf(read, values.coerced);
    return plan.ok
      ? ok({ schema, read, masked, price, variables: values.coerced, plan: plan.value })
      : refused(plan.error);
  };
}

function coded({ message, locations = [] }: GraphQLError, code: RefusalCode): GraphQLFormattedError {
  return { message, locations, extensions: { code } };
}

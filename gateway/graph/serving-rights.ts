import type { GraphQLSchema } from 'graphql';
import type { Rights } from '#gateway/auth/authorize.ts';
import type { Policies, Policy } from '#gateway/auth/policy.ts';
import type { Requirement } from '#gateway/auth/requirements.ts';
import { contextualFields, graphRights } from '#gateway/federation/graph-rights.ts';
import type { SplitSupergraph } from '#gateway/federation/runtime-supergraph.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

export interface ServingRightsSettings {
  readonly schema: GraphQLSchema;
  readonly policy: Policy | null;
  readonly policies: Policies;
}

/** Who may have what of a graph, or what keeps that from being known, a sentence a fault: such a graph is not served. */
export function servingRights(
  { full, requirements }: Pick<SplitSupergraph, 'full' | 'requirements'>,
  { schema, policy, policies }: ServingRightsSettings,
): Result<Rights, readonly string[]> {
  const asked = [...requirements].flatMap(([coordinate, all]) => all.map((each) => [coordinate, each] as const));
  const unknown = asked.flatMap(([coordinate, requirement]) =>
    named(requirement, 'POLICIES')
      .filter((name) => !policies.has(name))
      .map(
        (name) => `${coordinate} asks for the policy ${name}, which nobody knows; name it in gateway/auth/policy.ts.`,
      ),
  );
  // What such a field is answered from stands nowhere on it, so nobody could say who may have it.
  const contextual = requirements.size === 0 ? [] : contextualFields(full);
  const faults = [
    ...unknown,
    ...contextual.map((coordinate) => `${coordinate} takes values from its context in a graph with protected fields.`),
  ];
  if (faults.length > 0) return fail(faults);
  const scopes = new Set(asked.flatMap(([, requirement]) => named(requirement, 'SCOPES')));
  return ok({ schema, policy, policies, scopes, rightsOf: graphRights(full, requirements) });
}

function named(requirement: Requirement, kind: 'POLICIES' | 'SCOPES'): readonly string[] {
  return requirement.kind === kind ? requirement.anyOf.flat() : [];
}

import type { Principal } from '#kit/identity/principal.ts';
import type { Policies } from './policy.ts';
import type { Requirement } from './requirements.ts';

type Holder = Pick<Principal, 'roles' | 'scopes'>;

/** Whether a caller, who has been authenticated, is and has all that is asked for. */
export function holds(requirements: readonly Requirement[], holder: Holder, policies: Policies): boolean {
  return requirements.every((requirement) => meets(requirement, holder, policies));
}

function meets(requirement: Requirement, holder: Holder, policies: Policies): boolean {
  switch (requirement.kind) {
    case 'AUTHENTICATED':
      return true;
    case 'SCOPES':
      return requirement.anyOf.some((all) => all.every((scope) => holder.scopes.includes(scope)));
    case 'POLICIES':
      return requirement.anyOf.some((all) => all.every((policy) => isInside(policies.get(policy), holder)));
  }
}

/** The same for callers that hold the same. Of scopes only those count that the graph names, so that there are few. */
export function heldKey({ roles, scopes }: Holder, named: ReadonlySet<string>): string {
  const [role, ...others] = roles;
  if (role !== undefined && others.length === 0 && named.size === 0) return role;
  const held = scopes.filter((scope) => named.has(scope));
  return JSON.stringify([roles.toSorted(), held.toSorted()]);
}

function isInside(audience: ReadonlySet<string> | undefined, { roles }: Holder): boolean {
  return audience !== undefined && roles.some((role) => audience.has(role));
}

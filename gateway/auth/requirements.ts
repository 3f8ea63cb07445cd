import { type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** One thing that a caller has to be or to have. Lists of lists: of the outer one is enough, all of the inner are needed. */
export type Requirement =
  | { readonly kind: 'AUTHENTICATED' }
  | { readonly kind: 'SCOPES'; readonly anyOf: readonly (readonly string[])[] }
  | { readonly kind: 'POLICIES'; readonly anyOf: readonly (readonly string[])[] };

export type RequirementKind = Requirement['kind'];

/** The specifications that say who may have a part of a graph, by their identity, in the version that is understood. */
export const SECURITY_FEATURES: ReadonlyMap<string, { readonly name: string; readonly kind: RequirementKind }> =
  new Map([
    ['https://specs.apollo.dev/authenticated', { name: 'authenticated', kind: 'AUTHENTICATED' }],
    ['https://specs.apollo.dev/requiresScopes', { name: 'requiresScopes', kind: 'SCOPES' }],
    ['https://specs.apollo.dev/policy', { name: 'policy', kind: 'POLICIES' }],
  ]);

/** Reads one use of a security directive; a form that is not understood is a fault, never no requirement. */
export function readRequirement(
  kind: RequirementKind,
  { arguments: given }: ConstDirectiveNode,
): Result<Requirement, string> {
  const [first, ...others] = given ?? [];
  if (kind === 'AUTHENTICATED') {
    return first === undefined ? ok({ kind }) : fail(`takes no argument, but has ${first.name.value}`);
  }
  const wanted = kind === 'SCOPES' ? 'scopes' : 'policies';
  if (first === undefined || others.length > 0 || first.name.value !== wanted) {
    return fail(`takes ${wanted} and nothing else`);
  }
  const anyOf = listsOf(first.value);
  return anyOf === null ? fail(`takes ${wanted} as a list of lists of texts, none of them empty`) : ok({ kind, anyOf });
}

/** An empty list would need nothing at all, which nobody who writes it can mean. */
function listsOf(value: ConstValueNode): readonly (readonly string[])[] | null {
  const lists = membersOf(value)?.map((list) => membersOf(list)?.map(textOf) ?? null) ?? null;
  if (lists === null || lists.length === 0) return null;
  const read = lists.flatMap((list) => {
    const texts = list?.flatMap((text) => text ?? []) ?? [];
    return list === null || list.length === 0 || texts.length < list.length ? [] : [texts];
  });
  return read.length === lists.length ? read : null;
}

function membersOf(value: ConstValueNode): readonly ConstValueNode[] | null {
  return value.kind === Kind.LIST ? value.values : null;
}

function textOf(value: ConstValueNode): string | null {
  return value.kind === Kind.STRING && value.value !== '' ? value.value : null;
}

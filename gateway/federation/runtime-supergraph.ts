import internals from '@apollo/federation-internals';
import { type ASTNode, type DocumentNode, type GraphQLSchema, Kind, parse, printSchema } from 'graphql';
import { SECURITY_FEATURES } from '#gateway/auth/requirements.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { cutText } from './cut-text.ts';
import { type LinkedFeature, linkedFeatures } from './linked-features.ts';
import { countUses, type Requirements, requirementsOf, type SecurityUses, securityUses } from './security-uses.ts';

/** One supergraph as two: what the planner takes, and who may have what of it. Neither is ever made without the other. */
export interface SplitSupergraph {
  readonly full: DocumentNode;
  /** Without the security directives, which the stock gateway and planner refuse. */
  readonly runtimeSdl: string;
  readonly requirements: Requirements;
}

/**
 * Takes the security directives out of a supergraph and into a table. Fails, a sentence a fault, on any form that is
 * not understood, and when what was taken out and what is in the table differ: nothing is served of such a graph.
 */
export function splitSupergraph(supergraphSdl: string): Result<SplitSupergraph, readonly string[]> {
  const full = parse(supergraphSdl);
  const security = securityUses(full);
  if (security.faults.length > 0) return fail(security.faults);
  const runtimeSdl = security.kinds.size === 0 ? supergraphSdl : withoutSecurity(supergraphSdl, full, security);
  const split = { full, runtimeSdl, requirements: requirementsOf(security.uses) };
  const faults = differences(supergraphSdl, split);
  return faults.length > 0 ? fail(faults) : ok(split);
}

/** What of the security directives was lost between a supergraph and its two parts; empty when nothing was. */
export function differences(supergraphSdl: string, { runtimeSdl, requirements }: SplitSupergraph): readonly string[] {
  const full = parse(supergraphSdl);
  const { kinds } = securityUses(full);
  if (kinds.size === 0) return [];
  const asked = countUses(full, kinds);
  const kept = [...requirements.values()].reduce((sum, each) => sum + each.length, 0);
  const left = countUses(parse(runtimeSdl), kinds);
  return [
    ...(asked === kept ? [] : [`The supergraph has ${asked} uses of security directives, but ${kept} are enforced.`]),
    ...(left === 0 ? [] : [`${left} uses of security directives are left in the supergraph that is planned with.`]),
    ...(printSchema(clientsSchema(supergraphSdl)) === printSchema(clientsSchema(runtimeSdl))
      ? []
      : ['Without its security directives the supergraph shows clients another schema.']),
  ];
}

function withoutSecurity(text: string, full: DocumentNode, { kinds, uses }: SecurityUses): string {
  const features = linkedFeatures(full).filter(({ identity }) => SECURITY_FEATURES.has(identity));
  const types = new Set(features.flatMap(ownTypes));
  const nodes: ASTNode[] = [...features.map(({ link }) => link), ...uses.map(({ node }) => node)];
  for (const definition of full.definitions) {
    const isOwn =
      (definition.kind === Kind.DIRECTIVE_DEFINITION && kinds.has(definition.name.value)) ||
      (definition.kind === Kind.SCALAR_TYPE_DEFINITION && types.has(definition.name.value));
    if (isOwn) nodes.push(definition);
  }
  return cutText(text, nodes);
}

/** The specifications' own scalars, which nothing else has a use for. */
function ownTypes({ type }: LinkedFeature): readonly string[] {
  return [type('Scope'), type('Policy')];
}

/** What clients see of a supergraph, with or without its security directives. */
export function clientsSchema(supergraphSdl: string): GraphQLSchema {
  // Every feature is supported here: what is looked at is the graph, not what a gateway does with it.
  return internals.Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
}

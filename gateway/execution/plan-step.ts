import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { Kind, parse } from 'graphql';
import type { FetchKind } from '#gateway/edge/metrics.ts';
import type { SubgraphClient } from '#gateway/federation/subgraph-client.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { PlanPath } from './entities.ts';
import type { FallbackReason } from './fallback-reasons.ts';
import { spelledFetches } from './made-fetch.ts';
import { representationOf, type WriteRepresentation } from './representation.ts';
import { type Rewrite, renamedKeys, rewriteOf } from './rewrites.ts';
import { isBuiltIn } from './values.ts';

/** A fetch with everything about it that depends on neither variables nor data. */
export interface FetchStep {
  readonly kind: 'FETCH';
  readonly client: SubgraphClient;
  /** Where the objects stand that it adds to. */
  readonly path: PlanPath;
  readonly fetchKind: FetchKind;
  readonly query: string;
  readonly operationName: string | null;
  /** JSON of the request up to and with the brace that opens its variables. */
  readonly head: string;
  readonly variables: readonly { readonly name: string; readonly head: string }[];
  /** Null when it asks for fields of a root type. */
  readonly represent: WriteRepresentation | null;
  /** What is changed of each object that comes. */
  readonly rewrite: Rewrite | null;
  /** Names in the answer of what comes under others. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly interfaces: OpenSupergraph['interfaceNames'];
  /** Response keys of a root fetch, for an error of the whole of it. */
  readonly rootKeys: () => readonly string[];
}

export type PlanStep = FetchStep | { readonly kind: 'SEQUENCE' | 'PARALLEL'; readonly steps: readonly PlanStep[] };

/** Why a plan is left to the stock executor. */
export type PlanRefusal = Extract<FallbackReason, 'rewrites' | 'defer' | 'unknown-subgraph' | 'built-in-names'>;

export interface PlanGraph extends Pick<OpenSupergraph, 'schema' | 'made' | 'joinKeys' | 'interfaceNames'> {
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/** Prepares a plan, or says what in it is the stock executor's. */
export function planStep(graph: PlanGraph, node: PlanNode, path: PlanPath = []): Result<PlanStep, PlanRefusal> {
  switch (node.kind) {
    case 'Fetch':
      return fetchSteps(graph, node, path);
    case 'Flatten': {
      const further = node.path.map(String);
      return further.some(isBuiltIn) ? fail('built-in-names') : planStep(graph, node.node, [...path, ...further]);
    }
    case 'Sequence':
    case 'Parallel':
      return stepsOf(graph, node, path);
    case 'Condition':
      throw new Error('A plan of a document that was decided has no conditions');
    case 'Defer':
      return fail('defer');
  }
}

function stepsOf(
  graph: PlanGraph,
  { kind, nodes }: Extract<PlanNode, { readonly kind: 'Sequence' | 'Parallel' }>,
  path: PlanPath,
): Result<PlanStep, PlanRefusal> {
  const steps: PlanStep[] = [];
  for (const node of nodes) {
    const step = planStep(graph, node, path);
    if (!step.ok) return step;
    steps.push(step.value);
  }
  return ok({ kind: kind === 'Sequence' ? 'SEQUENCE' : 'PARALLEL', steps });
}

function fetchSteps(graph: PlanGraph, node: FetchNode, path: PlanPath): Result<PlanStep, PlanRefusal> {
  const steps: PlanStep[] = [];
  for (const fetch of spelledFetches(graph.made, node)) {
    const step = fetchStep(graph, fetch, path);
    if (!step.ok) return step;
    steps.push(step.value);
  }
  const [only, ...others] = steps;
  return ok(only !== undefined && others.length === 0 ? only : { kind: 'PARALLEL', steps });
}

function fetchStep(
  { schema, made, joinKeys, interfaceNames, clients }: PlanGraph,
  node: FetchNode,
  path: PlanPath,
): Result<FetchStep, PlanRefusal> {
  const client = clients.get(node.serviceName);
  if (client === undefined) return fail('unknown-subgraph');
  const { inputRewrites = [], outputRewrites = [], contextRewrites = [] } = node;
  if (contextRewrites.length > 0) return fail('rewrites');
  const [before, after] = [inputRewrites, outputRewrites].map((each) => rewriteOf(schema, each));
  if (before === null || before === undefined || after === null || after === undefined) return fail('built-in-names');
  const keysOf = (type: string) => joinKeys.get(`${node.serviceName} ${type}`) ?? [];
  const rewrite = inputRewrites.length === 0 ? null : before;
  const represent =
    node.requires === undefined ? null : representationOf(schema, node.requires, { made, keysOf, rewrite });
  if (node.requires !== undefined && represent === null) return fail('built-in-names');
  const operationName = node.operationName ?? null;
  const named = operationName === null ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return ok({
    kind: 'FETCH',
    client,
    path,
    fetchKind: represent !== null ? 'entities' : node.operationKind === 'mutation' ? 'mutation' : 'query',
    query: node.operation,
    operationName,
    head: `{"query":${JSON.stringify(node.operation)},${named}"variables":{`,
    variables: (node.variableUsages ?? []).map((name) => ({ name, head: `${JSON.stringify(name)}:` })),
    represent,
    rewrite: outputRewrites.length === 0 ? null : after,
    renamed: renamedKeys(outputRewrites),
    interfaces: interfaceNames,
    rootKeys: () => rootKeysOf(node.operation),
  });
}

function rootKeysOf(query: string): readonly string[] {
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.alias?.value ?? selection.name.value] : [],
  );
}

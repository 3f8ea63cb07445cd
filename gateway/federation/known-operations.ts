import internals from '@apollo/federation-internals';
import apolloGateway from '@apollo/gateway';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { asksForSchema } from '#gateway/edge/asks-for-schema.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { Recent } from '#gateway/recent.ts';
import { type AnswerShaper, answerShaper } from './answer-shaper.ts';
import { bareOperation, toldPlan } from './joined-data.ts';
import type { Supergraph } from './supergraph.ts';

type OperationContext = ReturnType<typeof apolloGateway.buildOperationContext>;

/** Makes plans; a part of the library's planner, of which a process needs one for queries and subscriptions. */
export type Planner = Pick<QueryPlanner, 'buildQueryPlan'>;

/** What need not be found out again about an operation. Nothing in it depends on variables or on who asks. */
export interface KnownOperation {
  readonly operation: OperationDefinitionNode;
  /** For the stock executor: the operation as the client wrote it. */
  readonly written: OperationContext;
  /** For the stock executor: an operation that asks for nothing. */
  readonly bare: OperationContext;
  readonly rootType: string;
  readonly plan: QueryPlan;
  readonly shape: AnswerShaper;
}

export interface OperationKey {
  /** Of the text; equal texts are equal documents. */
  readonly queryHash: string;
  readonly operationName: string | undefined;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Called where it was not known yet. */
  readonly onMiss?: () => void;
}

/** Null is an operation that the stock executor has to answer. */
export type FindOperation = (key: OperationKey) => KnownOperation | null;

export interface KnownOperationsSettings {
  readonly supergraph: Supergraph;
  readonly apiSchema: GraphQLSchema;
  readonly planner: Planner;
  readonly operationsMax: number;
}

/** Reads and plans each operation once. All of it is done in one go, so that requests at one time do it once too. */
export function knownOperations({ operationsMax, ...graph }: KnownOperationsSettings): FindOperation {
  const known = new Recent<KnownOperation | null>(operationsMax);
  return (key) => {
    const name = JSON.stringify([key.queryHash, key.operationName ?? null]);
    const found = known.find(name);
    if (found !== undefined) return found;
    key.onMiss?.();
    return known.keep(name, readOperation(graph, key));
  };
}

function readOperation(
  { supergraph, apiSchema, planner }: Omit<KnownOperationsSettings, 'operationsMax'>,
  { operationName, document, operation }: OperationKey,
): KnownOperation | null {
  const root = apiSchema.getRootType(operation.operation);
  if (root === undefined || root === null || operation.operation === 'subscription') return null;
  if (document.definitions.length !== fragmentsOf(document).size + 1 || asksForSchema(document)) return null;
  const read = { document, operation, fragments: fragmentsOf(document) };
  const name = operationName === undefined ? {} : { operationName };
  const node = planned(planner, supergraph, document, name);
  if (node === null) return null;
  return {
    operation,
    written: apolloGateway.buildOperationContext({ schema: apiSchema, operationDocument: document, ...name }),
    bare: { schema: apiSchema, operation: bareOperation(read), fragments: {} },
    rootType: root.name,
    plan: toldPlan(node, root.name, read),
    shape: answerShaper(apiSchema, read),
  };
}

function planned(
  planner: Planner,
  supergraph: Supergraph,
  document: DocumentNode,
  name: { readonly operationName?: string },
) {
  try {
    const { node } = planner.buildQueryPlan(internals.operationFromDocument(supergraph.apiSchema(), document, name));
    return node === undefined || node.kind === 'Subscription' ? null : node;
  } catch {
    // Whatever the planner refuses is refused again by the stock executor, in the words of an answer.
    return null;
  }
}

function fragmentsOf(document: DocumentNode): ReadDocument['fragments'] {
  return new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
}

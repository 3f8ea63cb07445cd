import type { GraphQLDataSource } from '@apollo/gateway';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { conditionVariables } from './answer-shaper.ts';

/** Data as the subgraphs gave it, put together by root field; before anything is left out or checked. */
export type JoinedData = Record<string, unknown>;

/** No subgraph can have these names. */
const BEFORE = '\0before';
const AFTER = '\0after';
const KNOWN = '\0known';

type Services = Readonly<Record<string, GraphQLDataSource>>;

/**
 * The same plan between two fetches of services that do not exist. The stock executor hands its joined data to nobody:
 * the last fetch is told it, as what it is said to require. It is given by reference, since what is required of a root
 * field is the field without a selection; nothing of it is copied or left out.
 */
export function toldPlan(node: PlanNode, rootType: string, { operation, fragments }: ReadDocument): QueryPlan {
  const names = rootNames(operation.selectionSet, fragments);
  const requires = [
    { kind: Kind.FIELD, name: '__typename' } as const,
    // Each by itself: where one is missing, the executor leaves out all that stands beside it.
    ...names.map((name) => ({
      kind: Kind.INLINE_FRAGMENT as const,
      typeCondition: rootType,
      selections: [{ kind: Kind.FIELD as const, name }],
    })),
  ];
  return {
    kind: 'QueryPlan',
    node: { kind: 'Sequence', nodes: [fetchOf(BEFORE), node, { ...fetchOf(AFTER), requires }] },
  };
}

/** The services with the two of a `toldPlan`; `tell` is called once, when all the others have answered. */
export function tellingServices(services: Services, rootType: string, tell: (joined: JoinedData) => void): Services {
  return {
    ...services,
    [BEFORE]: { process: () => Promise.resolve({ data: { __typename: rootType } }) },
    [AFTER]: {
      process: ({ request }) => {
        const { representations } = request.variables ?? {};
        const joined: unknown = Array.isArray(representations) ? representations[0] : undefined;
        if (isJoined(joined)) tell(joined);
        return Promise.resolve({ data: null });
      },
    },
  };
}

/** A plan that fetches nothing but what is known, with its only service: a way to the stock executor's shaping alone. */
export const KNOWN_PLAN: QueryPlan = { kind: 'QueryPlan', node: fetchOf(KNOWN) };

export function knowingServices(data: JoinedData): Services {
  return { [KNOWN]: { process: () => Promise.resolve({ data }) } };
}

/** An operation without an answer, in whose name a plan runs: it has what the conditions of a plan look at. */
export function bareOperation({ document, operation }: ReadDocument): OperationDefinitionNode {
  const names = new Set(conditionVariables(document));
  const { variableDefinitions = [] } = operation;
  return {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    variableDefinitions: variableDefinitions.filter(({ variable }) => names.has(variable.name.value)),
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
    },
  };
}

function fetchOf(serviceName: string) {
  const operationKind = OperationTypeNode.QUERY;
  return { kind: 'Fetch' as const, serviceName, operation: '', operationName: undefined, operationKind };
}

function rootNames(
  { selections }: OperationDefinitionNode['selectionSet'],
  fragments: ReadDocument['fragments'],
): readonly string[] {
  const names = selections.flatMap((selection): readonly string[] => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return fragment === undefined ? [] : rootNames(fragment.selectionSet, fragments);
  });
  return [...new Set(names)];
}

export function isJoined(value: unknown): value is JoinedData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

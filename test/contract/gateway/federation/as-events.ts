import {
  buildSchema,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  validate,
} from 'graphql';
import type { Feature, FeatureQuery } from './feature.ts';

/** The same graph, of which each root field is told event by event too, by one of those who can be asked for it. */
export function asEvents(feature: Feature): Feature {
  const taken = new Set<string>();
  const [sdl, resolvers] = [{ ...feature.sdl }, { ...feature.resolvers }];
  for (const [name, text] of Object.entries(feature.sdl)) {
    const fields = rootFields(parse(text)).filter((field) => !taken.has(field.name.value));
    for (const field of fields) taken.add(field.name.value);
    if (fields.length === 0) continue;
    sdl[name] = withEvents(text, fields);
    const own = resolvers[name] ?? {};
    resolvers[name] = { ...own, Subscription: own['Query'] ?? {} };
  }
  const told = rootFields(parse(feature.whole)).filter((field) => taken.has(field.name.value));
  const whole = withEvents(feature.whole, told);
  const schema = buildSchema(whole);
  const queries = feature.queries
    .flatMap(asSubscription)
    .filter(({ query }) => validate(schema, parse(query)).length === 0);
  return { ...feature, sdl, resolvers, whole, queries };
}

/** A query that asks for one root field, as the subscription to it; any other is left out. */
function asSubscription(query: FeatureQuery): readonly FeatureQuery[] {
  const subscription = subscriptionTo(query.query);
  return subscription === null ? [] : [{ ...query, query: subscription }];
}

/** The subscription to what a query asks of the root first; null when that is behind a fragment or more is asked for. */
export function subscriptionTo(query: string, isCut = false): string | null {
  const document = parse(query);
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? subscribing(node, isCut) : node,
  );
  return definitions.includes(null)
    ? null
    : print({ ...document, definitions: definitions.filter((node) => node !== null) });
}

function subscribing(node: OperationDefinitionNode, isCut: boolean): OperationDefinitionNode | null {
  const [first, ...others] = node.selectionSet.selections;
  const isOne = first?.kind === Kind.FIELD && !first.name.value.startsWith('__') && (isCut || others.length === 0);
  if (!isOne || node.operation !== OperationTypeNode.QUERY) return null;
  return {
    ...node,
    operation: OperationTypeNode.SUBSCRIPTION,
    selectionSet: { ...node.selectionSet, selections: [first] },
  };
}

/** No two systems may tell the same events, so what is shared is none. */
function rootFields({ definitions }: DocumentNode): readonly FieldDefinitionNode[] {
  const root = definitions.find(
    (node): node is ObjectTypeDefinitionNode =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === 'Query',
  );
  return (root?.fields ?? []).filter(({ directives = [] }) => directives.length === 0);
}

function withEvents(text: string, fields: readonly FieldDefinitionNode[]): string {
  return `${text}\ntype Subscription { ${fields.map((field) => print(field)).join(' ')} }`;
}

import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';

/** What goes to the owner of the events. */
export interface UpstreamOperation {
  readonly operationName: string | null;
  /** The key of the event in the answer's data. */
  readonly eventKey: string;
  readonly query: string;
  /** The same from a cursor on, which is given as the variable `RESUME_VARIABLE`; null when the field cannot resume. */
  readonly resumeQuery: string | null;
}

export const RESUME_VARIABLE = 'revgraphResumeFrom';
export const CURSOR_KEY = 'revgraphCursor';
export const SEQUENCE_KEY = 'revgraphSequence';
/** Only of events that say when they happened (`occurredAt`). */
export const OCCURRED_KEY = 'revgraphOccurredAt';

const POSITION_KEYS: ReadonlySet<unknown> = new Set([CURSOR_KEY, SEQUENCE_KEY, OCCURRED_KEY]);

/** Of a member that no client asked for. */
export function isOfPosition({ path = [] }: GraphQLFormattedError): boolean {
  return POSITION_KEYS.has(path[1]);
}

export const RESUME_ARGUMENT = 'resumeFrom';

/**
 * A field with the argument `resumeFrom` whose events have `cursor` and `sequence` is asked for both, whether the client
 * wants them or not, and gets a second text that goes on after a cursor. The shaping of the answer drops the additions.
 */
export function resumableOperation(
  text: string,
  operationName: string | null,
  apiSchema: GraphQLSchema,
): UpstreamOperation {
  const document = parse(text);
  const operation = operationIn(document);
  const field = rootFieldOf(operation);
  const eventKey = field.alias?.value ?? field.name.value;
  const event = resumableEvent(field.name.value, apiSchema);
  if (event === null) return { operationName, eventKey, query: text, resumeQuery: null };
  const asked = { ...field, selectionSet: withPosition(field, event) };
  return {
    operationName,
    eventKey,
    query: print(withRootField(document, operation, asked)),
    resumeQuery: print(withRootField(document, withResumeVariable(operation), resumed(asked))),
  };
}

/** What the field tells; null when it cannot go on from a cursor. */
function resumableEvent(fieldName: string, apiSchema: GraphQLSchema): GraphQLObjectType | null {
  const field = apiSchema.getSubscriptionType()?.getFields()[fieldName];
  if (field === undefined || !field.args.some(({ name }) => name === RESUME_ARGUMENT)) return null;
  const event = getNamedType(field.type);
  return isObjectType(event) && 'cursor' in event.getFields() && 'sequence' in event.getFields() ? event : null;
}

function operationIn(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('A fetch without an operation');
  return operation;
}

function rootFieldOf({ selectionSet }: OperationDefinitionNode): FieldNode {
  const [field, ...others] = selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0) throw new Error('A subscription with other than one root field');
  return field;
}

function fieldNode(key: string, name: string): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: key },
    name: { kind: Kind.NAME, value: name },
  };
}

function withPosition({ selectionSet }: FieldNode, event: GraphQLObjectType) {
  const occurred = 'occurredAt' in event.getFields() ? [fieldNode(OCCURRED_KEY, 'occurredAt')] : [];
  const selections = selectionSet?.selections ?? [];
  return {
    kind: Kind.SELECTION_SET,
    selections: [...selections, fieldNode(CURSOR_KEY, 'cursor'), fieldNode(SEQUENCE_KEY, 'sequence'), ...occurred],
  } as const;
}

function resumed(field: FieldNode): FieldNode {
  const argument: ArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: RESUME_ARGUMENT },
    value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: RESUME_VARIABLE } },
  };
  const others = (field.arguments ?? []).filter(({ name }) => name.value !== RESUME_ARGUMENT);
  return { ...field, arguments: [...others, argument] };
}

function withResumeVariable(operation: OperationDefinitionNode): OperationDefinitionNode {
  return {
    ...operation,
    variableDefinitions: [
      ...(operation.variableDefinitions ?? []),
      {
        kind: Kind.VARIABLE_DEFINITION,
        variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: RESUME_VARIABLE } },
        type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'String' } },
      },
    ],
  };
}

/** Definitions of variables that the change left unused go too: a strict subgraph refuses them. */
function withRootField(document: DocumentNode, operation: OperationDefinitionNode, field: FieldNode): DocumentNode {
  const changed: OperationDefinitionNode = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
  const others = document.definitions.filter((node) => node.kind !== Kind.OPERATION_DEFINITION);
  const used = variablesIn({ kind: Kind.DOCUMENT, definitions: [{ ...changed, variableDefinitions: [] }, ...others] });
  const variableDefinitions = (changed.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return { kind: Kind.DOCUMENT, definitions: [{ ...changed, variableDefinitions }, ...others] };
}

function variablesIn(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.VARIABLE) names.add(node.name.value);
    },
  });
  return names;
}

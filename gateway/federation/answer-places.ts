import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** Enough to see what is missing without an error for each of a thousand rows. */
const PLACES_MAX = 10;

type Place = readonly (string | number)[];

/**
 * Where in a fetch's own answer a failure of the whole fetch belongs: at each root field, or at each entity asked for.
 * The executor turns these into paths of the client's answer. `[]` is the list as a whole: when entities of several
 * types stand in one list, the executor's numbers of what was asked for and of what stands there differ.
 */
export function placesOf(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  numbered: boolean,
): readonly Place[] {
  const { representations } = variables;
  if (Array.isArray(representations)) {
    return numbered ? representations.slice(0, PLACES_MAX).map((_, index) => ['_entities', index]) : [[]];
  }
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [[]];
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [[selection.alias?.value ?? selection.name.value]] : [],
  );
}

/** Gives every error a place: those without one get those of the whole fetch. */
export function placed(
  errors: readonly GraphQLFormattedError[],
  places: readonly Place[],
  numbered: boolean,
): readonly GraphQLFormattedError[] {
  return errors.flatMap((error, index) => {
    if (error.path === undefined || error.path.length === 0) {
      // One error of the whole fetch is told everywhere; more of them once each.
      return (index === 0 ? places : places.slice(0, 1)).map((path) => ({ ...error, path: [...path] }));
    }
    return numbered || error.path[0] !== '_entities' ? [error] : [{ ...error, path: [] }];
  });
}

/**
 * Whether only objects of one type can stand at this path of the client's answer, so that the n-th representation is
 * the n-th object there. `@` in the path stands for the members of a list.
 */
export function isOneObjectType(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  path: Place,
): boolean {
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return false;
  let here: readonly Typed[] = [{ type: root, selectionSet: operation.selectionSet }];
  for (const key of path) {
    if (typeof key === 'string' && key !== '@')
      here = here.flatMap((each) => fieldsNamed(each, key, schema, fragments));
  }
  const types = new Set(here.map(({ type }) => type));
  return types.size === 1 && here.every(({ type }) => isObjectType(type));
}

interface Typed {
  readonly type: GraphQLCompositeType;
  readonly selectionSet: SelectionSetNode;
}

function fieldsNamed(
  { type, selectionSet }: Typed,
  key: string,
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly Typed[] {
  return selectionSet.selections.flatMap((selection): readonly Typed[] => {
    if (selection.kind === Kind.FIELD) return isNamed(selection, key) ? inside(type, selection) : [];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (fragment === undefined) return [];
    const condition = fragment.typeCondition === undefined ? type : schema.getType(fragment.typeCondition.name.value);
    if (!isCompositeType(condition)) return [];
    return fieldsNamed({ type: condition, selectionSet: fragment.selectionSet }, key, schema, fragments);
  });
}

function isNamed({ alias, name }: FieldNode, key: string): boolean {
  return (alias?.value ?? name.value) === key;
}

function inside(type: GraphQLCompositeType, { name, selectionSet }: FieldNode): readonly Typed[] {
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
  const named = field === undefined ? undefined : getNamedType(field.type);
  return isCompositeType(named) && selectionSet !== undefined ? [{ type: named, selectionSet }] : [];
}

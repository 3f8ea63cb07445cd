import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { type Conditions, isIncluded } from './conditions.ts';

/** An operation under one choice of its conditions. */
export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly conditions: Conditions;
}

/** One member of an object in the answer. */
export type SelectedField = { readonly responseName: string } & (
  | { readonly kind: 'FIELD'; readonly type: GraphQLOutputType; readonly selectionSets: SelectionSetNode[] }
  | { readonly kind: 'TYPENAME'; readonly typename: string }
);

/** An object in the answer: the type that the document takes it for, and the type that it said it is, if it said one. */
export interface ObjectTypes {
  readonly written: GraphQLCompositeType;
  readonly told: GraphQLObjectType | null;
}

/**
 * The members of an object in the order of the document, fragments and conditions resolved. Null where a rule of the
 * stock executor would have to be guessed, such as a fragment inside one whose type no object said it has.
 */
export function selectedFields(
  selecting: Selecting,
  types: ObjectTypes,
  selectionSets: readonly SelectionSetNode[],
): readonly SelectedField[] | null {
  const fields = new Map<string, SelectedField>();
  const known = selectionSets.every((set) => collect(selecting, types, set, fields));
  return known ? [...fields.values()] : null;
}

type Fields = Map<string, SelectedField>;

/** False where it cannot be known. */
function collect(selecting: Selecting, types: ObjectTypes, { selections }: SelectionSetNode, fields: Fields): boolean {
  return selections.every((selection) => {
    if (!isIncluded(selection, selecting.conditions)) return true;
    if (selection.kind === Kind.FIELD) return collectField(types, selection, fields);
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : selecting.fragments.get(selection.name.value);
    return fragment !== undefined && collectFragment(selecting, types, fragment, fields);
  });
}

function collectFragment(
  selecting: Selecting,
  { written, told }: ObjectTypes,
  { typeCondition, selectionSet }: InlineFragmentNode | FragmentDefinitionNode,
  fields: Fields,
): boolean {
  if (typeCondition === undefined) return collect(selecting, { written, told }, selectionSet, fields);
  const condition = selecting.schema.getType(typeCondition.name.value);
  const type = told ?? written;
  if (!isCompositeType(condition) || !isObjectType(type)) return false;
  if (!hasType(selecting.schema, condition, type)) return true;
  return collect(selecting, { written: condition, told }, selectionSet, fields);
}

function hasType(schema: GraphQLSchema, condition: GraphQLCompositeType, type: GraphQLObjectType): boolean {
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}

function collectField({ written, told }: ObjectTypes, node: FieldNode, fields: Fields): boolean {
  const name = node.name.value;
  const responseName = node.alias?.value ?? name;
  // Every object answers to these, whether a subgraph sent them or not.
  if (responseName in Object.prototype) return false;
  const known = fields.get(responseName);
  if (name === '__typename') {
    const type = told ?? written;
    if (!isObjectType(type) || (known !== undefined && known.kind !== 'TYPENAME')) return false;
    fields.set(responseName, { responseName, kind: 'TYPENAME', typename: type.name });
    return true;
  }
  const type = isObjectType(written) || isInterfaceType(written) ? written.getFields()[name]?.type : undefined;
  if (type === undefined) return false;
  const selectionSets = node.selectionSet === undefined ? [] : [node.selectionSet];
  if (known === undefined) {
    fields.set(responseName, { responseName, kind: 'FIELD', type, selectionSets });
    return true;
  }
  if (known.kind !== 'FIELD' || String(known.type) !== String(type)) return false;
  known.selectionSets.push(...selectionSets);
  return true;
}

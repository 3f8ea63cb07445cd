import {
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { type SelectedField, type Selecting, selectedFields } from './selected-fields.ts';

/** Said of a value that is not what the schema promises, or of which that cannot be known here. */
export const MISFIT = Symbol('misfit');

/** Gives of a value what was asked for, or MISFIT for the whole of it. Writes into nothing it is given. */
export type Shape = (value: unknown) => unknown;

/**
 * The shape of a value of this type with these selections. Objects are prepared when the first of their type comes, so
 * that a document costs what its answers use of it.
 */
export function shapeOf(
  selecting: Selecting,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
): Shape {
  if (isNonNullType(type)) {
    const inner = shapeOf(selecting, type.ofType, selectionSets);
    return (value) => inner(value) ?? MISFIT;
  }
  if (isListType(type)) return orNull(listShape(shapeOf(selecting, type.ofType, selectionSets)));
  return orNull(isLeafType(type) ? leafShape(type) : objectShape(selecting, type, selectionSets));
}

function orNull(shape: Shape): Shape {
  return (value) => (value === null ? null : shape(value));
}

function listShape(inner: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return MISFIT;
    const list: unknown[] = [];
    for (const each of value) {
      const shaped = inner(each);
      if (shaped === MISFIT) return MISFIT;
      list.push(shaped);
    }
    return list;
  };
}

const BUILT_IN: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['Boolean', (value: unknown) => typeof value === 'boolean'],
  ['Float', (value: unknown) => typeof value === 'number' && Number.isFinite(value)],
  ['ID', (value: unknown) => typeof value === 'string' || Number.isSafeInteger(value)],
  ['Int', (value: unknown) => Number.isSafeInteger(value)],
  ['String', (value: unknown) => typeof value === 'string'],
]);

/** A scalar of our own may be any JSON: its subgraph has judged it. */
function leafShape(type: GraphQLLeafType): Shape {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => (typeof value === 'string' && names.has(value) ? value : MISFIT);
  }
  const fits = BUILT_IN.get(type.name) ?? ((value: unknown) => value !== undefined);
  return (value) => (fits(value) ? value : MISFIT);
}

interface Member {
  readonly responseName: string;
  readonly shape: Shape;
}

function objectShape(
  selecting: Selecting,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Shape {
  const byTypename = new Map<unknown, readonly Member[] | null>();
  const membersOf = (typename: unknown): readonly Member[] | null => {
    const known = byTypename.get(typename);
    if (known !== undefined) return known;
    const made = objectMembers(selecting, type, typename, selectionSets);
    // Of what a subgraph says only names of types are kept, so that this cannot grow.
    if (made !== null) byTypename.set(typename, made);
    return made;
  };
  return (value) => {
    if (!isRecord(value)) return MISFIT;
    const members = membersOf(value['__typename']);
    if (members === null) return MISFIT;
    const object: Record<string, unknown> = {};
    for (const { responseName, shape } of members) {
      const shaped = shape(value[responseName] ?? null);
      if (shaped === MISFIT) return MISFIT;
      object[responseName] = shaped;
    }
    return object;
  };
}

function objectMembers(
  selecting: Selecting,
  written: GraphQLCompositeType,
  typename: unknown,
  selectionSets: readonly SelectionSetNode[],
): readonly Member[] | null {
  const told = typeof typename === 'string' ? selecting.schema.getType(typename) : null;
  if (typename === undefined ? !isObjectType(written) : !isObjectType(told)) return null;
  const types = { written, told: isObjectType(told) ? told : null };
  if (types.told !== null && types.told !== written) {
    if (isObjectType(written) || !selecting.schema.isSubType(written, types.told)) return null;
  }
  const fields = selectedFields(selecting, types, selectionSets);
  return fields?.map((field) => ({ responseName: field.responseName, shape: memberShape(selecting, field) })) ?? null;
}

function memberShape(selecting: Selecting, field: SelectedField): Shape {
  if (field.kind === 'FIELD') return shapeOf(selecting, field.type, field.selectionSets);
  const { typename } = field;
  return (value) => (value === null || value === typename ? typename : MISFIT);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import {
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Place } from './entities.ts';
import { type Selecting, selectedFields } from './selected-fields.ts';
import { isJoined, type Joined } from './values.ts';

/** An operation, what was fetched for it, and the graph with all that is hidden from clients. */
export interface Fetched {
  readonly selecting: Selecting;
  readonly root: GraphQLOutputType;
  readonly selectionSet: SelectionSetNode;
  readonly data: Joined;
  readonly supergraph: GraphQLSchema;
}

/**
 * True where an answer is null because of what the graph hides from clients: an object of a hidden type, or a hidden
 * value of an enum. Such a null is meant, as `@inaccessible` says. False where the null went on to something else,
 * since a value is promised there.
 */
export function isHiddenAt(fetched: Fetched, place: Place): boolean {
  const found = valueAt(fetched, place);
  if (found === null || isNonNullType(found.type)) return false;
  const { supergraph, selecting } = fetched;
  const { type, value } = found;
  if (isCompositeType(type)) {
    const typename = isJoined(value) ? value['__typename'] : undefined;
    return typeof typename === 'string' && isHiddenType(typename, selecting.schema, supergraph);
  }
  const whole = isEnumType(type) ? supergraph.getType(type.name) : undefined;
  if (!isEnumType(type) || !isEnumType(whole) || typeof value !== 'string') return false;
  return whole.getValue(value) !== undefined && type.getValue(value) === undefined;
}

function isHiddenType(name: string, shown: GraphQLSchema, supergraph: GraphQLSchema): boolean {
  return shown.getType(name) === undefined && isObjectType(supergraph.getType(name));
}

interface Found {
  readonly type: GraphQLOutputType;
  readonly value: unknown;
  readonly selectionSets: readonly SelectionSetNode[];
}

/** What stands at a place of the answer, and what the schema says about it; null where that cannot be known. */
function valueAt({ selecting, root, selectionSet, data }: Fetched, place: Place): Found | null {
  let found: Found = { type: root, value: data, selectionSets: [selectionSet] };
  for (const step of place) {
    const next = typeof step === 'number' ? memberAt(found, step) : fieldAt(selecting, found, step);
    if (next === null) return null;
    found = next;
  }
  return found;
}

function memberAt({ type, value, selectionSets }: Found, index: number): Found | null {
  const list = getNullableType(type);
  return isListType(list) && Array.isArray(value) ? { type: list.ofType, value: value[index], selectionSets } : null;
}

function fieldAt(selecting: Selecting, { type, value, selectionSets }: Found, key: string): Found | null {
  const written = getNullableType(type);
  if (!isCompositeType(written) || !isJoined(value)) return null;
  const typename = value['__typename'];
  const told = typeof typename === 'string' ? selecting.schema.getType(typename) : null;
  const fields = selectedFields(selecting, { written, told: isObjectType(told) ? told : null }, selectionSets);
  const field = fields?.find(({ responseName }) => responseName === key);
  return field?.kind === 'FIELD' ? { type: field.type, value: value[key], selectionSets: field.selectionSets } : null;
}

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
import { isJoined } from './values.ts';

/**
 * Writes of a value what was asked for, as JSON text. Null, which is no text, for a value that is not what the schema
 * promises, or of which that cannot be known here: then the stock executor has to shape the answer. Writes into nothing
 * it is given.
 */
export type WriteValue = (value: unknown) => string | null;

/**
 * The way to write a value of this type with these selections. Objects are prepared when the first of their type comes,
 * so that a document costs what its answers use of it.
 */
export function writerOf(
  selecting: Selecting,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
): WriteValue {
  if (isNonNullType(type)) return valueWriter(selecting, type.ofType, selectionSets);
  const write = valueWriter(selecting, type, selectionSets);
  return (value) => (value === null ? 'null' : write(value));
}

/** Of a value that is not null. */
function valueWriter(
  selecting: Selecting,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
): WriteValue {
  if (isNonNullType(type)) return valueWriter(selecting, type.ofType, selectionSets);
  if (isListType(type)) return listWriter(writerOf(selecting, type.ofType, selectionSets));
  return isLeafType(type) ? leafWriter(type) : objectWriter(selecting, type, selectionSets);
}

function listWriter(write: WriteValue): WriteValue {
  return (value) => {
    if (!Array.isArray(value)) return null;
    let text = '[';
    let comma = '';
    for (const member of value) {
      const written = write(member);
      if (written === null) return null;
      text += comma + written;
      comma = ',';
    }
    return `${text}]`;
  };
}

const BUILT_IN: ReadonlyMap<string, WriteValue> = new Map<string, WriteValue>([
  ['Boolean', (value) => (typeof value === 'boolean' ? String(value) : null)],
  ['Float', (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : null)],
  ['ID', (value) => (typeof value === 'string' ? quoted(value) : Number.isSafeInteger(value) ? String(value) : null)],
  ['Int', (value) => (Number.isSafeInteger(value) ? String(value) : null)],
  ['String', (value) => (typeof value === 'string' ? quoted(value) : null)],
]);

/** A scalar of our own may be any JSON: its subgraph has judged it. */
function leafWriter(type: GraphQLLeafType): WriteValue {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
    return (value) => texts.get(value) ?? null;
  }
  return BUILT_IN.get(type.name) ?? anyJson;
}

function anyJson(value: unknown): string | null {
  if (typeof value === 'string') return quoted(value);
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** Longer ones are looked through faster by the library's own writer. */
const SHORT = 40;

/** Most texts are short and hold nothing that JSON writes in another way. */
function quoted(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || code >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}

interface Member {
  readonly responseName: string;
  /** What stands before its value. */
  readonly head: string;
  readonly write: WriteValue;
}

function objectWriter(
  selecting: Selecting,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): WriteValue {
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
    if (!isJoined(value)) return null;
    const members = membersOf(value['__typename']);
    if (members === null) return null;
    let text = '{';
    for (const { responseName, head, write } of members) {
      const member = value[responseName];
      const written = write(member === undefined ? null : member);
      if (written === null) return null;
      text += head + written;
    }
    return `${text}}`;
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
  return (
    fields?.map((field, index) => ({
      responseName: field.responseName,
      head: `${index === 0 ? '' : ','}${JSON.stringify(field.responseName)}:`,
      write: memberWriter(selecting, field),
    })) ?? null
  );
}

function memberWriter(selecting: Selecting, field: SelectedField): WriteValue {
  if (field.kind === 'FIELD') return writerOf(selecting, field.type, field.selectionSets);
  const { typename } = field;
  const text = `"${typename}"`;
  return (value) => (value === null || value === typename ? text : null);
}

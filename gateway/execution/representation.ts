import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import type { MadeFields } from '#gateway/federation/made-fields.ts';
import { isOfType } from './object-type.ts';
import type { Rewrite } from './rewrites.ts';
import { isBuiltIn, isJoined, type Joined, mergeInto } from './values.ts';

/** What a subgraph has to be told of an object to find its entity, as JSON text; null = the object lacks it. */
export type WriteRepresentation = (entity: Joined) => string | null;

interface Field {
  readonly name: string;
  /** Its key in JSON, colon included. */
  readonly head: string;
  readonly selections: readonly QueryPlanSelectionNode[] | null;
}

/** The subgraph that is told. */
export interface Told {
  readonly made: MadeFields;
  /** By type: the sets of fields of which one is enough to find an object. */
  readonly keysOf: (type: string) => readonly SelectionSetNode[];
  /** What is changed of a representation at the end. */
  readonly rewrite: Rewrite | null;
}

interface Representing {
  readonly schema: GraphQLSchema;
  /** What a subgraph calls a field. */
  readonly told: (name: string) => string;
}

/**
 * Prepares what a fetch requires, by type: nearly always the fields of one fragment, written one after the other. Where
 * several fragments apply to a type their fields are put together first. Null when a key is one that no answer is looked
 * up by.
 */
export function representationOf(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  { made: { byName }, keysOf, rewrite }: Told,
): WriteRepresentation | null {
  if (!areLookedUp(requires)) return null;
  const graph = { schema, told: (name: string) => byName.get(name)?.name ?? name };
  const byType = new Map<string, readonly Field[] | null>();
  const fieldsOf = (typename: string): readonly Field[] | null => {
    const known = byType.get(typename);
    if (known !== undefined) return known;
    const fields = plainFields(graph, typename, requires);
    // Names of types come from subgraphs; only those of the graph are kept, so that this cannot grow.
    if (schema.getType(typename) !== undefined) byType.set(typename, fields);
    return fields;
  };
  return (entity) => {
    const typename = entity['__typename'];
    const fields = rewrite === null && typeof typename === 'string' ? fieldsOf(typename) : null;
    if (fields !== null) return writtenFields(graph, entity, fields);
    const selected = selectedOf(graph, entity, requires);
    if (!isJoined(selected)) return null;
    rewrite?.(selected);
    const told = isNamed(selected['__typename']) ? withKey(selected, entity, keysOf) : null;
    return told === null ? null : JSON.stringify(told);
  };
}

/**
 * Several fragments may each tell a part, and none of those that apply to the type a whole key: then it is told of what is
 * known of the object. Null where that is not enough to find it, or the subgraph knows no such type.
 */
function withKey(selected: Joined, entity: Joined, keysOf: Told['keysOf']): Joined | null {
  const keys = keysOf(String(selected['__typename']));
  if (keys.some((key) => hasAll(selected, key))) return selected;
  const key = keys.find((each) => hasAll(entity, each));
  return key === undefined ? null : { ...partOf(entity, key), ...selected };
}

function partOf(value: Joined, { selections }: SelectionSetNode): Joined {
  return Object.fromEntries(
    selections.flatMap((selection) => {
      if (selection.kind !== Kind.FIELD) return [];
      const { name, selectionSet: inner } = selection;
      const member = value[name.value];
      if (inner === undefined) return [[name.value, member]];
      const part = (each: unknown) => (isJoined(each) ? partOf(each, inner) : each);
      return [[name.value, Array.isArray(member) ? member.map(part) : part(member)]];
    }),
  );
}

function hasAll(value: unknown, { selections }: SelectionSetNode): boolean {
  if (Array.isArray(value)) return value.every((member) => hasAll(member, { kind: Kind.SELECTION_SET, selections }));
  if (!isJoined(value)) return value !== undefined;
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true;
    const member = value[selection.name.value];
    return member !== undefined && (selection.selectionSet === undefined || hasAll(member, selection.selectionSet));
  });
}

function areLookedUp(selections: readonly QueryPlanSelectionNode[]): boolean {
  return selections.every((selection) => {
    if (selection.kind === 'Field' && isBuiltIn(selection.alias ?? selection.name)) return false;
    return areLookedUp(selection.selections ?? []);
  });
}

/** The fields of the only fragment that applies; null where it is not that simple, or has no name of a type in it. */
function plainFields(
  { schema, told }: Representing,
  typename: string,
  requires: readonly QueryPlanSelectionNode[],
): readonly Field[] | null {
  const applying = requires.filter(
    (selection) =>
      selection.kind === 'Field' ||
      selection.typeCondition === undefined ||
      isOfType(schema, typename, selection.typeCondition),
  );
  const [only, ...others] = applying;
  if (only === undefined || others.length > 0 || only.kind !== 'InlineFragment' || only.typeCondition === undefined) {
    return null;
  }
  const fields: Field[] = [];
  for (const selection of only.selections) {
    if (selection.kind !== 'Field') return null;
    const name = selection.alias ?? selection.name;
    fields.push({ name, head: `${JSON.stringify(told(name))}:`, selections: selection.selections ?? null });
  }
  const names = new Set(fields.map(({ head }) => head));
  return names.has('"__typename":') && names.size === fields.length ? fields : null;
}

function writtenFields(graph: Representing, entity: Joined, fields: readonly Field[]): string | null {
  let text = '{';
  for (const { name, head, selections } of fields) {
    const value = entity[name];
    // A fragment of which a field is missing says nothing at all, so there is no representation either.
    if (value === undefined) return null;
    const told = selections === null ? value : selectedIn(graph, value, selections);
    text += (text === '{' ? head : `,${head}`) + JSON.stringify(told ?? null);
  }
  return `${text}}`;
}

function selectedIn(graph: Representing, value: unknown, selections: readonly QueryPlanSelectionNode[]): unknown {
  return Array.isArray(value)
    ? value.map((member) => selectedOf(graph, member, selections))
    : selectedOf(graph, value, selections);
}

/** As the stock executor selects: null when a field is missing, a fragment left out when it says nothing. */
function selectedOf(graph: Representing, value: unknown, selections: readonly QueryPlanSelectionNode[]): unknown {
  if (!isJoined(value)) return null;
  const selected: Joined = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      const member = value[name];
      if (member === undefined) return null;
      const told = graph.told(name);
      selected[told] = selection.selections === undefined ? member : selectedIn(graph, member, selection.selections);
    } else {
      mergeInto(selected, toldByFragment(graph, value, selection));
    }
  }
  return selected;
}

function toldByFragment(
  graph: Representing,
  value: Joined,
  { typeCondition, selections }: Extract<QueryPlanSelectionNode, { readonly kind: 'InlineFragment' }>,
): Joined {
  if (typeCondition === undefined || !isOfType(graph.schema, value['__typename'], typeCondition)) return {};
  const told = selectedOf(graph, value, selections);
  return isJoined(told) ? told : {};
}

function isNamed(typename: unknown): boolean {
  return typeof typename === 'string' && typename !== '';
}

import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DocumentLimits } from './document-limits.ts';
import { overLimit, type Refusal } from './refusal.ts';

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);
const INCREMENTAL: ReadonlySet<string> = new Set(['defer', 'stream']);

/** Of a selection set with its fragments expanded. */
interface Tally {
  selections: number;
  aliases: number;
  directives: number;
  /** Fields of the set itself, not of what they select. */
  ownFields: number;
  /** Levels of fields, the set itself included; those at and below `__schema` and `__type` are counted apart. */
  depth: number;
  introspectionDepth: number;
}

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By fragment; `null` while it is being counted, so that one who comes back to it has gone in a circle. */
  readonly counted: Map<string, Tally | null>;
  refusal: Refusal | null;
}

/**
 * Counts an operation with its fragments expanded. Each fragment is counted once, whoever spreads it, so the work is
 * that of the text however much it expands to, and whichever limits are switched off. A circle of fragments never ends,
 * so it is over any limit.
 */
export function walkSelections(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  limits: DocumentLimits,
): Refusal | null {
  const walk: Walk = { fragments, counted: new Map(), refusal: null };
  const tally = tallyOf(walk, operation.selectionSet);
  countDirectives(walk, tally, operation.directives);
  // What no operation spreads is validated all the same.
  for (const name of fragments.keys()) fragmentTally(walk, name);
  return walk.refusal ?? limitRefusal(tally, limits);
}

function limitRefusal(tally: Tally, limits: DocumentLimits): Refusal | null {
  const bounds: readonly (readonly [string, number, number])[] = [
    ['selections', limits.selectionsMax, tally.selections],
    ['aliases', limits.aliasesMax, tally.aliases],
    ['root fields', limits.rootFieldsMax, tally.ownFields],
    ['directives', limits.directivesMax, tally.directives],
    ['levels of fields', limits.depthMax, tally.depth],
    ['levels of fields', limits.introspectionDepthMax, tally.introspectionDepth],
  ];
  const passed = bounds.find(([, most, requested]) => requested > most);
  return passed === undefined ? null : overLimit(...passed);
}

function tallyOf(walk: Walk, selectionSet: SelectionSetNode | undefined): Tally {
  const tally: Tally = {
    selections: 0,
    aliases: 0,
    directives: 0,
    ownFields: 0,
    depth: 0,
    introspectionDepth: 0,
  };
  for (const selection of selectionSet?.selections ?? []) {
    tally.selections += 1;
    countDirectives(walk, tally, selection.directives);
    countSelection(walk, tally, selection);
  }
  return tally;
}

function countSelection(walk: Walk, tally: Tally, selection: SelectionNode): void {
  if (selection.kind === Kind.FIELD) countField(walk, tally, selection);
  else if (selection.kind === Kind.INLINE_FRAGMENT) addBeside(tally, tallyOf(walk, selection.selectionSet));
  else addBeside(tally, fragmentTally(walk, selection.name.value));
}

function countField(walk: Walk, tally: Tally, field: FieldNode): void {
  const below = tallyOf(walk, field.selectionSet);
  if (field.alias !== undefined) tally.aliases += 1;
  tally.ownFields += 1;
  tally.selections += below.selections;
  tally.aliases += below.aliases;
  tally.directives += below.directives;
  if (INTROSPECTION.has(field.name.value)) {
    tally.introspectionDepth = Math.max(tally.introspectionDepth, 1 + Math.max(below.depth, below.introspectionDepth));
    return;
  }
  tally.depth = Math.max(tally.depth, 1 + below.depth);
  if (below.introspectionDepth > 0)
    tally.introspectionDepth = Math.max(tally.introspectionDepth, 1 + below.introspectionDepth);
}

function addBeside(tally: Tally, other: Tally): void {
  tally.selections += other.selections;
  tally.aliases += other.aliases;
  tally.directives += other.directives;
  tally.ownFields += other.ownFields;
  tally.depth = Math.max(tally.depth, other.depth);
  tally.introspectionDepth = Math.max(tally.introspectionDepth, other.introspectionDepth);
}

function fragmentTally(walk: Walk, name: string): Tally {
  const known = walk.counted.get(name);
  if (known !== undefined && known !== null) return known;
  if (known === null) {
    walk.refusal ??= { code: 'QUERY_LIMIT_EXCEEDED', message: 'A fragment contains itself, so it has no end.' };
    return tallyOf(walk, undefined);
  }
  walk.counted.set(name, null);
  const fragment = walk.fragments.get(name);
  const tally = tallyOf(walk, fragment?.selectionSet);
  countDirectives(walk, tally, fragment?.directives);
  walk.counted.set(name, tally);
  return tally;
}

function countDirectives(walk: Walk, tally: Tally, directives: readonly DirectiveNode[] | undefined): void {
  for (const { name } of directives ?? []) {
    tally.directives += 1;
    if (!INCREMENTAL.has(name.value)) continue;
    const message = `@${name.value} is not offered: split the query, or follow the syncStatus subscription.`;
    walk.refusal ??= { code: 'BAD_REQUEST', message };
  }
}

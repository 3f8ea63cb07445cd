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

interface Tally {
  readonly limits: DocumentLimits;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  selections: number;
  aliases: number;
  directives: number;
  rootFields: number;
}

/**
 * Counts an operation with its fragments expanded, under a budget: a cycle or a doubling of fragments spends it in at
 * most `selectionsMax` steps. The first limit that is passed is the refusal.
 */
export function walkSelections(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  limits: DocumentLimits,
): Refusal | null {
  const tally: Tally = { limits, fragments, selections: 0, aliases: 0, directives: 0, rootFields: 0 };
  return (
    directivesRefusal(tally, operation.directives) ??
    selectionSetRefusal(tally, operation.selectionSet, 1, limits.depthMax) ??
    null
  );
}

function selectionSetRefusal(
  tally: Tally,
  selectionSet: SelectionSetNode | undefined,
  depth: number,
  depthMax: number,
): Refusal | null {
  for (const selection of selectionSet?.selections ?? []) {
    const refusal = countRefusal(tally, selection, depth) ?? selectionRefusal(tally, selection, depth, depthMax);
    if (refusal !== null) return refusal;
  }
  return null;
}

function countRefusal(tally: Tally, selection: SelectionNode, depth: number): Refusal | null {
  const { limits } = tally;
  tally.selections += 1;
  if (tally.selections > limits.selectionsMax) return overLimit('selections', limits.selectionsMax, 'more');
  if (selection.kind === Kind.FIELD) {
    if (selection.alias !== undefined) tally.aliases += 1;
    if (tally.aliases > limits.aliasesMax) return overLimit('aliases', limits.aliasesMax, 'more');
    if (depth === 1) tally.rootFields += 1;
    if (tally.rootFields > limits.rootFieldsMax) return overLimit('root fields', limits.rootFieldsMax, 'more');
  }
  return directivesRefusal(tally, selection.directives);
}

function directivesRefusal(tally: Tally, directives: readonly DirectiveNode[] | undefined): Refusal | null {
  for (const { name } of directives ?? []) {
    tally.directives += 1;
    if (tally.directives > tally.limits.directivesMax)
      return overLimit('directives', tally.limits.directivesMax, 'more');
    if (INCREMENTAL.has(name.value)) {
      const message = `@${name.value} is not offered: split the query, or follow the syncStatus subscription.`;
      return { code: 'BAD_REQUEST', message };
    }
  }
  return null;
}

function selectionRefusal(tally: Tally, selection: SelectionNode, depth: number, depthMax: number): Refusal | null {
  switch (selection.kind) {
    case Kind.FIELD:
      return fieldRefusal(tally, selection, depth, depthMax);
    case Kind.INLINE_FRAGMENT:
      return selectionSetRefusal(tally, selection.selectionSet, depth, depthMax);
    case Kind.FRAGMENT_SPREAD:
      return selectionSetRefusal(tally, tally.fragments.get(selection.name.value)?.selectionSet, depth, depthMax);
  }
}

function fieldRefusal(tally: Tally, field: FieldNode, depth: number, depthMax: number): Refusal | null {
  const ownMax = INTROSPECTION.has(field.name.value) ? tally.limits.introspectionDepthMax : depthMax;
  if (depth > ownMax) return overLimit('levels of fields', ownMax, 'more');
  return selectionSetRefusal(tally, field.selectionSet, depth + 1, ownMax);
}

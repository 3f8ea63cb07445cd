import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';
import type { FallbackReason } from './fallback-reasons.ts';
import { isBuiltIn } from './values.ts';

/** What only the stock executor answers, and keys under which nothing of ours is looked up. */
export function refusedNames(
  document: DocumentNode,
): Extract<FallbackReason, 'introspection' | 'built-in-names'> | null {
  let refusal: 'introspection' | 'built-in-names' | null = null;
  visit(document, {
    [Kind.FIELD]: ({ name, alias }: FieldNode) => {
      if (name.value === '__schema' || name.value === '__type') refusal = 'introspection';
      else if (isTaken(alias?.value ?? name.value, name.value)) refusal ??= 'built-in-names';
    },
  });
  return refusal;
}

/** Of every object's own, or of the name of its type, by which it is told what an object is. */
function isTaken(responseName: string, field: string): boolean {
  return isBuiltIn(responseName) || (responseName === '__typename' && field !== '__typename');
}

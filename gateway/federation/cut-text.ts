import type { ASTNode } from 'graphql';

/** A document's text without these nodes of it, all else as it was written. Throws for a node without a place. */
export function cutText(text: string, nodes: readonly ASTNode[]): string {
  const places = nodes.map(({ loc }) => {
    if (loc === undefined) throw new Error('A node that was not read from the text');
    return loc;
  });
  places.sort((one, other) => one.start - other.start);
  let rest = '';
  let at = 0;
  for (const { start, end } of places) {
    rest += text.slice(at, start).trimEnd();
    at = end;
  }
  return rest + text.slice(at);
}

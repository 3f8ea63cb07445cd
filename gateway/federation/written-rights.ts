import { Kind, parse } from 'graphql';
import { cutText } from './cut-text.ts';
import { securityUses } from './security-uses.ts';

/**
 * The supergraph as its subgraphs wrote it. Composition copies to an interface what any type behind it asks for, and a
 * gateway could not tell that from a rule for every type behind the interface; no SDL of ours may write such a rule, so
 * all that stands on interfaces is composition's own. Selected through an interface, a field still asks for what it asks
 * for on each of the types.
 */
export function asWritten(supergraphSdl: string): string {
  const document = parse(supergraphSdl);
  const interfaces = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.INTERFACE_TYPE_DEFINITION ? [node.name.value] : [])),
  );
  const copied = securityUses(document).uses.filter(({ coordinate }) =>
    interfaces.has(coordinate.split('.', 1)[0] ?? ''),
  );
  return cutText(
    supergraphSdl,
    copied.map(({ node }) => node),
  );
}

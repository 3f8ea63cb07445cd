import { readFileSync } from 'node:fs';

export const SUBGRAPH_NAMES = ['crm', 'billing', 'erp', 'revrec', 'operations'] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

/** A subgraph's whole SDL: what all share, then its own, as one document. Throws when a file is missing. */
export function subgraphSdl(name: SubgraphName): string {
  return `${readSdl('shared')}\n${readSdl(name)}`;
}

function readSdl(file: string): string {
  return readFileSync(new URL(`./graphql/${file}.graphql`, import.meta.url), 'utf8');
}

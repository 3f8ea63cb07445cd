import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';

/** A graph of several systems, and the same graph as one system: what both say has to be the same. */
export interface Feature {
  readonly name: string;
  /** By subgraph. */
  readonly sdl: Readonly<Record<string, string>>;
  readonly resolvers: Readonly<Record<string, GraphQLResolverMap<unknown>>>;
  /** Everything in one schema, and what its root answers. */
  readonly whole: string;
  readonly root: Readonly<Record<string, unknown>>;
  readonly queries: readonly FeatureQuery[];
}

export interface FeatureQuery {
  readonly says: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The stock executor gets it wrong and says nothing of it, or tells an error in the place of what there is. */
  readonly stock?: 'WRONG' | 'FAILS';
}

export type Row = Readonly<Record<string, unknown>>;

export function linked(...directives: readonly string[]): string {
  const names = directives.map((name) => `"@${name}"`).join(', ');
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${names}])\n`;
}

/** The row that a reference is about, as a subgraph finds it. */
export function rowBy(rows: readonly Row[], key: string): (reference: Row) => Row | null {
  return (reference) => rows.find((row) => row[key] === reference[key]) ?? null;
}

/** Nothing but what the reference says: a field that requires something has to find it there. */
export function asTold(reference: Row): Row {
  return { ...reference };
}

export function numberIn(row: Row, field: string): number {
  const value = row[field];
  if (typeof value !== 'number') throw new Error(`${field} was not told`);
  return value;
}

import { readFileSync } from 'node:fs';
import { SUBGRAPH_NAMES } from '#schema/subgraph-sdl.ts';
import type { EnvironmentReader } from './environment.ts';

/** The graph that is served, and the way to its subgraphs. Times are in ms, sizes in bytes. */
export interface GraphConfig {
  /** Text of the composed supergraph. */
  readonly supergraphSdl: string;
  /** What is committed beside it for the planner; null = nothing is, and it is only derived. */
  readonly runtimeSupergraphSdl: string | null;
  /** By subgraph: address without `/graphql`. Every subgraph of the supergraph has one. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  readonly subgraphAnswerBytesMax: number;
  /** Of one client's operation, from its body to its answer. */
  readonly requestTimeoutMs: number;
  /** Of one attempt at one subgraph. */
  readonly subgraphTimeoutMs: number;
}

export const GRAPH_DEFAULTS: Omit<GraphConfig, 'supergraphSdl' | 'runtimeSupergraphSdl' | 'subgraphUrls'> = {
  subgraphAnswerBytesMax: 8 * 1024 * 1024,
  requestTimeoutMs: 15_000,
  subgraphTimeoutMs: 8_000,
};

/** `SUPERGRAPH` (a file), `SUBGRAPH_<NAME>_URL`. */
export function readGraph(environment: EnvironmentReader): Partial<GraphConfig> & Pick<GraphConfig, 'subgraphUrls'> {
  const subgraphUrls = Object.fromEntries(
    SUBGRAPH_NAMES.map((name) => {
      const variable = `SUBGRAPH_${name.toUpperCase()}_URL`;
      const url = environment.required(variable, `the address of the ${name} subgraph, such as http://${name}:4001`);
      if (url !== '' && !URL.canParse(url)) environment.note(`${variable} is no address.`);
      return [name, url];
    }),
  );
  return { subgraphUrls, ...supergraphOf(environment) };
}

export function committedSupergraph(): string {
  return committed('supergraph.graphql');
}

/** The same without security directives, as the planner takes it. */
export function committedRuntimeSupergraph(): string {
  return committed('supergraph.runtime.graphql');
}

function committed(file: string): string {
  return readFileSync(new URL(`../../schema/graphql/${file}`, import.meta.url), 'utf8');
}

function supergraphOf(environment: EnvironmentReader): Partial<Pick<GraphConfig, 'supergraphSdl'>> {
  const file = environment.text('SUPERGRAPH');
  if (file === null) return {};
  try {
    return { supergraphSdl: readFileSync(file, 'utf8') };
  } catch {
    environment.note(`SUPERGRAPH names a file that cannot be read: ${file}.`);
    return {};
  }
}

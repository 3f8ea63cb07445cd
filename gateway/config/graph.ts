import { readFileSync } from 'node:fs';
import { type ReadSupergraph, readSupergraph } from '#gateway/federation/read-supergraph.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { SUBGRAPH_NAMES } from '#schema/subgraph-sdl.ts';
import type { EnvironmentReader } from './environment.ts';
import { readSubgraphAddresses, type SubgraphAddresses } from './subgraph-addresses.ts';

/** The graph that is served, and the way to its subgraphs. Times are in ms, sizes in bytes. */
export interface GraphConfig extends SubgraphAddresses {
  /** Text of the composed supergraph. */
  readonly supergraphSdl: string;
  /** What is committed beside it for the planner; null = nothing is, and it is only derived. */
  readonly runtimeSupergraphSdl: string | null;
  readonly subgraphAnswerBytesMax: number;
  /** Of one client's operation, from its body to its answer. */
  readonly requestTimeoutMs: number;
  /** Of one attempt at one subgraph. */
  readonly subgraphTimeoutMs: number;
}

export const GRAPH_DEFAULTS: Omit<GraphConfig, 'supergraphSdl' | 'runtimeSupergraphSdl' | 'subgraphUrls'> = {
  endpointUrls: {},
  subgraphAnswerBytesMax: 8 * 1024 * 1024,
  requestTimeoutMs: 15_000,
  subgraphTimeoutMs: 8_000,
};

/** `SUPERGRAPH` (a file or an address; else the committed one), `SUBGRAPH_<NAME>_URL`. */
export async function readGraph(
  environment: EnvironmentReader,
  timers: Timers,
): Promise<SubgraphAddresses & Pick<GraphConfig, 'supergraphSdl' | 'runtimeSupergraphSdl'>> {
  const { composedUrls, ...texts } = await supergraphOf(environment, timers);
  return { ...texts, ...readSubgraphAddresses(environment, composedUrls) };
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

/** The committed one only names its subgraphs: where they answer is for the environment to say. */
async function supergraphOf(
  environment: EnvironmentReader,
  timers: Timers,
): Promise<ReadSupergraph & Pick<GraphConfig, 'runtimeSupergraphSdl'>> {
  const source = environment.text('SUPERGRAPH');
  if (source === null) {
    return {
      supergraphSdl: committedSupergraph(),
      runtimeSupergraphSdl: committedRuntimeSupergraph(),
      composedUrls: new Map(SUBGRAPH_NAMES.map((name) => [name, ''])),
    };
  }
  const read = await readSupergraph(source, { timers });
  if (read.ok) return { ...read.value, runtimeSupergraphSdl: null };
  environment.note(`SUPERGRAPH ${read.error}`);
  return { supergraphSdl: '', runtimeSupergraphSdl: null, composedUrls: new Map() };
}

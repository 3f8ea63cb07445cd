import { readFileSync } from 'node:fs';
import type { Timers } from '#kit/runtime/timers.ts';
import type { EnvironmentReader } from './environment.ts';
import { type GivenGraph, type GraphSource, readGraphSource } from './graph-source.ts';

/** The graph that is served first, where others come from, and what is waited for. Times are in ms, sizes in bytes. */
export interface GraphConfig extends GivenGraph {
  /** Null = the graph that is given stays. */
  readonly graphSource: GraphSource | null;
  /** Between two looks at the source; 0 = it is looked at only when that is asked for. */
  readonly supergraphPollMs: number;
  readonly subgraphAnswerBytesMax: number;
  /** Of one client's operation, from its body to its answer. */
  readonly requestTimeoutMs: number;
  /** Of one attempt at one subgraph. */
  readonly subgraphTimeoutMs: number;
}

export const GRAPH_DEFAULTS: Omit<GraphConfig, 'supergraphSdl' | 'runtimeSupergraphSdl' | 'subgraphUrls'> = {
  endpointUrls: {},
  graphSource: null,
  supergraphPollMs: 0,
  subgraphAnswerBytesMax: 8 * 1024 * 1024,
  requestTimeoutMs: 15_000,
  subgraphTimeoutMs: 8_000,
};

const POLL_MS = 5_000;
const DAY_MS = 24 * 3_600_000;

/**
 * `SUPERGRAPH` (a file or an address; else the committed one), `SUBGRAPH_<NAME>_URL` and `SUPERGRAPH_POLL_MS`. The
 * committed one changes with the program, so it is looked at again only where a pause is given.
 */
export async function readGraph(
  environment: EnvironmentReader,
  timers: Timers,
): Promise<GivenGraph & Pick<GraphConfig, 'graphSource' | 'supergraphPollMs'>> {
  const usualPollMs = environment.text('SUPERGRAPH') === null ? 0 : POLL_MS;
  const committed = () => ({
    supergraphSdl: committedSupergraph(),
    runtimeSupergraphSdl: committedRuntimeSupergraph(),
  });
  return {
    ...(await readGraphSource(environment, timers, committed)),
    supergraphPollMs: environment.wholeNumber('SUPERGRAPH_POLL_MS', usualPollMs, { min: 0, max: DAY_MS }),
  };
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

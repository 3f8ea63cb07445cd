import { type ComposedUrls, glanceAtSupergraph, readSupergraph } from '#gateway/federation/read-supergraph.ts';
import { supergraphText } from '#gateway/federation/supergraph-text.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { SUBGRAPH_NAMES } from '#schema/subgraph-sdl.ts';
import type { EnvironmentReader } from './environment.ts';
import { readSubgraphAddresses, type SubgraphAddresses } from './subgraph-addresses.ts';

/** A graph that is to be served, and the way to its subgraphs. */
export interface GivenGraph extends SubgraphAddresses {
  /** Text of the composed supergraph. */
  readonly supergraphSdl: string;
  /** What is committed beside it for the planner; null = nothing is, and it is only derived. */
  readonly runtimeSupergraphSdl: string | null;
}

/** Where the graph came from, to be read from again. */
export interface GraphSource {
  /**
   * What is there now; null when it is what was last read and could be used. A fault, one line, is told at each read until
   * it is mended.
   */
  read(gone?: AbortSignal): Promise<Result<GivenGraph | null, string>>;
}

export type GraphTexts = Pick<GivenGraph, 'supergraphSdl' | 'runtimeSupergraphSdl'>;

/** The texts of a graph, and how they are understood. */
interface Origin {
  /** Begins what is said of it. */
  readonly name: string;
  /** Null when they are known to be the same. */
  read(gone?: AbortSignal): Promise<Result<GraphTexts | null, string>>;
  firstUrls(supergraphSdl: string): Result<ComposedUrls, string>;
  laterUrls(supergraphSdl: string): Result<ComposedUrls, string>;
}

/**
 * The graph of `SUPERGRAPH`, else the committed one, and where it may be read from again. Notes every fault. `committed`
 * may throw where there is none.
 */
export async function readGraphSource(
  environment: EnvironmentReader,
  timers: Timers,
  committed: () => GraphTexts,
): Promise<GivenGraph & { readonly graphSource: GraphSource }> {
  const place = environment.text('SUPERGRAPH');
  const origin = place === null ? committedOrigin(committed) : originAt(place, timers);
  const nothing: GraphTexts = { supergraphSdl: '', runtimeSupergraphSdl: null };
  const read = await origin.read();
  const texts = read.ok ? (read.value ?? nothing) : nothing;
  const urls = read.ok ? origin.firstUrls(texts.supergraphSdl) : read;
  if (!urls.ok) environment.note(`${origin.name} ${urls.error}`);
  const addresses = readSubgraphAddresses(environment, urls.ok ? urls.value : new Map());
  return { ...texts, ...addresses, graphSource: later(origin, texts, environment) };
}

function later(origin: Origin, first: GraphTexts, environment: EnvironmentReader): GraphSource {
  let last: { readonly texts: GraphTexts; readonly fault: string | null } = { texts: first, fault: null };
  return {
    read: async (gone) => {
      const read = await origin.read(gone);
      if (!read.ok) return fail(`${origin.name} ${read.error}`);
      const texts = read.value ?? last.texts;
      if (isSame(texts, last.texts)) return last.fault === null ? ok(null) : fail(last.fault);
      const graph = understood(origin, texts, environment.again());
      last = { texts, fault: graph.ok ? null : graph.error };
      return graph;
    },
  };
}

function isSame(one: GraphTexts, other: GraphTexts): boolean {
  return one.supergraphSdl === other.supergraphSdl && one.runtimeSupergraphSdl === other.runtimeSupergraphSdl;
}

function understood(origin: Origin, texts: GraphTexts, environment: EnvironmentReader): Result<GivenGraph, string> {
  const urls = origin.laterUrls(texts.supergraphSdl);
  if (!urls.ok) return fail(`${origin.name} ${urls.error}`);
  const addresses = readSubgraphAddresses(environment, urls.value);
  return environment.faults.length > 0 ? fail(environment.faults.join(' ')) : ok({ ...texts, ...addresses });
}

function originAt(place: string, timers: Timers): Origin {
  const text = supergraphText(place, { timers });
  return {
    name: 'SUPERGRAPH',
    firstUrls: readSupergraph,
    // What it is worth shows when it is opened: it is read while another graph is served.
    laterUrls: glanceAtSupergraph,
    read: async (gone) => {
      const read = await text.read(gone);
      if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
      return ok({ supergraphSdl: read.value, runtimeSupergraphSdl: null });
    },
  };
}

/** The committed one only names its subgraphs: where they answer is for the environment to say. */
function committedOrigin(committed: () => GraphTexts): Origin {
  const withoutUrls = (names: Iterable<string>) => new Map([...names].map((name) => [name, '']));
  return {
    name: 'The committed supergraph',
    firstUrls: () => ok(withoutUrls(SUBGRAPH_NAMES)),
    laterUrls: (supergraphSdl) => {
      const urls = glanceAtSupergraph(supergraphSdl);
      return urls.ok ? ok(withoutUrls(urls.value.keys())) : urls;
    },
    read: () => {
      try {
        return Promise.resolve(ok(committed()));
      } catch {
        return Promise.resolve(fail('cannot be read.'));
      }
    },
  };
}

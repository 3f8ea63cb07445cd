import composition from '@apollo/composition';
import { parse } from 'graphql';
import { BENCH_SDL, BENCH_SUBGRAPHS, type BenchSubgraph } from './sdl.ts';

/** The bench graph composed, each subgraph at the address it answers at. */
export function benchSupergraph(urls: Readonly<Record<BenchSubgraph, string>>): string {
  const { supergraphSdl, errors } = composition.composeServices(
    BENCH_SUBGRAPHS.map((name) => ({ name, url: urls[name], typeDefs: parse(BENCH_SDL[name]) })),
  );
  if (supergraphSdl === undefined) throw new Error(`The bench graph does not compose: ${errors?.join('; ')}`);
  return supergraphSdl;
}

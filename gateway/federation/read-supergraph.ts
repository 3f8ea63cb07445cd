import internals from '@apollo/federation-internals';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { splitSupergraph } from './runtime-supergraph.ts';

/** By subgraph: the address that it was composed with; may be empty or no address at all. */
export type ComposedUrls = ReadonlyMap<string, string>;

/**
 * What a supergraph of any origin says about its subgraphs: joins of the first and the second federation alike, with and
 * without security directives. The fault is one sentence that begins with a verb. Fails for whatever could not be served.
 */
export function readSupergraph(supergraphSdl: string): Result<ComposedUrls, string> {
  return guarded(() => {
    const split = splitSupergraph(supergraphSdl);
    return split.ok ? ok(urlsOf(internals.Supergraph.build(split.value.runtimeSdl))) : fail(split.error.join(' '));
  });
}

/** The same in a fraction of the time, for a supergraph that is judged whole where it is opened. */
export function glanceAtSupergraph(supergraphSdl: string): Result<ComposedUrls, string> {
  return guarded(() => ok(urlsOf(internals.Supergraph.build(supergraphSdl, { supportedFeatures: null }))));
}

function urlsOf(supergraph: ReturnType<typeof internals.Supergraph.build>): ComposedUrls {
  return new Map(
    supergraph
      .subgraphs()
      .values()
      .map(({ name, url }) => [name, url]),
  );
}

/** The library may throw. */
function guarded(read: () => Result<ComposedUrls, string>): Result<ComposedUrls, string> {
  try {
    const urls = read();
    return urls.ok ? urls : nothingComposed(urls.error);
  } catch (error) {
    return nothingComposed(error instanceof Error ? error.message : String(error));
  }
}

function nothingComposed(reason: string): Result<never, string> {
  const [line = ''] = reason.split('\n');
  return fail(`holds no composed supergraph: ${line.replace(/\.?$/, '.')}`);
}

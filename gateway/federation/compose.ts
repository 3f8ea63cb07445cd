import composition from '@apollo/composition';
import { type DocumentNode, parse, printSchema } from 'graphql';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { lintSubgraphs } from './lints.ts';
import { clientsSchema, splitSupergraph } from './runtime-supergraph.ts';
import { asWritten } from './written-rights.ts';

export interface SubgraphSource {
  readonly name: string;
  /** The subgraph's whole SDL as one document. */
  readonly sdl: string;
}

export interface ParsedSubgraph {
  readonly name: string;
  readonly document: DocumentNode;
}

export interface Composition {
  readonly supergraphSdl: string;
  /** The same for the planner: without security directives. */
  readonly runtimeSdl: string;
  /** What clients see. */
  readonly apiSdl: string;
  /** What composition allows and yet remarks; nobody has to act on it. */
  readonly hints: readonly string[];
}

/** One supergraph out of the subgraphs' SDLs, or every fault found: first the lints', else composition's own. */
export function composeSupergraph(sources: readonly SubgraphSource[]): Result<Composition, readonly string[]> {
  const subgraphs = sources.map(({ name, sdl }) => ({ name, document: parse(sdl) }));
  const faults = lintSubgraphs(subgraphs);
  if (faults.length > 0) return fail(faults);

  const composed = composition.composeServices(
    // Where a subgraph answers is a matter of each run's configuration; the committed file only names it.
    subgraphs.map(({ name, document }) => ({ name, url: `http://${name}/graphql`, typeDefs: document })),
  );
  if (composed.errors !== undefined) return fail(composed.errors.map(({ message }) => message));
  const supergraphSdl = `${asWritten(composed.supergraphSdl)}\n`;
  const split = splitSupergraph(supergraphSdl);
  if (!split.ok) return split;
  return ok({
    supergraphSdl,
    runtimeSdl: split.value.runtimeSdl,
    apiSdl: `${printSchema(clientsSchema(split.value.runtimeSdl))}\n`,
    hints: composed.hints.map(({ message }) => message),
  });
}

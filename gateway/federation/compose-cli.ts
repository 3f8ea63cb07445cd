import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SUBGRAPH_NAMES, subgraphSdl } from '#schema/subgraph-sdl.ts';
import { composeSupergraph } from './compose.ts';
import { lintSchemaBuilders } from './lints.ts';

/**
 * Writes schema/graphql/supergraph.graphql from the subgraphs' SDLs; with `--check` only compares.
 * Exit codes: 0 done or fresh, 1 faults or stale.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TARGET = new URL('../../schema/graphql/supergraph.graphql', import.meta.url);

function main(check: boolean): number {
  const composed = composeSupergraph(SUBGRAPH_NAMES.map((name) => ({ name, sdl: subgraphSdl(name) })));
  const faults = [...(composed.ok ? [] : composed.error), ...lintSchemaBuilders(subgraphSources())];
  if (!composed.ok || faults.length > 0) {
    for (const fault of faults) console.error(fault);
    return 1;
  }
  const { supergraphSdl } = composed.value;
  if (supergraphSdl === committed()) return 0;
  if (check) {
    console.error('schema/graphql/supergraph.graphql is stale: run npm run compose');
    return 1;
  }
  writeFileSync(TARGET, supergraphSdl);
  console.log('schema/graphql/supergraph.graphql');
  return 0;
}

function committed(): string | null {
  try {
    return readFileSync(TARGET, 'utf8');
  } catch {
    return null;
  }
}

function* subgraphSources(): Iterable<readonly [string, string]> {
  for (const file of globSync('subgraphs/**/*.ts', { cwd: ROOT })) {
    yield [file, readFileSync(new URL(file, `file://${ROOT}`), 'utf8')];
  }
}

process.exitCode = main(process.argv.includes('--check'));

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUBGRAPH_NAMES, subgraphSdl } from '#schema/subgraph-sdl.ts';
import { composeSupergraph } from './compose.ts';
import { lintSchemaBuilders } from './lints.ts';

/**
 * Writes what the subgraphs' SDLs compose to, under schema/graphql: `supergraph.graphql`, and `supergraph.runtime.graphql`
 * for the planner, without security directives. With `--check` only compares. Exit codes: 0 done or fresh, 1 faults or
 * stale.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function main(check: boolean): number {
  const composed = composeSupergraph(SUBGRAPH_NAMES.map((name) => ({ name, sdl: subgraphSdl(name) })));
  const faults = [...(composed.ok ? [] : composed.error), ...lintSchemaBuilders(subgraphSources())];
  if (!composed.ok || faults.length > 0) {
    for (const fault of faults) console.error(fault);
    return 1;
  }
  const { supergraphSdl, runtimeSdl } = composed.value;
  const files = new Map([
    ['schema/graphql/supergraph.graphql', supergraphSdl],
    ['schema/graphql/supergraph.runtime.graphql', runtimeSdl],
  ]);
  const stale = [...files].filter(([file, text]) => text !== committed(file));
  for (const [file, text] of stale) {
    if (check) {
      console.error(`${file} is stale: run npm run compose`);
    } else {
      writeFileSync(join(ROOT, file), text);
      console.log(file);
    }
  }
  return check && stale.length > 0 ? 1 : 0;
}

function committed(file: string): string | null {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
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

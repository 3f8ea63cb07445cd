import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUBGRAPH_NAMES, subgraphSdl } from '#schema/subgraph-sdl.ts';
import { type Composition, composeSupergraph } from './compose.ts';
import { lintSchemaBuilders } from './lints.ts';
import { changesSince, releaseFaults, withRelease } from './released-schema.ts';

/**
 * Writes what the subgraphs' SDLs compose to, under schema/graphql: `supergraph.graphql`, and `supergraph.runtime.graphql`
 * for the planner, without security directives. With `--check` only compares. Either way it compares with the schema of
 * the last release, `schema/released/api.graphql`; with `--release "<what clients have to know>"` that is advanced, and
 * said in `schema/CHANGELOG.md`. Exit codes: 0 done or fresh, 1 faults, breaking changes or stale, 2 wrong usage.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RELEASED = 'schema/released/api.graphql';
const CHANGELOG = 'schema/CHANGELOG.md';

function main(args: readonly string[]): number {
  const composed = composeSupergraph(SUBGRAPH_NAMES.map((name) => ({ name, sdl: subgraphSdl(name) })));
  const faults = [...(composed.ok ? [] : composed.error), ...lintSchemaBuilders(subgraphSources())];
  if (!composed.ok || faults.length > 0) return told(faults);
  if (args.includes('--release')) return release(composed.value, args[args.indexOf('--release') + 1]);

  const isCheck = args.includes('--check');
  const written = write(composed.value, isCheck);
  const released = textOf(RELEASED) ?? '';
  const changes = changesSince(released, composed.value.apiSdl);
  for (const change of isCheck ? [] : changes.dangerous)
    console.log(`Clients of the last release may be surprised: ${change}`);
  return Math.max(written, told(releaseFaults(released, textOf(CHANGELOG) ?? '', changes)));
}

function write({ supergraphSdl, runtimeSdl }: Composition, check: boolean): number {
  const files = new Map([
    ['schema/graphql/supergraph.graphql', supergraphSdl],
    ['schema/graphql/supergraph.runtime.graphql', runtimeSdl],
  ]);
  const stale = [...files].filter(([file, text]) => text !== textOf(file));
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

function release(composition: Composition, said: string | undefined): number {
  if (said === undefined || said.startsWith('--')) {
    console.error('Say what clients have to know: npm run compose -- --release "Customer.name is gone: use legalName"');
    return 2;
  }
  write(composition, false);
  if (textOf(RELEASED) === composition.apiSdl) return 0;
  writeFileSync(join(ROOT, RELEASED), composition.apiSdl);
  writeFileSync(join(ROOT, CHANGELOG), withRelease(textOf(CHANGELOG) ?? '', composition.apiSdl, said));
  return 0;
}

function told(faults: readonly string[]): number {
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? 1 : 0;
}

function textOf(file: string): string | null {
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

process.exitCode = main(process.argv.slice(2));

import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUBGRAPH_NAMES, subgraphSdl } from '#schema/subgraph-sdl.ts';
import { type Composition, composeSupergraph } from './compose.ts';
import { lintSchemaBuilders } from './lints.ts';
import { changesSince, releaseFaults, withRelease } from './released-schema.ts';

/**
 * Writes what the subgraphs' SDLs compose to, under schema/graphql: `supergraph.graphql`, and `supergraph.runtime.graphql`
 * for the planner, without security directives; and what readers outside see of it, `variants/<name>.graphql`. With
 * `--check` only compares. Either way it compares with the schemas of the last release, `schema/released/api.graphql` and
 * those of the variants beside it; with `--release "<what clients have to know>"` they are advanced, and that is said in
 * `schema/CHANGELOG.md`. Exit codes: 0 done or fresh, 1 faults, breaking changes or stale, 2 wrong usage.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RELEASED = 'schema/released';
/** The one that is of no variant: all that any client sees. */
const API = 'api';
const CHANGELOG = 'schema/CHANGELOG.md';

function main(args: readonly string[]): number {
  const composed = composeSupergraph(SUBGRAPH_NAMES.map((name) => ({ name, sdl: subgraphSdl(name) })));
  const faults = [...(composed.ok ? [] : composed.error), ...lintSchemaBuilders(subgraphSources())];
  if (!composed.ok || faults.length > 0) return told(faults);
  if (args.includes('--release')) return release(composed.value, args[args.indexOf('--release') + 1]);

  const isCheck = args.includes('--check');
  const written = write(composed.value, isCheck);
  const now = schemasOf(composed.value);
  const released = releasedSchemas();
  const changes = changesSince(released, now);
  for (const change of isCheck ? [] : changes.dangerous)
    console.log(`Clients of the last release may be surprised: ${change}`);
  return Math.max(written, told(releaseFaults(released, textOf(CHANGELOG) ?? '', changes)));
}

/** What clients see: all of it, and each variant. */
function schemasOf({ apiSdl, variantSdls }: Composition): ReadonlyMap<string, string> {
  return new Map([[API, apiSdl], ...variantSdls]);
}

function releasedSchemas(): ReadonlyMap<string, string> {
  const files = globSync(`${RELEASED}/*.graphql`, { cwd: ROOT });
  return new Map(files.map((file) => [basename(file, '.graphql'), textOf(file) ?? '']));
}

function releasedFile(name: string): string {
  return `${RELEASED}/${name}.graphql`;
}

function write({ supergraphSdl, runtimeSdl, variantSdls }: Composition, check: boolean): number {
  const files = new Map([
    ['schema/graphql/supergraph.graphql', supergraphSdl],
    ['schema/graphql/supergraph.runtime.graphql', runtimeSdl],
    ...[...variantSdls].map(([name, sdl]) => [`schema/graphql/variants/${name}.graphql`, sdl] as const),
  ]);
  const stale = [...files].filter(([file, text]) => text !== textOf(file));
  for (const [file, text] of stale) {
    if (check) {
      console.error(`${file} is stale: run npm run compose`);
    } else {
      mkdirSync(dirname(join(ROOT, file)), { recursive: true });
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
  const now = schemasOf(composition);
  if ([...now].every(([name, sdl]) => textOf(releasedFile(name)) === sdl)) return 0;
  for (const [name, sdl] of now) writeFileSync(join(ROOT, releasedFile(name)), sdl);
  writeFileSync(join(ROOT, CHANGELOG), withRelease(textOf(CHANGELOG) ?? '', now, said));
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

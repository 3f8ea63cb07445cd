import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Paths below the project that fit the pattern, packages and built files left out, sorted. */
export function filesOf(...patterns: readonly string[]): readonly string[] {
  return patterns
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT, exclude: ['node_modules/**', '.data/**', 'console/dist/**'] }))
    .sort();
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function has(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** The folders right below `folder`; none when there is no such folder. */
export function foldersIn(folder: string): readonly string[] {
  if (!has(folder)) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export interface Vendor {
  readonly subgraph: string;
  readonly vendor: string;
}

/** Every vendor that a subgraph has a connector for. */
export function vendors(): readonly Vendor[] {
  return foldersIn('subgraphs').flatMap((subgraph) =>
    foldersIn(`subgraphs/${subgraph}/connectors`).map((vendor) => ({ subgraph, vendor })),
  );
}

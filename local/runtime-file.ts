import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every address and process of a run, for tools that look from outside. */
export interface RuntimeFile {
  readonly pid: number;
  readonly gateway: { readonly url: string };
  /** Of the sign-in. */
  readonly issuer: { readonly url: string };
  readonly subgraphs: Readonly<Record<string, { readonly url: string }>>;
  readonly sandboxes: Readonly<Record<string, { readonly url: string; readonly pid: number }>>;
  readonly database: { readonly url: string; readonly pid: number | null };
}

/** Writes `runtime.json`, readable by its owner only: the database's address holds its password. */
export function writeRuntimeFile(dataDir: string, runtime: RuntimeFile): void {
  const path = join(dataDir, 'runtime.json');
  writeFileSync(`${path}.next`, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.next`, path);
}

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const SOURCE = fileURLToPath(new URL('../peers/', import.meta.url));
const FILES = ['package.json', 'package-lock.json'] as const;
/** Of Hive's gateway: as it comes, but identical fetches under way are not shared, as in the other gateways. */
const CONFIG = `export const gatewayConfig = {
  transportEntries: { '*': { options: { deduplicateInflightRequests: false } } },
};
`;
/** Its file in the folder. */
export const PEER_CONFIG = 'gateway.config.mjs';

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  overrides: z.record(z.string(), z.string()),
});

/**
 * The folder that holds the gateways of others with their packages: outside the checkout, so that no tool takes half a
 * gigabyte of them for ours, and another one for each state of the files it is made from.
 */
export function peersFolder(): string {
  const hash = createHash('sha256').update(CONFIG);
  for (const file of FILES) hash.update(readFileSync(join(SOURCE, file)));
  return join(tmpdir(), `revgraph-bench-peers-${hash.digest('hex').slice(0, 12)}`);
}

/** Installs them unless they are there. What is not possible is told in a sentence; null = they are there. */
export async function missingPeers(say: (line: string) => void): Promise<string | null> {
  const folder = peersFolder();
  if (existsSync(folder)) return null;
  say('installing the gateways of others (once, half a gigabyte)');
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}-`);
  try {
    for (const file of FILES) cpSync(join(SOURCE, file), join(partial, file));
    writeFileSync(join(partial, PEER_CONFIG), CONFIG);
    const npm = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', partial];
    await promisify(execFile)('npm', npm, { cwd: partial });
    renameSync(partial, folder);
    return null;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message.slice(0, 1_000) : String(error);
    return `The gateways of others could not be installed. Measure without them: --gateways ours,stock\n${reason}`;
  }
}

/** What a reader has to know of them, from the files they are installed from. */
export function peersNotes(): readonly string[] {
  const { dependencies, overrides } = manifest.parse(JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8')));
  const list = (packages: Readonly<Record<string, string>>) =>
    Object.entries(packages)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ');
  return [
    `Gateways of others: ${list(dependencies)}; instead of what they ask for: ${list(overrides)}.`,
    'Their sharing of identical fetches under way is off, as it is in ours and in the stock one; all else is as they come.',
  ];
}

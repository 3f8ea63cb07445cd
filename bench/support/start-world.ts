import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalSecrets } from '#local/secrets.ts';
import { type StartedPart, startPart } from './start-part.ts';
import type { WorldAddress, WorldSettings } from './world.ts';

/** Postgres does not run as root; as another user it must be let through to its files. */
const PASSABLE = 0o711;
/** More than the product ever has under way: here the vendors are not to be the limit. */
const VENDOR_CONCURRENCY_MAX = '1000';
const POLL_MS = 60_000;

export interface WorldOptions extends Pick<WorldSettings, 'customerCount' | 'dealsEach' | 'queuePollMs'> {
  readonly secrets: LocalSecrets;
  readonly profileDir: string | null;
}

/** Starts the world in a folder of its own, which `close` removes. The vendors do not limit calls. */
export async function startWorld({
  profileDir,
  ...options
}: WorldOptions): Promise<Pick<StartedPart<WorldAddress>, 'address' | 'usage' | 'close'>> {
  const folder = await mkdtemp(join(tmpdir(), 'revgraph-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await chmod(folder, PASSABLE);
    const open: WorldSettings = { ...options, folder, pollMs: POLL_MS };
    const world = await startPart<WorldAddress>({
      file: 'support/world.ts',
      open,
      environment: { NETSUITE_CONCURRENCY_MAX: VENDOR_CONCURRENCY_MAX },
      profileDir,
    });
    return {
      address: world.address,
      usage: world.usage,
      close: async () => {
        await world.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

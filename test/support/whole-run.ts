import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signToken } from '#gateway/auth/token.ts';
import type { Role } from '#kit/identity/principal.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { graphClient } from '#local/demo-world/graph-client.ts';
import { freePort } from '#local/postgres/free-port.ts';
import { stopLeftBehind } from '#local/postgres/left-behind.ts';
import { openStage, runtimeFile } from '#local/scenarios/stage.ts';
import { localSecrets } from '#local/secrets.ts';

const MAIN = fileURLToPath(new URL('../../local/main.ts', import.meta.url));
const UP = 'revgraph is up';

/** `npm start` in a folder of its own, as a process that can be killed, with Meridian as the only customer. */
export async function wholeRun() {
  const dataDir = mkdtempSync(join(tmpdir(), 'revgraph-run-'));
  // The database's own user must be able to pass through.
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), DEMO_WORLD: 'meridian', NODE_OPTIONS: '' };
    const started = fork(MAIN, [], { env, silent: true, execArgv: [] });
    child = started;
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        printed += chunk.toString('utf8');
        if (printed.includes(UP)) resolve();
      };
      started.stdout?.on('data', read);
      started.stderr?.on('data', read);
      started.once('exit', (code) => reject(new Error(`The run ended with ${code}: ${printed}`)));
    });
  };
  const end = async (signal: 'SIGKILL' | 'SIGINT'): Promise<number | null> => {
    const ending = child;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    return ended;
  };
  const tokenOf = (role: Role, user: string) => {
    const request = { role, user, entities: ['US', 'DE'], minutes: 60 };
    return signToken(request, localSecrets(dataDir).jwtSecret, systemClock.now());
  };
  return {
    url,
    dataDir,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
    graph: graphClient(url, () => tokenOf('revops', 'ada')),
    stage: async () => openStage({ url, tokenOf, secrets: localSecrets(dataDir) }, runtimeFile(dataDir)),
    /** Of a vendor's stand-in, as `runtime.json` says. */
    sandboxUrl: (vendor: string): string => runtimeFile(dataDir)?.sandboxes[vendor]?.url ?? '',
    remove: async () => {
      await end('SIGKILL');
      await stopLeftBehind(join(dataDir, 'postgres'));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import { openHome } from './home.ts';
import { DatabaseProblem } from './problem.ts';
import { isServerOf } from './processes.ts';
import { readPidFile } from './server.ts';

const STOP_MAX_MS = 20_000;
const POLL_MS = 25;

/**
 * Ends the server of this folder that a killed process left running, and answers whether there was one. The supervisor
 * itself never does this: it joins such a server. Throws `DatabaseProblem` when it does not end within twenty seconds.
 */
export async function stopLeftBehind(dataDir: string, timers: Timers = systemTimers): Promise<boolean> {
  const home = await openHome(dataDir, () => undefined);
  const found = await readPidFile(home);
  if (found === null || !(await isServerOf(home.cluster, found.pid))) return false;
  process.kill(found.pid, 'SIGINT');
  for (let waitedMs = 0; waitedMs <= STOP_MAX_MS; waitedMs += POLL_MS) {
    if (!(await isServerOf(home.cluster, found.pid))) return true;
    await timers.sleep(POLL_MS);
  }
  throw new DatabaseProblem(`The database server ${found.pid} of ${home.cluster} does not end`);
}

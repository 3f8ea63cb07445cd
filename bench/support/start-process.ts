import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { systemTimers } from '#kit/runtime/timers.ts';
import { TASKSET } from './start-part.ts';

export interface ProcessSettings {
  /** Arguments of Node, the program among them. */
  readonly args: readonly string[];
  /** Where it starts; where the benchmark runs when not given. */
  readonly folder?: string;
  /** All of it, besides the path to programs and the home. */
  readonly environment: Readonly<Record<string, string>>;
  /** The only core it may use; null = any. */
  readonly core: number | null;
  /** Takes what it prints; shown when it does not come up. */
  readonly logFile: string;
  /** Whether it is up. May fail as long as it is not. */
  readonly isUp: () => Promise<boolean>;
}

export interface StartedProcess {
  readonly pid: number;
  close(): Promise<void>;
}

const UP_POLL_MS = 100;
const UP_POLLS_MAX = 900;
const CLOSE_TIMEOUT_MS = 10_000;

/** Starts a program of somebody's own, such as a gateway. Rejects with the end of its log when it does not come up. */
export async function startProcess(settings: ProcessSettings): Promise<StartedProcess> {
  const child = spawnPinned(settings);
  const { pid } = child;
  const close = () => end(child);
  for (let polls = 0; polls < UP_POLLS_MAX && pid !== undefined && !hasEnded(child); polls += 1) {
    if (await settings.isUp().catch(() => false)) return { pid, close };
    await systemTimers.sleep(UP_POLL_MS);
  }
  await close();
  throw new Error(
    `${settings.args.join(' ')} did not come up:\n${readFileSync(settings.logFile, 'utf8').slice(-2_000)}`,
  );
}

function spawnPinned({ args, folder, environment, core, logFile }: ProcessSettings): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const log = openSync(logFile, 'w');
  const options = {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', log, log] as ['ignore', number, number],
    ...(folder === undefined ? {} : { cwd: folder }),
  };
  const child =
    core === null
      ? spawn(process.execPath, [...args], options)
      : spawn(TASKSET, ['-c', String(core), process.execPath, ...args], options);
  closeSync(log);
  // Without a listener it would end the benchmark; `startProcess` says it with the log.
  child.on('error', () => undefined);
  return child;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = systemTimers.sleep(CLOSE_TIMEOUT_MS, patience.signal).then(() => {
    if (!patience.signal.aborted) child.kill('SIGKILL');
  });
  await ended;
  patience.abort();
  await late;
}

import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Asked, Told, Usage } from './part.ts';

export const TASKSET = '/usr/bin/taskset';

export interface PartSettings {
  /** Path below `bench/`. */
  readonly file: string;
  readonly open: unknown;
  /** The only core it may use; null = any. */
  readonly core?: number | null;
  /** Added to the environment of the benchmark. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder for a CPU profile of the process, written when it ends; null = none. */
  readonly profileDir?: string | null;
}

export interface StartedPart<Address> {
  readonly address: Address;
  usage(): Promise<Usage>;
  /** One question at a time. */
  ask<Answer>(question: unknown): Promise<Answer>;
  /** As a power cut ends it: nothing of it runs any more. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Whether processes can be held to cores here: elsewhere than on Linux the system decides. */
export function canPin(): boolean {
  return existsSync(TASKSET) && availableParallelism() > 1;
}

/** Starts a part as a process of its own. Rejects with the part's own words when it cannot open. */
export async function startPart<Address>(settings: PartSettings): Promise<StartedPart<Address>> {
  const child = forkPart(settings);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const opened = await talk(child, { open: settings.open }, ['opened']).catch(async (error: unknown) => {
    await ended;
    throw error;
  });
  if (!('opened' in opened)) throw new Error(`${settings.file} could not open`);
  return {
    // Sent by the part of this very file.
    address: opened.opened as Address,
    usage: async () => {
      const told = await talk(child, { ask: 'usage' }, ['usage']);
      if (!('usage' in told)) throw new Error(`${settings.file} does not tell its usage`);
      return told.usage;
    },
    ask: async <Answer>(question: unknown) => {
      const told = await talk(child, { ask: 'own', question }, ['answer']);
      if (!('answer' in told)) throw new Error(`${settings.file} has no answer`);
      // Sent by the part of this very file.
      return told.answer as Answer;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send({ ask: 'close' } satisfies Asked);
      await ended;
    },
  };
}

function forkPart({ file, core = null, environment = {}, profileDir = null }: PartSettings): ChildProcess {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const profiling = profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  const env = { ...process.env, ...environment };
  if (core === null) return fork(path, [], { env, execArgv: profiling });
  const execArgv = ['-c', String(core), process.execPath, ...profiling];
  return fork(path, [], { env, execPath: TASKSET, execArgv });
}

/** Sends one thing and waits for its answer; a part that fails or ends instead is an error. */
function talk(child: ChildProcess, asked: Asked, answers: readonly string[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const done = () => {
      child.off('message', hear);
      child.off('exit', lose);
    };
    const hear = (told: Told) => {
      if (!('failed' in told) && !answers.some((name) => name in told)) return;
      done();
      if ('failed' in told) reject(new Error(told.failed));
      else resolve(told);
    };
    const lose = (code: number | null) => {
      done();
      reject(new Error(`A part of the benchmark ended with ${code}`));
    };
    child.on('message', hear);
    child.once('exit', lose);
    child.send(asked);
  });
}

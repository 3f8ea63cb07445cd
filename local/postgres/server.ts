import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Timers } from '#kit/runtime/timers.ts';
import { giveTo } from './account.ts';
import type { Home } from './home.ts';
import { DatabaseProblem, unlessMissing } from './problem.ts';

const run = promisify(execFile);

/** The role that `initdb` makes. Only the supervisor uses it. */
export const SUPERUSER = 'postgres';

const LOG_BYTES_MAX = 5_000_000;
const STOP_MAX_MS = 20_000;
const STOP_POLL_MS = 25;

/** What a pid file of Postgres says. evidence: PostgreSQL 18 manual, "postmaster.pid": lines 1 and 4. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
}

export async function readPidFile({ cluster }: Home): Promise<PidFile | null> {
  const text = await unlessMissing(readFile(join(cluster, 'postmaster.pid'), 'utf8'), '');
  const [pid, , , port] = text.split('\n').map(Number);
  if (pid === undefined || port === undefined || !(pid > 0) || !(port > 0)) return null;
  return { pid, port };
}

/** Only for a file whose server is known to be gone: a second server on the same files would destroy them. */
export function removePidFile({ cluster }: Home): Promise<void> {
  return rm(join(cluster, 'postmaster.pid'), { force: true });
}

/** Makes the cluster on first use. Whoever is killed half-way leaves nothing that could be taken for one. */
export async function initialise(home: Home, binaries: string, isDurable: boolean): Promise<void> {
  if ((await unlessMissing(stat(home.cluster), null)) !== null) return;
  const unfinished = `${home.cluster}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const encoding = ['-E', 'UTF8', '--locale=C', '-k'];
  const access = ['-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${home.passwordFile}`];
  const speed = isDurable ? [] : ['--no-sync'];
  try {
    await run(
      join(binaries, 'initdb'),
      ['-D', unfinished, ...encoding, ...access, ...speed, '--no-instructions'],
      processSettings(home),
    );
  } catch (error) {
    throw new DatabaseProblem(`The database could not be made in ${home.cluster}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  await rename(unfinished, home.cluster);
}

/** Starts the server apart from us: it outlives us when we are killed, and a Ctrl-C of the terminal is not for it. */
export async function launch(home: Home, binaries: string, port: number, isDurable: boolean): Promise<ChildProcess> {
  const logSize = (await unlessMissing(stat(home.logFile), null))?.size ?? 0;
  if (logSize > LOG_BYTES_MAX) await rename(home.logFile, `${home.logFile}.1`);
  const log = await open(home.logFile, 'a', 0o600);
  try {
    await giveTo(home.account, home.logFile);
    const server = spawn(join(binaries, 'postgres'), serverArguments(home, port, isDurable), {
      ...processSettings(home),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(server, 'spawn');
    server.unref();
    return server;
  } finally {
    await log.close();
  }
}

function serverArguments({ cluster }: Home, port: number, isDurable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    // No socket at all: its path must stay under 108 bytes, which a deep project folder exceeds.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: isDurable ? 'on' : 'off',
    ...(isDurable ? {} : { synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const pairs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-p', String(port), ...pairs];
}

/** Nothing of our environment: a PG variable of the person's own server would steer ours. */
function processSettings({ folder, account }: Home) {
  const env = process.platform === 'win32' ? {} : { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } };
  return { cwd: folder, ...env, ...(account === null ? {} : { uid: account.uid, gid: account.gid }) };
}

/** Asks for a fast shutdown and waits for it; one that takes too long goes on without us. */
export async function stopServer(server: ChildProcess, timers: Timers): Promise<void> {
  server.kill('SIGINT');
  for (let waitedMs = 0; isRunning(server) && waitedMs < STOP_MAX_MS; waitedMs += STOP_POLL_MS) {
    await timers.sleep(STOP_POLL_MS);
  }
}

export function isRunning(server: ChildProcess): boolean {
  return server.exitCode === null && server.signalCode === null;
}

/** The last lines of the server's log. */
export async function logTail({ logFile }: Home): Promise<string> {
  const LINES = 8;
  const text = await unlessMissing(readFile(logFile, 'utf8'), '');
  return text.trimEnd().split('\n').slice(-LINES).join('\n');
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'stderr' in error && typeof error.stderr === 'string') {
    if (error.stderr !== '') return error.stderr.trim();
  }
  return error instanceof Error ? error.message : String(error);
}

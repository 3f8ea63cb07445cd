import type { ChildProcess } from 'node:child_process';
import { connect } from '#kit/persistence/connect.ts';
import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import { platformPackage, prepareBinaries } from './binaries.ts';
import { answers, prepareDatabase } from './databases.ts';
import { freePort, isFree } from './free-port.ts';
import { type Home, openHome, passwordOf, storedPort, storePort } from './home.ts';
import { DatabaseProblem } from './problem.ts';
import { isServerOf } from './processes.ts';
import {
  initialise,
  isRunning,
  launch,
  logTail,
  type PidFile,
  readPidFile,
  removePidFile,
  stopServer,
} from './server.ts';
import { withStartLock } from './start-lock.ts';

export interface DatabaseSettings {
  /** A folder of the embedded server alone. */
  readonly dataDir: string;
  /** A server of the person's own: with it nothing is started. */
  readonly databaseUrl?: string | undefined;
  readonly databaseName?: string;
  readonly log?: (line: string) => void;
  /** Where the binaries are, when not in the installed package. */
  readonly packageFolder?: string;
  /** Faster, and destroys the database when the machine stops: for tests, whose databases live for minutes. */
  readonly unsafeNoFsyncForTests?: boolean;
  readonly timers?: Timers;
}

export interface RunningDatabase {
  readonly url: string;
  /** Whether it was given to us, started by us, or found running. */
  readonly started: 'given' | 'started' | 'attached';
  /** Of the embedded server; `null` for a given one. */
  readonly pid: number | null;
  /** Ends the server if we started it, and only then. Never rejects because it was ended already. */
  stop(): Promise<void>;
}

const ANSWER_POLL_MS = 50;
/** Recovery after a crash may replay a lot. */
const ANSWER_MAX_MS = 60_000;
const PORTS_TRIED_MAX = 5;

interface Running {
  readonly pid: number;
  readonly port: number;
  /** `null`: another process started it. */
  readonly server: ChildProcess | null;
}

/**
 * Gives the product a database: the one it was pointed to, or an embedded server in `dataDir`, started or found running.
 * Throws `DatabaseUnusable` for an address that leads nowhere and `DatabaseProblem` when no server can be had; both
 * messages are for a person.
 */
export async function startDatabase(settings: DatabaseSettings): Promise<RunningDatabase> {
  const { databaseUrl, databaseName = 'revgraph', dataDir, log = () => undefined, timers = systemTimers } = settings;
  if (databaseUrl !== undefined && databaseUrl !== '') return givenDatabase(databaseUrl);

  const home = await openHome(dataDir, log);
  return withStartLock(home.lockFile, timers, async () => {
    const password = await passwordOf(home);
    const { pid, port, server } =
      (await attach(home, password, timers)) ?? (await start(home, password, settings, timers));
    const url = await prepareDatabase(port, password, databaseName);
    log(`postgres ${server === null ? 'found running' : 'started'} on 127.0.0.1:${port} (pid ${pid})`);
    return {
      url,
      started: server === null ? 'attached' : 'started',
      pid,
      stop: async () => {
        if (server !== null) await stopServer(server, timers);
      },
    };
  });
}

async function givenDatabase(url: string): Promise<RunningDatabase> {
  await (await connect(url, 'revgraph start')).end();
  return { url, started: 'given', pid: null, stop: async () => undefined };
}

/** Joins a server that an earlier process left behind, or another one started. `null`: there is none, for certain. */
async function attach(home: Home, password: string, timers: Timers): Promise<Running | null> {
  for (let waitedMs = 0; waitedMs <= ANSWER_MAX_MS; waitedMs += ANSWER_POLL_MS) {
    const found: PidFile | null = await readPidFile(home);
    if (found === null) return null;
    if (await answers(found.port, password)) return { ...found, server: null };
    if (!(await isServerOf(home.cluster, found.pid))) {
      await removePidFile(home);
      return null;
    }
    // Still starting, or on its way out.
    await timers.sleep(ANSWER_POLL_MS);
  }
  throw new DatabaseProblem(`The database server of ${home.cluster} runs but lets nobody in:\n${await logTail(home)}`);
}

async function start(home: Home, password: string, settings: DatabaseSettings, timers: Timers): Promise<Running> {
  const isDurable = settings.unsafeNoFsyncForTests !== true;
  const binaries = await prepareBinaries(settings.packageFolder ?? platformPackage(), home.folder, home.account);
  await initialise(home, binaries, isDurable);
  for (let tried = 0; tried < PORTS_TRIED_MAX; tried += 1) {
    const port = await choosePort(home);
    const server = await launch(home, binaries, port, isDurable);
    if (await comesUp(server, port, password, timers)) return { pid: server.pid ?? 0, port, server };
    // Somebody may have taken the port between our look and the server's.
    if (await isFree(port)) break;
  }
  throw new DatabaseProblem(`The database server did not start. ${home.logFile} ends with:\n${await logTail(home)}`);
}

/** The same as last time, so that a person's tools stay connected; a new one when somebody else has it. */
async function choosePort(home: Home): Promise<number> {
  const last = await storedPort(home);
  if (last !== null && (await isFree(last))) return last;
  const port = await freePort();
  await storePort(home, port);
  return port;
}

async function comesUp(server: ChildProcess, port: number, password: string, timers: Timers): Promise<boolean> {
  for (let waitedMs = 0; waitedMs <= ANSWER_MAX_MS && isRunning(server); waitedMs += ANSWER_POLL_MS) {
    if (await answers(port, password)) return true;
    await timers.sleep(ANSWER_POLL_MS);
  }
  await stopServer(server, timers);
  return false;
}

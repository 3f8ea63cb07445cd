import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { cryptoRandom } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { DatabaseProblem, systemCode, unlessMissing } from './problem.ts';
import { isAlive, startMark } from './processes.ts';

const POLL_MS = 50;
const WAIT_MAX_MS = 120_000;

/** Lets one process at a time look after the server of a folder. One that died holding the lock does not hold it. */
export async function withStartLock<T>(lockFile: string, timers: Timers, work: () => Promise<T>): Promise<T> {
  // Told apart from an earlier process of the same pid by its start, and from ourselves twice over by chance.
  const nonce = Buffer.from(cryptoRandom.bytes(8)).toString('hex');
  const holder = `${process.pid} ${await startMark(process.pid)} ${nonce}`;
  await acquire(lockFile, holder, timers);
  try {
    return await work();
  } finally {
    await dropIf(lockFile, holder);
  }
}

async function acquire(lockFile: string, holder: string, timers: Timers): Promise<void> {
  for (let waitedMs = 0; waitedMs <= WAIT_MAX_MS; waitedMs += POLL_MS) {
    if (await tryAcquire(lockFile, holder)) return;
    const other = await unlessMissing(readFile(lockFile, 'utf8'), null);
    if (other !== null && !(await isHeldByTheLiving(other))) await dropIf(lockFile, other);
    else await timers.sleep(POLL_MS);
  }
  throw new DatabaseProblem(`Another process has been starting the database for too long. Look at ${lockFile}.`);
}

/** The file appears with its content in it, or not at all. */
async function tryAcquire(lockFile: string, holder: string): Promise<boolean> {
  const own = ownName(lockFile, holder);
  await writeFile(own, holder, { mode: 0o600 });
  try {
    await link(own, lockFile);
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

async function isHeldByTheLiving(holder: string): Promise<boolean> {
  const [pid, mark] = holder.split(' ');
  return isAlive(Number(pid)) && (await startMark(Number(pid))) === mark;
}

/** Moved aside before it is read again: it may have become somebody else's in between, and is then given back. */
async function dropIf(lockFile: string, holder: string): Promise<void> {
  const aside = `${ownName(lockFile, holder)}.${process.pid}.aside`;
  if ((await unlessMissing(rename(lockFile, aside), 'gone')) === 'gone') return;
  const found = await readFile(aside, 'utf8');
  if (found !== holder) await link(aside, lockFile).catch(() => undefined);
  await rm(aside, { force: true });
}

function ownName(lockFile: string, holder: string): string {
  return `${lockFile}.${holder.split(' ').at(-1)}`;
}

import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { type Account, accountFor, canReach, giveTo, ownUid } from './account.ts';
import { DatabaseProblem, systemCode, unlessMissing } from './problem.ts';

/** Where one embedded server keeps everything it has, and whom it runs as. */
export interface Home {
  readonly folder: string;
  /** What Postgres calls its data directory. Present only once it is complete. */
  readonly cluster: string;
  /** The password of both roles, for the owner's eyes only. */
  readonly passwordFile: string;
  readonly portFile: string;
  readonly logFile: string;
  readonly lockFile: string;
  readonly account: Account | null;
}

/** For a server that `nobody` must reach, when the folder we were given lies in somebody's private home. */
const PUBLIC_PLACE = '/var/lib/revgraph-postgres';
const PASSWORD_BYTES = 24;

/** Finds or makes the folder, readable by its owner only. Throws `DatabaseProblem` when it is another user's. */
export async function openHome(dataDir: string, log: (line: string) => void): Promise<Home> {
  const given = resolve(dataDir);
  await makeFolder(given);
  await refuseForeignFolder(given);
  const folder = await reachableFolder(given, log);
  const account = await accountFor(folder);
  await giveTo(account, folder);
  return {
    folder,
    cluster: join(folder, 'cluster'),
    passwordFile: join(folder, 'password'),
    portFile: join(folder, 'port'),
    logFile: join(folder, 'server.log'),
    lockFile: join(folder, 'start.lock'),
    account,
  };
}

/** The parents get the usual mode: the server may have to pass through them as another user. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    if (systemCode(error) !== 'EACCES') throw error;
    throw new DatabaseProblem(`The folder ${folder} cannot be made: it lies in another user's folder.`, {
      cause: error,
    });
  }
}

async function refuseForeignFolder(folder: string): Promise<void> {
  const { uid } = await stat(folder);
  const self = ownUid();
  if (self !== null && self !== 0 && uid !== self) {
    throw new DatabaseProblem(
      `The database folder ${folder} belongs to user ${uid}, perhaps from a run as root, and this process is user ${self}. ` +
        `Run it as before, give the folder away (chown -R ${self} ${folder}), or choose another DATA_DIR.`,
    );
  }
  await chmod(folder, 0o700);
}

/** The folder itself, or, for root only, one in a public place whose name is then kept in the folder. */
async function reachableFolder(given: string, log: (line: string) => void): Promise<string> {
  if (await canReach(await accountFor(given), given)) return given;
  const noteFile = join(given, 'elsewhere');
  const noted = await unlessMissing(readFile(noteFile, 'utf8'), null);
  if (noted !== null && (await unlessMissing(stat(noted), null)) !== null) return noted;

  const name = Buffer.from(cryptoRandom.bytes(8)).toString('hex');
  const folder = join(PUBLIC_PLACE, name);
  await mkdir(PUBLIC_PLACE, { recursive: true, mode: 0o711 });
  await mkdir(folder, { mode: 0o700 });
  await writeFile(noteFile, folder, { mode: 0o600 });
  log(`postgres cannot run as root, and no other user can reach ${given}: the database is kept in ${folder}`);
  return folder;
}

/** The stored password; made up on first use. Throws `DatabaseProblem` when a cluster is there without it. */
export async function passwordOf(home: Home): Promise<string> {
  const stored = await unlessMissing(readFile(home.passwordFile, 'utf8'), null);
  if (stored !== null) return stored;
  if ((await unlessMissing(stat(home.cluster), null)) !== null) {
    throw new DatabaseProblem(`${home.cluster} is there but its password is not: restore ${home.passwordFile}.`);
  }
  const password = Buffer.from(cryptoRandom.bytes(PASSWORD_BYTES)).toString('hex');
  await writePrivately(home, home.passwordFile, password);
  return password;
}

export async function storedPort(home: Home): Promise<number | null> {
  const text = await unlessMissing(readFile(home.portFile, 'utf8'), '');
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

export function storePort(home: Home, port: number): Promise<void> {
  return writePrivately(home, home.portFile, String(port));
}

async function writePrivately(home: Home, file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flush: true });
  await giveTo(home.account, file);
}

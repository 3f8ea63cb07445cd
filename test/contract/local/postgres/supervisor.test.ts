import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { connect } from '#kit/persistence/connect.ts';
import { platformPackage } from '#local/postgres/binaries.ts';
import { stopLeftBehind } from '#local/postgres/left-behind.ts';
import { isAlive } from '#local/postgres/processes.ts';
import { type DatabaseSettings, startDatabase } from '#local/postgres/supervisor.ts';

const CHILD = fileURLToPath(new URL('start-in-own-process.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const asRootOnly = isRoot ? it : it.skip;

/** Open enough for the `nobody` that a run as root starts the server for. */
let folder: string;
let dataDir: string;
/** Where `nobody` may not look. */
let privateHome: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'revgraph-supervisor-'));
  await chmod(folder, 0o711);
  dataDir = join(folder, 'data/postgres');
  privateHome = join(folder, 'home');
  await mkdir(privateHome, { mode: 0o700 });
});

afterEach(async () => {
  await stopLeftBehind(dataDir);
  await rm(folder, { recursive: true, force: true });
});

const start = (more: Partial<DatabaseSettings> = {}) =>
  startDatabase({ dataDir, unsafeNoFsyncForTests: true, ...more });

async function ask<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url, 'supervisor test');
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const show = (url: string, sql: string) =>
  ask(url, async (client) => Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {}));

interface Told {
  readonly url: string;
  readonly started: string;
  readonly pid: number;
}

async function startInOwnProcess(): Promise<{ readonly child: ChildProcess; readonly told: Told }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const told: Told = JSON.parse(String(line));
  return { child, told };
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const mode = async (path: string) => (await stat(path)).mode & 0o777;

describe('the embedded database', () => {
  it('is made on first use, private, durable and on this machine only', async () => {
    const lines: string[] = [];
    const database = await start({ unsafeNoFsyncForTests: false, log: (line) => lines.push(line) });
    expect(database.started).toBe('started');
    expect(new URL(database.url).hostname).toBe('127.0.0.1');
    expect(await mode(dataDir)).toBe(0o700);
    expect(await mode(join(dataDir, 'password'))).toBe(0o600);
    await expect(show(database.url, 'show listen_addresses')).resolves.toEqual(['127.0.0.1']);
    await expect(show(database.url, 'show fsync')).resolves.toEqual(['on']);
    await expect(show(database.url, 'show data_checksums')).resolves.toEqual(['on']);
    await expect(show(database.url, 'show timezone')).resolves.toEqual(['UTC']);
    await expect(
      show(database.url, 'select encoding = 6, datcollate from pg_database where datname = current_database()'),
    ).resolves.toEqual([true, 'C']);
    expect(lines).toEqual([expect.stringContaining(`started on 127.0.0.1:${new URL(database.url).port}`)]);
    await database.stop();
    expect(isAlive(database.pid ?? 0)).toBe(false);
    await database.stop();
  });

  it('lets nobody in without the password, and the product in without the powers of a superuser', async () => {
    const { url, stop } = await start();
    await expect(
      show(url, 'select rolsuper or rolbypassrls from pg_roles where rolname = current_user'),
    ).resolves.toEqual([false]);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(connect(wrong.href, 'stranger')).rejects.toThrow('password authentication failed');
    await stop();
  });

  it('is where it was, with what was in it, after a restart', async () => {
    const first = await start();
    await ask(first.url, (client) => client.query('create table kept as select 7 as figure'));
    await first.stop();
    const second = await start();
    expect(second).toMatchObject({ started: 'started', url: first.url });
    await expect(show(second.url, 'select figure from kept')).resolves.toEqual([7]);
    await second.stop();
  });

  it('outlives a process that is killed, and is joined by the next one, which leaves it running', async () => {
    const { child, told } = await startInOwnProcess();
    await killed(child);
    const next = await start();
    expect(next).toMatchObject({ started: 'attached', pid: told.pid, url: told.url });
    await next.stop();
    await expect(show(told.url, 'select 1')).resolves.toEqual([1]);
  });

  it('is started once by two processes that come at the same moment', async () => {
    const both = await Promise.all([startInOwnProcess(), startInOwnProcess()]);
    expect(both.map(({ told }) => told.started).sort()).toEqual(['attached', 'started']);
    expect(new Set(both.map(({ told }) => told.url)).size).toBe(1);
    await Promise.all(both.map(({ child }) => killed(child)));
  });

  it('moves to another port when somebody else has taken its own', async () => {
    const first = await start();
    await ask(first.url, (client) => client.query('create table kept as select 7 as figure'));
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await expect(show(second.url, 'select figure from kept')).resolves.toEqual([7]);
    await second.stop();
    squatter.close();
  });

  it('is not held up by a pid file whose process is gone or is another program by now', async () => {
    const first = await start();
    await first.stop();
    for (const pid of [process.pid, 2 ** 22 + 1]) {
      await writeFile(join(dataDir, 'cluster/postmaster.pid'), `${pid}\n${dataDir}\n1\n1\n\n127.0.0.1\n`);
      const next = await start();
      expect(next.started).toBe('started');
      await next.stop();
    }
  });

  it('is not held up by the lock of a process that died', async () => {
    const { child } = await startInOwnProcess();
    await killed(child);
    await writeFile(join(dataDir, 'start.lock'), `${child.pid} 1 abc`);
    expect((await start()).started).toBe('attached');
    await expect(lstat(join(dataDir, 'start.lock'))).rejects.toThrow('ENOENT');
  });

  it('says what the server said when it does not start', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'cluster/postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow(/did not start[\s\S]*no_such_setting/);
  });
});

describe('the binaries', () => {
  it('run after an install without scripts, which leaves out their links, from a private home too', async () => {
    const packageFolder = join(privateHome, 'package');
    await cp(platformPackage(), packageFolder, { recursive: true, verbatimSymlinks: true });
    const links: readonly { readonly target: string }[] = JSON.parse(
      await readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8'),
    );
    for (const { target } of links) await rm(join(packageFolder, target), { force: true });

    const database = await start({ packageFolder });
    await expect(show(database.url, 'select 1')).resolves.toEqual([1]);
    await database.stop();
    const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
    const copied = await readdir(dataDir).then((names) => names.includes(`binaries-${version}`));
    expect(copied).toBe(isRoot);
  });

  asRootOnly('serve a folder in a private home from a public place that the folder names', async () => {
    const hidden = join(privateHome, 'project/.data/postgres');
    const first = await start({ dataDir: hidden });
    await first.stop();
    const elsewhere = await readFile(join(hidden, 'elsewhere'), 'utf8');
    const second = await start({ dataDir: hidden });
    expect(second.url).toBe(first.url);
    expect(await mode(elsewhere)).toBe(0o700);
    await second.stop();
    await rm(elsewhere, { recursive: true });
  });
});

describe('a database of the person’s own', () => {
  it('is used as given, and nothing is started or written', async () => {
    const embedded = await start();
    const untouched = join(folder, 'untouched');
    const given = await startDatabase({ dataDir: untouched, databaseUrl: embedded.url });
    expect(given).toMatchObject({ url: embedded.url, started: 'given', pid: null });
    await given.stop();
    await expect(show(embedded.url, 'select 1')).resolves.toEqual([1]);
    await expect(lstat(untouched)).rejects.toThrow('ENOENT');
    await embedded.stop();
  });

  it.each([
    ['is no address', 'localhost:5432/secret', /must look like postgres:/],
    ['is of another kind', 'mysql://me:secret@127.0.0.1/x', /must look like postgres:/],
    ['leads nowhere', 'postgres://me:secret@127.0.0.1:1/books', /postgres:\/\/me@127\.0\.0\.1:1\/books cannot be used/],
  ])('whose address %s is refused in one sentence, without its password', async (_case, databaseUrl, sentence) => {
    const refusal: unknown = await startDatabase({ dataDir, databaseUrl }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'DatabaseUnusable', message: expect.stringMatching(sentence) });
    expect(String(refusal)).not.toContain('secret');
  });
});

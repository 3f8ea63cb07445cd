import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Client } from 'pg';
import { connect } from '#kit/persistence/connect.ts';
import { migrate, pendingMigrations } from '#kit/persistence/migrate.ts';
import type { Migration } from '#kit/persistence/migration.ts';
import { type TestDatabase, testDatabase, testTemplate } from '#test/support/database.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('migrate-in-own-process.ts', import.meta.url));

const first: Migration = {
  name: '001-journal',
  up: ['create schema revrec', 'create table revrec.journal (line integer generated always as identity, said text)'],
};
const second: Migration = { name: '002-opening', up: [`insert into revrec.journal (said) values ('second')`] };
const third: Migration = { name: '003-closing', up: [`insert into revrec.journal (said) values ('third')`] };
const all = [first, second, third];

let database: TestDatabase;
let client: Client;

beforeEach(async () => {
  database = await testDatabase();
  client = await connect(database.url, 'migrate test');
});

afterEach(async () => {
  await client.end();
  await database.close();
});

const said = async () =>
  (await client.query<{ said: string }>('select said from revrec.journal order by line')).rows.map((row) => row.said);

describe('migrations', () => {
  it('are applied in order, and recorded', async () => {
    const lines: string[] = [];
    await expect(migrate(database.url, all, { log: (line) => lines.push(line) })).resolves.toEqual([
      '001-journal',
      '002-opening',
      '003-closing',
    ]);
    await expect(said()).resolves.toEqual(['second', 'third']);
    expect(lines).toHaveLength(3);
    const { rows } = await client.query(
      'select name, length(checksum) as digits from public.migration order by position',
    );
    expect(rows).toEqual(all.map(({ name }) => ({ name, digits: 64 })));
  });

  it('are applied once', async () => {
    await migrate(database.url, [first, second]);
    await expect(migrate(database.url, [first, second])).resolves.toEqual([]);
    await expect(migrate(database.url, all)).resolves.toEqual(['003-closing']);
    await expect(said()).resolves.toEqual(['second', 'third']);
  });

  it('are refused as a whole when one that was applied has changed', async () => {
    await migrate(database.url, [first]);
    const edited = { ...first, up: [...first.up, 'select 1'] };
    await expect(migrate(database.url, [edited, second])).rejects.toMatchObject({
      name: 'MigrationRefused',
      refusal: { kind: 'CHANGED', name: '001-journal' },
      message: expect.stringContaining('001-journal'),
    });
    await expect(said()).resolves.toEqual([]);
  });

  it('leave nothing of one that fails, keep those before it, and name the statement', async () => {
    const broken: Migration = { name: '002-opening', up: [...second.up, 'select no_such_column from revrec.journal'] };
    await expect(migrate(database.url, [first, broken, third])).rejects.toThrow(
      'Migration 002-opening, statement 2: column "no_such_column" does not exist',
    );
    await expect(said()).resolves.toEqual([]);
    await expect(migrate(database.url, all)).resolves.toEqual(['002-opening', '003-closing']);
  });

  it('can be asked for without being applied', async () => {
    await expect(pendingMigrations(database.url, all)).resolves.toEqual(all.map(({ name }) => name));
    await migrate(database.url, [first]);
    await expect(pendingMigrations(database.url, all)).resolves.toEqual(['002-opening', '003-closing']);
    await expect(pendingMigrations(database.url, [second])).rejects.toMatchObject({ refusal: { kind: 'UNKNOWN' } });
  });

  it('are applied once by five processes that start at the same moment on an empty database', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        run(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, database.url, JSON.stringify(all)]),
      ),
    );
    const applied = answers.map(({ stdout }): readonly string[] => JSON.parse(stdout));
    expect(applied.filter((names) => names.length > 0)).toEqual([all.map(({ name }) => name)]);
    await expect(said()).resolves.toEqual(['second', 'third']);
  });
});

describe('a template', () => {
  it('is prepared once and copied for each test', async () => {
    let preparations = 0;
    const prepare = async (url: string) => {
      preparations += 1;
      await migrate(url, all);
    };
    const names = await Promise.all([testTemplate('journal', prepare), testTemplate('journal', prepare)]);
    expect(new Set(names).size).toBe(1);
    expect(preparations).toBe(1);
    const copy = await testDatabase({ template: names[0] });
    await expect(pendingMigrations(copy.url, all)).resolves.toEqual([]);
    await copy.close();
  });
});

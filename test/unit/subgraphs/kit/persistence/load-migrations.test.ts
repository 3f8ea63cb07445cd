import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'revgraph-migrations-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function plant(
  name: string,
  up = `export const up: readonly string[] = ['select 1'];\n`,
  notes = 'Why.',
): Promise<void> {
  await mkdir(join(folder, name));
  if (up !== '') await writeFile(join(folder, name, 'up.ts'), up);
  if (notes !== '') await writeFile(join(folder, name, 'notes.md'), notes);
}

const load = () => loadMigrations(pathToFileURL(folder));

describe('the folder of migrations', () => {
  it('is read in the order of the numbers, and files beside them are left alone', async () => {
    await plant('002-billing');
    await plant('001-crm', `export const up: readonly string[] = ['create schema crm', 'select 2'];\n`);
    await plant('010-erp');
    await writeFile(join(folder, 'README.md'), 'About migrations.');
    await expect(load()).resolves.toEqual([
      { name: '001-crm', up: ['create schema crm', 'select 2'] },
      { name: '002-billing', up: ['select 1'] },
      { name: '010-erp', up: ['select 1'] },
    ]);
  });

  it('does not hold two migrations of one number', async () => {
    await plant('001-crm');
    await plant('001-billing');
    await expect(load()).rejects.toThrow('001-billing and 001-crm');
  });

  it.each(['1-crm', 'crm', '001-CRM', '001_crm', '0001-crm'])('does not hold a folder called %s', async (name) => {
    await plant(name);
    await expect(load()).rejects.toThrow(name);
  });

  it('holds no migration without notes or without statements', async () => {
    await plant('001-crm', undefined, '');
    await expect(load()).rejects.toThrow('001-crm has no notes.md');
    await plant('000-first', '');
    await expect(load()).rejects.toThrow('000-first has no up.ts');
  });

  it.each([
    'export const up = [];',
    'export const up = [7];',
    'export const down = ["select 1"];',
    'export const up = [" "];',
  ])('holds no migration that says %s', async (up) => {
    await plant('001-crm', up);
    await expect(load()).rejects.toThrow('001-crm: up.ts must export a list of SQL statements');
  });
});

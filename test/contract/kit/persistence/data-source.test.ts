import { type DataSource, EntitySchema } from 'typeorm';
import { bigintColumn, civilDateColumn, decimalColumn, instantColumn } from '#kit/persistence/columns.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { refuseTransactionPooler } from '#kit/persistence/pooler.ts';
import { affectedCount, firstRow, rows } from '#kit/persistence/query.ts';
import { type TestDatabase, testDatabase } from '#test/support/database.ts';
import { transactionPooler } from '#test/support/transaction-pooler.ts';

interface InvoiceRow {
  id: string;
  totalMinor: bigint;
  openMinor: bigint | null;
  quantity: string;
  issuedOn: string;
  asOf: Date;
}

const invoices = new EntitySchema<InvoiceRow>({
  name: 'Invoice',
  tableName: 'invoice',
  columns: {
    id: { type: 'text', primary: true },
    totalMinor: { ...bigintColumn, name: 'total_minor' },
    openMinor: { ...bigintColumn, name: 'open_minor', nullable: true },
    quantity: decimalColumn,
    issuedOn: { ...civilDateColumn, name: 'issued_on' },
    asOf: { ...instantColumn, name: 'as_of' },
  },
});

// The first whole number that a double cannot hold.
const BEYOND_DOUBLE = 9_007_199_254_740_993n;
const invoice: InvoiceRow = {
  id: 'in_1',
  totalMinor: BEYOND_DOUBLE,
  openMinor: null,
  quantity: '0.12345678901234567890123456789',
  issuedOn: '2026-08-31',
  asOf: new Date('2026-08-31T23:59:59.999Z'),
};

let database: TestDatabase;
let billing: DataSource;

const settings = (url: string) => ({
  url,
  schema: 'billing',
  entities: [invoices],
  poolSize: 3,
  applicationName: 'revgraph billing',
});

beforeAll(async () => {
  database = await testDatabase();
  billing = await openDataSource(settings(database.url));
  await rows(billing, 'create schema billing');
  await rows(
    billing,
    `create table billing.invoice (
       id text primary key, total_minor bigint not null, open_minor bigint, quantity numeric not null,
       issued_on date not null, as_of timestamptz not null)`,
  );
});

beforeEach(() => rows(billing, 'truncate billing.invoice'));

afterAll(async () => {
  await billing.destroy();
  await database.close();
});

describe('figures', () => {
  it('come back from an entity with every digit, and days as days', async () => {
    const repository = billing.getRepository(invoices);
    await repository.insert(invoice);
    await expect(repository.findOneByOrFail({ totalMinor: BEYOND_DOUBLE })).resolves.toEqual(invoice);
  });

  it('come back from SQL with every digit, alone and in arrays, in whatever zone the machine is', async () => {
    await expect(
      firstRow(
        billing,
        `select $1::bigint as amount, array[$1::bigint] as amounts, 0.1234567890123456789::numeric as rate,
                array[0.1234567890123456789]::numeric[] as rates, date '2026-01-01' as day,
                array[date '2026-01-01'] as days, timestamptz '2026-01-01 00:00:00+02' as instant`,
        [BEYOND_DOUBLE],
      ),
    ).resolves.toEqual({
      amount: '9007199254740993',
      amounts: ['9007199254740993'],
      rate: '0.1234567890123456789',
      rates: ['0.1234567890123456789'],
      day: '2026-01-01',
      days: ['2026-01-01'],
      instant: new Date('2025-12-31T22:00:00Z'),
    });
  });
});

describe('a statement', () => {
  it('answers its rows, whatever its kind', async () => {
    const values = `('in_1', 5, null, 1, '2026-08-31', now())`;
    await expect(rows(billing, `insert into billing.invoice values ${values} returning id`)).resolves.toEqual([
      { id: 'in_1' },
    ]);
    await expect(rows(billing, 'select id from billing.invoice')).resolves.toEqual([{ id: 'in_1' }]);
    await expect(
      rows(billing, 'update billing.invoice set total_minor = 6 where id = $1 returning total_minor', ['in_1']),
    ).resolves.toEqual([{ total_minor: '6' }]);
    await expect(rows(billing, 'update billing.invoice set total_minor = 7 where false returning id')).resolves.toEqual(
      [],
    );
    await expect(rows(billing, 'delete from billing.invoice returning id')).resolves.toEqual([{ id: 'in_1' }]);
    await expect(rows(billing, 'analyze billing.invoice')).resolves.toEqual([]);
    await expect(firstRow(billing, 'select id from billing.invoice')).resolves.toBeNull();
  });

  it('tells how many rows it touched, inside a transaction and outside', async () => {
    const insert = `insert into billing.invoice select 'in_' || n, n, null, 1, '2026-08-31', now() from generate_series(1, 3) n`;
    await expect(affectedCount(billing.manager, insert)).resolves.toBe(3);
    await billing.transaction(async (em) => {
      await expect(
        affectedCount(em, 'update billing.invoice set open_minor = 1 where total_minor > $1', [1]),
      ).resolves.toBe(2);
      await expect(affectedCount(em, 'delete from billing.invoice where false')).resolves.toBe(0);
    });
  });

  it('is one statement', async () => {
    await expect(rows(billing, 'select 1; select 2')).rejects.toThrow('One statement at a time');
  });

  it('is ended when it takes too long', async () => {
    const hasty = await openDataSource({ ...settings(database.url), statementTimeoutMs: 50 });
    await expect(rows(hasty, 'select pg_sleep(60)')).rejects.toThrow('statement timeout');
    await hasty.destroy();
  });
});

describe('opening a database', () => {
  it('makes and changes no table', async () => {
    const other = await openDataSource({ ...settings(database.url), schema: 'crm' });
    await expect(rows(other, `select from information_schema.schemata where schema_name = 'crm'`)).resolves.toEqual([]);
    await other.destroy();
  });

  it('shows the server who is connected', async () => {
    await expect(firstRow(billing, `select current_setting('application_name') as name`)).resolves.toEqual({
      name: 'revgraph billing',
    });
  });

  it('is refused through a pooler in transaction mode', async () => {
    const direct = new URL(database.url);
    const pooler = await transactionPooler(Number(direct.port));
    direct.port = String(pooler.port);
    try {
      await expect(refuseTransactionPooler(direct.href)).rejects.toThrow('pooler in transaction mode');
      await expect(openDataSource(settings(direct.href))).rejects.toThrow('pooler in transaction mode');
    } finally {
      await pooler.close();
    }
  });

  it('fails in one sentence without the password when the database is not there', async () => {
    const missing = new URL(database.url);
    missing.pathname = '/nowhere';
    const refusal: unknown = await openDataSource(settings(missing.href)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name: 'DatabaseUnusable',
      message: expect.stringContaining('"nowhere" does not exist'),
    });
    expect(String(refusal)).not.toContain(missing.password);
  });
});

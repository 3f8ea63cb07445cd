import { checksumOf, explainRefusal, type Migration, pendingOf } from '#kit/persistence/migration.ts';
import { fail, ok } from '#schema/errors/result.ts';

const first: Migration = { name: '001-crm', up: ['create schema crm'] };
const second: Migration = { name: '002-billing', up: ['create schema billing', 'select 1'] };
const third: Migration = { name: '003-erp', up: ['create schema erp'] };

const applied = (...migrations: readonly Migration[]) =>
  migrations.map((migration) => ({ name: migration.name, checksum: checksumOf(migration) }));

describe('what is left to migrate', () => {
  it('is everything on an empty database, in order', () => {
    expect(pendingOf([first, second], [])).toEqual(ok([first, second]));
  });

  it('is only what was not applied yet', () => {
    expect(pendingOf([first, second, third], applied(first, second))).toEqual(ok([third]));
    expect(pendingOf([first], applied(first))).toEqual(ok([]));
  });

  it('is refused when a statement that was applied reads otherwise now', () => {
    const edited = { ...first, up: ['create schema crm2'] };
    expect(pendingOf([edited, second], applied(first))).toEqual(fail({ kind: 'CHANGED', name: '001-crm' }));
  });

  it('is refused when the database is ahead of the sources', () => {
    expect(pendingOf([first], applied(first, second))).toEqual(fail({ kind: 'UNKNOWN', name: '002-billing' }));
  });

  it('is refused when it would have to slip in before what was applied', () => {
    expect(pendingOf([first, second, third], applied(first, third))).toEqual(
      fail({ kind: 'OUT_OF_ORDER', name: '002-billing', after: '003-erp' }),
    );
  });

  it('tells statements apart by where they end', () => {
    expect(checksumOf({ name: 'a', up: ['select 1', 'select 2'] })).not.toBe(
      checksumOf({ name: 'a', up: ['select 1select 2'] }),
    );
  });

  it('is explained to a person by the name of the migration', () => {
    expect(explainRefusal({ kind: 'CHANGED', name: '001-crm' })).toContain('001-crm');
    expect(explainRefusal({ kind: 'UNKNOWN', name: '001-crm' })).toContain('001-crm');
    expect(explainRefusal({ kind: 'OUT_OF_ORDER', name: '001-crm', after: '002-erp' })).toContain('002-erp');
  });
});

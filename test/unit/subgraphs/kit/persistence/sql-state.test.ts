import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { isUniqueViolation, sqlStateOf } from '#kit/persistence/sql-state.ts';

function refusedByPostgres(code: string, constraint?: string): DatabaseError {
  const error = new DatabaseError('refused', 7, 'error');
  error.code = code;
  error.constraint = constraint;
  return error;
}

describe('a refusal by Postgres', () => {
  it('is known by its code, with or without the wrapper of TypeORM', () => {
    const error = refusedByPostgres('40P01');
    expect(sqlStateOf(error)).toBe('40P01');
    expect(sqlStateOf(new QueryFailedError('select 1', [], error))).toBe('40P01');
  });

  it('is not mistaken for what failed on the way to it', () => {
    expect(sqlStateOf(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))).toBeNull();
    expect(sqlStateOf('40001')).toBeNull();
    expect(sqlStateOf(undefined)).toBeNull();
  });

  it('of a double key names the constraint', () => {
    const error = new QueryFailedError('insert', [], refusedByPostgres('23505', 'inbox_event_key'));
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'inbox_event_key')).toBe(true);
    expect(isUniqueViolation(error, 'another_key')).toBe(false);
    expect(isUniqueViolation(refusedByPostgres('23503', 'inbox_event_key'), 'inbox_event_key')).toBe(false);
  });
});

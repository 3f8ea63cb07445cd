/** The conditions that callers tell apart, by the codes of PostgreSQL's appendix A. */
export const SERIALIZATION_FAILURE = '40001';
export const DEADLOCK_DETECTED = '40P01';
export const UNIQUE_VIOLATION = '23505';

/** The five-character code that Postgres gave a failure, also through TypeORM's wrapper; `null` for other errors. */
export function sqlStateOf(error: unknown): string | null {
  return textField(error, 'code', /^[0-9A-Z]{5}$/);
}

/** Whether a row with this key was there already; with a name, only for that constraint or unique index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || textField(error, 'constraint', /./) === constraint;
}

function textField(error: unknown, field: string, shape: RegExp): string | null {
  if (!(error instanceof Error)) return null;
  const value: unknown = Reflect.get(error, field);
  if (typeof value === 'string' && shape.test(value)) return value;
  const driverError: unknown = Reflect.get(error, 'driverError');
  return driverError === error ? null : textField(driverError, field, shape);
}

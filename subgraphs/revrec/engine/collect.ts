import { ok, type Result } from '#schema/errors/result.ts';

/** All values, or the first failure. */
export function collect<Item, Value, Failure>(
  items: readonly Item[],
  one: (item: Item) => Result<Value, Failure>,
): Result<readonly Value[], Failure> {
  const values: Value[] = [];
  for (const item of items) {
    const result = one(item);
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}

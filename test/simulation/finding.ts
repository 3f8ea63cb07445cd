export type Verdict = 'LOST' | 'DUPLICATED' | 'OUT_OF_ORDER' | 'UNEXPLAINED' | 'WRONG_AMOUNT';

/** One thing on which the records disagree. */
export interface Finding {
  readonly verdict: Verdict;
  /** The operation, document, record or contract that it is about. */
  readonly about: string;
  readonly detail: string;
}

export function finding(verdict: Verdict, about: string, detail: string): Finding {
  return { verdict, about, detail };
}

/** Puts together what shares a key, in the order of the first of each. */
export function groupBy<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string | null,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** An object of an answer. */
export type Joined = Record<string, unknown>;

export function isJoined(value: unknown): value is Joined {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every object answers to these, whether a subgraph sent them or not: no answer is looked up by such a key. */
export function isBuiltIn(key: string): boolean {
  return key in Object.prototype;
}

/**
 * Adds what a fetch brought to what is there already, as the stock executor does: objects are merged, lists of one length
 * member by member, and anything else is replaced. What is new is taken over as it is, not copied.
 */
export function mergeInto(target: Joined, source: Joined): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined || isBuiltIn(key)) continue;
    const known = target[key];
    // What several entities share was asked for once, and is there already.
    if (known === value) continue;
    if (known === undefined || known === null || !areMerged(known, value)) target[key] = value;
  }
}

/** False when the new value takes the other's place instead. */
function areMerged(known: unknown, value: unknown): boolean {
  if (isJoined(known) && isJoined(value)) mergeInto(known, value);
  else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length) mergeLists(known, value);
  else return false;
  return true;
}

function mergeLists(target: unknown[], source: readonly unknown[]): void {
  for (const [index, value] of source.entries()) {
    const known = target[index];
    if (known === value) continue;
    if (isJoined(known) && isJoined(value)) mergeInto(known, value);
    else target[index] = value;
  }
}

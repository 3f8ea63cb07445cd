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
 * member by member, and anything else is replaced. What is new is taken over as it is, not copied. A system that knows all
 * types of an interface as one calls an object by the name of the interface (`interfaces`), which says less than its type.
 */
export function mergeInto(target: Joined, source: Joined, interfaces: Names = NO_NAMES): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined || isBuiltIn(key)) continue;
    const known = target[key];
    // What several entities share was asked for once, and is there already.
    if (known === value) continue;
    if (known === undefined || known === null) target[key] = value;
    else if (key === '__typename' && interfaces.has(value)) continue;
    else if (!areMerged(known, value, interfaces)) target[key] = value;
  }
}

type Names = ReadonlySet<unknown>;
const NO_NAMES: Names = new Set();

/** False when the new value takes the other's place instead. */
function areMerged(known: unknown, value: unknown, interfaces: Names): boolean {
  if (isJoined(known) && isJoined(value)) mergeInto(known, value, interfaces);
  else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length)
    mergeLists(known, value, interfaces);
  else return false;
  return true;
}

function mergeLists(target: unknown[], source: readonly unknown[], interfaces: Names): void {
  for (const [index, value] of source.entries()) {
    const known = target[index];
    if (known === value) continue;
    if (isJoined(known) && isJoined(value)) mergeInto(known, value, interfaces);
    else target[index] = value;
  }
}

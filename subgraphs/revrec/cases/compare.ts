import { compareRatios, parseRatio, type Ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import { numberOf } from './amounts.ts';

/** How far an amount may lie from a published one, in major units; zero is exact. It allows for the publication only. */
export type Tolerance = Ratio;

/**
 * Where figures differ from what is published, each as one sentence with its path; none when they agree. Of the figures
 * themselves only those that are published are compared. Inside one of them everything is: what it has beyond the
 * published entries must be nothing, so that a driver gives as much as it stands for and no more.
 */
export function differences(
  expected: Readonly<Record<string, unknown>>,
  got: Readonly<Record<string, unknown>>,
  tolerance: Tolerance,
): readonly string[] {
  return Object.keys(expected).flatMap((name) => compared(expected[name], got[name], { path: name, tolerance }));
}

interface At {
  readonly path: string;
  readonly tolerance: Tolerance;
}

function compared(expected: unknown, got: unknown, at: At): readonly string[] {
  if (Array.isArray(expected))
    return Array.isArray(got) ? comparedLists(expected, got, at) : [difference(expected, got, at)];
  if (isRecord(expected)) return isRecord(got) ? comparedRecords(expected, got, at) : [difference(expected, got, at)];
  return isSameLeaf(expected, got, at.tolerance) ? [] : [difference(expected, got, at)];
}

function comparedLists(expected: readonly unknown[], got: readonly unknown[], at: At): readonly string[] {
  if (expected.length !== got.length) return [`${at.path}: expected ${expected.length} entries, got ${got.length}`];
  return expected.flatMap((one, index) => compared(one, got[index], { ...at, path: `${at.path}[${index}]` }));
}

type Entries = Readonly<Record<string, unknown>>;

function comparedRecords(expected: Entries, got: Entries, at: At): readonly string[] {
  const named = Object.keys(expected).flatMap((name) =>
    compared(expected[name], Object.hasOwn(got, name) ? got[name] : undefined, { ...at, path: `${at.path}.${name}` }),
  );
  const beyond = Object.keys(got)
    .filter((name) => !Object.hasOwn(expected, name) && !isNothing(got[name]))
    .map((name) => `${at.path}.${name}: expected nothing, got ${shown(got[name])}`);
  return [...named, ...beyond];
}

function isSameLeaf(expected: unknown, got: unknown, tolerance: Tolerance): boolean {
  if (expected === null) return got === null || got === undefined;
  const [wanted, found] = [exactly(expected), exactly(got)];
  if (wanted === null || found === null) return Object.is(expected, got);
  const apart = subtractRatios(wanted, found);
  const size = apart.n < 0n ? { n: -apart.n, d: apart.d } : apart;
  return compareRatios(size, isAmount(expected) && isAmount(got) ? tolerance : { n: 0n, d: 1n }) <= 0;
}

/** Decimals in text are amounts; a fraction, and a count as a JSON number, is meant exactly. */
function isAmount(leaf: unknown): boolean {
  return typeof leaf === 'string' && parseRatio(leaf) !== null;
}

function exactly(leaf: unknown): Ratio | null {
  if (typeof leaf === 'number') return parseRatio(String(leaf));
  if (typeof leaf !== 'string') return null;
  return /^-?\d+\/[1-9]\d*$/.test(leaf) ? numberOf(leaf) : parseRatio(leaf);
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (isRecord(value)) return Object.values(value).every(isNothing);
  return exactly(value)?.n === 0n;
}

function isRecord(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function difference(expected: unknown, got: unknown, { path }: At): string {
  return `${path}: expected ${shown(expected)}, got ${shown(got)}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

import { createHash } from 'node:crypto';

/** Everything a replay must reproduce. */
export interface Replay {
  readonly eventIds: readonly string[];
  readonly policyVersionIds: readonly string[];
  readonly rateIds: readonly string[];
  readonly engineVersion: string;
  readonly rows: readonly object[];
}

/** SHA-256 in hex over canonical JSON; equal on every machine for equal input. */
export function replayHash(replay: Replay): string {
  return createHash('sha256').update(canonicalJson(replay)).digest('hex');
}

/** JSON with sorted keys and bigint as decimal text. Numbers must be whole: a fraction has no one text, so it throws. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (typeof value === 'number' && Number.isSafeInteger(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new Error(`No canonical JSON for ${typeof value}`);
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${entries.join(',')}}`;
}

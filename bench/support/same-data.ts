import { createHash } from 'node:crypto';

/** A short hash of JSON data that does not depend on the order of members: two answers with one hash say the same. */
export function dataHash(data: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(data)))
    .digest('hex')
    .slice(0, 16);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]));
}

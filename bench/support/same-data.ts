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

/** Where two values first say different things, such as `customer.invoices.0.total`; null when they say the same. */
export function firstDifference(left: unknown, right: unknown, path = ''): string | null {
  if (!isObject(left) || !isObject(right))
    return Object.is(left, right) ? null : `${path}: ${text(left)} and ${text(right)}`;
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(left[name], right[name], path === '' ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}

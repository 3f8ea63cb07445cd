export const JSON_TYPE = 'application/json; charset=utf-8';
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

const OFFERED: ReadonlyMap<string, string> = new Map([
  ['application/json', JSON_TYPE],
  ['application/graphql-response+json', RESPONSE_TYPE],
]);

/**
 * The content type of an answer for the `accept` headers that clients do send: types in the order of preference, without
 * weights. Null where weights or ranges have to be judged.
 */
export function plainMediaType(accept: string | undefined): string | null {
  if (accept === undefined || accept === '' || accept === '*/*') return JSON_TYPE;
  const types = accept.split(',');
  if (accept.includes(';') || accept.includes('*')) return null;
  for (const type of types) {
    const offered = OFFERED.get(type.trim());
    if (offered !== undefined) return offered;
  }
  return null;
}

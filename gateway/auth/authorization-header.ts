import type { IncomingMessage } from 'node:http';

/** Stands for credentials that contradict one another: it is no credential, so it is refused as one. */
export const SEVERAL_CREDENTIALS = 'several';

/** Parameters that other systems take tokens from; an address ends up in logs and histories. */
const IN_ADDRESS = /[?&](?:access_?token|id_?token|token|authorization|api_?key|jwt)=/i;

/**
 * What stands in `authorization`, of a request and, for a socket, of its `connection_init`. Several credentials, or one
 * in the address besides, count as none: which of them was meant is not guessed (RFC 6750, 2).
 */
export function authorizationOf(request: IncomingMessage, given?: unknown): string | undefined {
  const { authorization: header } = request.headers;
  if (header !== undefined && isGivenTwice(request.rawHeaders)) return SEVERAL_CREDENTIALS;
  if (given !== undefined && typeof given !== 'string') return SEVERAL_CREDENTIALS;
  if (header !== undefined && given !== undefined && header !== given) return SEVERAL_CREDENTIALS;
  const credential = given ?? header;
  return credential !== undefined && IN_ADDRESS.test(request.url ?? '') ? SEVERAL_CREDENTIALS : credential;
}

/** Node keeps the first of several only, and says nothing of the others. */
function isGivenTwice(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 'authorization'.length && name.toLowerCase() === 'authorization') count += 1;
  }
  return count > 1;
}

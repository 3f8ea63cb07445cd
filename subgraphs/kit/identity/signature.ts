import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { isRole, type Principal, type Role } from './principal.ts';
import type { SeenCalls } from './seen-calls.ts';

/** Headers under which a caller's identity travels inside. */
export const PRINCIPAL_HEADER = 'x-revgraph-principal';
export const SIGNATURE_HEADER = 'x-revgraph-signature';

/** How long a signed call may be under way, waiting for a connection included. */
const AGE_MAX_MS = 60_000;
/** How far the signer's clock may be ahead. */
const AHEAD_MAX_MS = 5_000;
const CLAIM_LENGTH_MAX = 16 * 1024;

const claimSchema = z.object({
  subject: z.string().min(1),
  roles: z.array(z.string()),
  entities: z.array(z.string()),
  scopes: z.array(z.string()),
  correlationId: z.string(),
  at: z.number().int(),
  nonce: z.string().min(1).max(64),
});
type Claim = z.output<typeof claimSchema>;

/** Keeps the nonces of one process apart from all others'. They have to be new, not secret: they are signed. */
const PROCESS = Buffer.from(cryptoRandom.bytes(12)).toString('base64url');
let signedCount = 0;

type Headers = Readonly<Record<string, unknown>>;

/**
 * Signs a call from the gateway or a saga to a subgraph: identity, instant, nonce and body stand and fall together. Sign
 * each attempt anew: a call is answered once.
 */
export function signCall(principal: Principal, body: string, secret: string, now: Date): Record<string, string> {
  signedCount += 1;
  const nonce = `${PROCESS}${signedCount.toString(36)}`;
  const claimed = `${headOfClaim(principal)},"at":${now.getTime()},"nonce":"${nonce}"}`;
  const claim = Buffer.from(claimed).toString('base64url');
  return { [PRINCIPAL_HEADER]: claim, [SIGNATURE_HEADER]: signatureOf(claim, body, secret) };
}

/**
 * The identity of a signed call; null when it is not signed by us, was changed, is malformed, too old or ahead of time,
 * or was `seen` before. Never throws. Without `seen` a repeat within a minute is not noticed.
 */
export function verifyCall(
  headers: Headers,
  body: string,
  secret: string,
  now: Date,
  seen?: SeenCalls,
): Principal | null {
  const claim = headers[PRINCIPAL_HEADER];
  const given = headers[SIGNATURE_HEADER];
  if (typeof claim !== 'string' || typeof given !== 'string' || claim.length > CLAIM_LENGTH_MAX) return null;
  const wanted = Buffer.from(signatureOf(claim, body, secret), 'hex');
  const actual = Buffer.from(given, 'hex');
  if (wanted.length !== actual.length || !timingSafeEqual(wanted, actual)) return null;
  const read = readClaim(claim);
  if (read === null) return null;
  const oldestMs = now.getTime() - AGE_MAX_MS;
  if (read.at < oldestMs || read.at > now.getTime() + AHEAD_MAX_MS) return null;
  if (seen !== undefined && !seen.isFirst(read.nonce, read.at, oldestMs)) return null;
  return principalOf(read);
}

/** What the claims of one request have in common, as JSON without its end: a request makes many calls. */
const heads = new WeakMap<Principal, string>();

function headOfClaim(principal: Principal): string {
  const known = heads.get(principal);
  if (known !== undefined) return known;
  const { subject, roles, entities, scopes, correlationId } = principal;
  const head = JSON.stringify({ subject, roles, entities, scopes, correlationId }).slice(0, -1);
  heads.set(principal, head);
  return head;
}

function signatureOf(claim: string, body: string, secret: string): string {
  return createHmac('sha256', keyOf(secret)).update(`${claim}.${body}`).digest('hex');
}

/** Of the secret that was used last: a process has one, and to prepare it costs as much as a small signature. */
let prepared: { readonly secret: string; readonly key: KeyObject } | null = null;

function keyOf(secret: string): KeyObject {
  if (prepared?.secret !== secret) prepared = { secret, key: createSecretKey(Buffer.from(secret)) };
  return prepared.key;
}

function readClaim(claim: string): Claim | null {
  try {
    const read = claimSchema.safeParse(JSON.parse(Buffer.from(claim, 'base64url').toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function principalOf({ subject, roles, entities, scopes, correlationId }: Claim): Principal {
  const known = roles.filter((role): role is Role => role === 'service' || isRole(role));
  return { subject, roles: known, entities, scopes, correlationId };
}

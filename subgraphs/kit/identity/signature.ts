import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRole, type Principal, type Role } from './principal.ts';

/** Headers under which a caller's identity travels inside. */
export const PRINCIPAL_HEADER = 'x-revgraph-principal';
export const SIGNATURE_HEADER = 'x-revgraph-signature';

/** How far the two ends' clocks may differ, and how long a signed call may be under way. */
const AGE_MAX_MS = 60_000;

/** Signs a call from the gateway or a saga to a subgraph: identity, instant and body stand and fall together. */
export function signCall(principal: Principal, body: string, secret: string, now: Date): Record<string, string> {
  const claim = Buffer.from(JSON.stringify({ ...principal, at: now.getTime() })).toString('base64url');
  return { [PRINCIPAL_HEADER]: claim, [SIGNATURE_HEADER]: signatureOf(claim, body, secret) };
}

/** The identity of a signed call; null when it is not signed by us, was changed, or is too old. */
export function verifyCall(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  secret: string,
  now: Date,
): Principal | null {
  const claim = headers[PRINCIPAL_HEADER];
  const given = headers[SIGNATURE_HEADER];
  if (typeof claim !== 'string' || typeof given !== 'string') return null;
  const wanted = Buffer.from(signatureOf(claim, body, secret), 'hex');
  const actual = Buffer.from(given, 'hex');
  if (wanted.length !== actual.length || !timingSafeEqual(wanted, actual)) return null;
  return readClaim(claim, now);
}

function signatureOf(claim: string, body: string, secret: string): string {
  return createHmac('sha256', secret).update(claim).update('.').update(body).digest('hex');
}

function readClaim(claim: string, now: Date): Principal | null {
  const read = JSON.parse(Buffer.from(claim, 'base64url').toString('utf8')) as Principal & { readonly at: number };
  if (Math.abs(now.getTime() - read.at) > AGE_MAX_MS) return null;
  const roles = read.roles.filter((role): role is Role => role === 'service' || isRole(role));
  return { subject: read.subject, roles, entities: read.entities, correlationId: read.correlationId };
}

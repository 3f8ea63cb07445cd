import { SignJWT } from 'jose';
import { isRole, type Role } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER } from './authenticate.ts';

export interface TokenRequest {
  readonly role: Role;
  readonly user: string;
  readonly entities: readonly string[];
  readonly minutes: number;
}

const MINUTES_DEFAULT = 480;
const MINUTES_MAX = 1440;

/** Entities of the demonstration company, for a token that names none. */
const ENTITIES_DEFAULT: readonly string[] = ['US', 'DE'];

/** A signed token of the local run. `now` is the instant of issue. */
export function signToken(request: TokenRequest, jwtSecret: string, now: Date): Promise<string> {
  const issuedAtS = Math.floor(now.getTime() / 1000);
  return new SignJWT({ roles: [request.role], entities: [...request.entities] })
    .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ: 'JWT' })
    .setSubject(request.user)
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setIssuedAt(issuedAtS)
    .setExpirationTime(issuedAtS + request.minutes * 60)
    .sign(new TextEncoder().encode(jwtSecret));
}

/** What the command line asks for, or one sentence a fault. Values are text as typed; undefined = not given. */
export function tokenRequestFrom(options: {
  readonly role?: string | undefined;
  readonly user?: string | undefined;
  readonly entities?: string | undefined;
  readonly minutes?: string | undefined;
}): Result<TokenRequest, readonly string[]> {
  const faults: string[] = [];
  const { role, user, entities, minutes } = options;
  const lifetime = minutes === undefined ? MINUTES_DEFAULT : Number(minutes);
  if (!Number.isInteger(lifetime) || lifetime < 1 || lifetime > MINUTES_MAX) {
    faults.push(`--minutes takes a whole number from 1 to ${MINUTES_MAX}.`);
  }
  const codes = entities === undefined ? ENTITIES_DEFAULT : entities.split(',').map((code) => code.trim());
  if (codes.some((code) => !/^[A-Z0-9][A-Z0-9_-]{0,31}$/.test(code))) {
    faults.push('--entities takes codes of legal entities, such as US,DE.');
  }
  if (role === undefined || !isRole(role)) {
    faults.push('--role takes one of portal, revops, finance, controller, auditor, admin.');
    return fail(faults);
  }
  return faults.length > 0 ? fail(faults) : ok({ role, user: user ?? role, entities: codes, minutes: lifetime });
}

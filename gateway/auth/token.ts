import { SignJWT } from 'jose';
import { isRole, type Role } from '#kit/identity/principal.ts';
import { type Ids, systemIds } from '#kit/runtime/ids.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { isEntityCode, isScope } from './claim-mapping.ts';
import { SECRET_ALGORITHM } from './issuer.ts';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from './shared-secret-issuer.ts';

export interface TokenRequest {
  readonly role: Role;
  readonly user: string;
  readonly entities: readonly string[];
  readonly minutes: number;
  /** OAuth scopes; left out = none. */
  readonly scopes?: readonly string[];
}

const MINUTES_DEFAULT = 480;
const MINUTES_MAX = 1440;

/** Entities of the demonstration company, for a token that names none. */
const ENTITIES_DEFAULT: readonly string[] = ['US', 'DE'];

/** A signed token of the local run. `now` is the instant of issue; `ids` names the token, so that it can be taken back. */
export function signToken(request: TokenRequest, jwtSecret: string, now: Date, ids: Ids = systemIds): Promise<string> {
  const issuedAtS = Math.floor(now.getTime() / 1000);
  const { scopes = [] } = request;
  const scope = scopes.length === 0 ? {} : { scope: scopes.join(' ') };
  return new SignJWT({ roles: [request.role], entities: [...request.entities], ...scope })
    .setProtectedHeader({ alg: SECRET_ALGORITHM, typ: 'at+jwt' })
    .setJti(ids.next('tok'))
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
  readonly scopes?: string | undefined;
}): Result<TokenRequest, readonly string[]> {
  const faults: string[] = [];
  const { role, user, entities, minutes } = options;
  const scopes = wordsOf(options.scopes);
  const lifetime = minutes === undefined ? MINUTES_DEFAULT : Number(minutes);
  if (!Number.isInteger(lifetime) || lifetime < 1 || lifetime > MINUTES_MAX) {
    faults.push(`--minutes takes a whole number from 1 to ${MINUTES_MAX}.`);
  }
  const codes = entities === undefined ? ENTITIES_DEFAULT : entities.split(',').map((code) => code.trim());
  if (!codes.every(isEntityCode)) {
    faults.push('--entities takes codes of legal entities, such as US,DE.');
  }
  if (!scopes.every(isScope)) faults.push('--scopes takes names of scopes, such as money:read,money:write.');
  if (role === undefined || !isRole(role)) {
    faults.push('--role takes one of portal, revops, finance, controller, auditor, admin.');
    return fail(faults);
  }
  return faults.length > 0
    ? fail(faults)
    : ok({ role, user: user ?? role, entities: codes, minutes: lifetime, ...(scopes.length === 0 ? {} : { scopes }) });
}

function wordsOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(',').map((word) => word.trim());
}

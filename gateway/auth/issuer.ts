import { z } from 'zod';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type ClaimMapping, claimMappingSchema, mappingFaults } from './claim-mapping.ts';
import { CLAIMS_DEFAULT, CLOCK_TOLERANCE_MAX_S, TYPES_DEFAULT } from './identity-defaults.ts';

/** Signatures by a key pair; a shared secret has its own one. `none` and encryption are in no list. */
const KEY_PAIR_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
export const SECRET_ALGORITHM = 'HS256';
export const SECRET_LENGTH_MIN = 32;

/** How the page signs in at this issuer: authorization code with PKCE, as a public client. */
export interface IssuerLogin {
  readonly clientId: string;
  /** What the page asks for, with blanks between. */
  readonly scope: string;
  /** Origins of the issuer's endpoints where they are not the issuer's own. */
  readonly origins: readonly string[];
}

/** Whose tokens are believed, and what they must look like. */
export interface Issuer {
  /** For logs. */
  readonly name: string;
  /** Exactly the tokens' `iss`. */
  readonly issuer: string;
  readonly audience: string;
  readonly keys: { readonly kind: 'JWKS'; readonly url: string } | { readonly kind: 'SECRET'; readonly secret: string };
  readonly algorithms: readonly string[];
  /** Accepted `typ` headers in lower case, without `application/`; an empty one stands for none. */
  readonly types: readonly string[];
  readonly clockToleranceS: number;
  readonly requiredClaims: readonly string[];
  readonly claims: ClaimMapping;
  readonly login: IssuerLogin | null;
}

const issuerSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'takes lower-case letters, digits and dashes'),
  issuer: z.string().min(1).max(500),
  audience: z.string().min(1).max(500),
  jwksUrl: z.string().refine(isSafeUrl, 'takes an https address (http on this machine only)').optional(),
  /** The environment variable that holds the shared secret. */
  secretVariable: z.string().min(1).optional(),
  algorithms: z.array(z.enum(KEY_PAIR_ALGORITHMS)).min(1).optional(),
  types: z
    .array(z.string().toLowerCase())
    .min(1)
    .default([...TYPES_DEFAULT]),
  clockToleranceS: z.int().min(0).max(CLOCK_TOLERANCE_MAX_S).default(CLOCK_TOLERANCE_MAX_S),
  requiredClaims: z.array(z.string().min(1)).max(20).default([]),
  claims: claimMappingSchema.partial().default({}),
  login: z
    .strictObject({
      clientId: z.string().min(1),
      scope: z.string().min(1).default('openid'),
      origins: z.array(z.string().refine(isOrigin, 'takes origins such as https://login.example')).default([]),
    })
    .optional(),
});
type GivenIssuer = z.output<typeof issuerSchema>;

/**
 * Issuers from parsed JSON (a list), or one sentence a fault. `secretOf` answers what an environment variable holds.
 * `docs/identity.md` shows the form.
 */
export function readIssuers(
  json: unknown,
  secretOf: (variable: string) => string | null,
): Result<readonly Issuer[], readonly string[]> {
  const list = z.array(z.unknown()).max(20).safeParse(json);
  if (!list.success) return fail(['it takes a list of at most 20 issuers.']);
  const read = list.data.map((given, place) => readIssuer(given, `issuer ${place + 1}`, secretOf));
  const issuers = read.flatMap((one) => (one.ok ? [one.value] : []));
  const faults = read.flatMap((one) => (one.ok ? [] : one.error));
  const all = [...faults, ...repeatedIssuers(issuers)];
  return all.length > 0 ? fail(all) : ok(issuers);
}

/** Two with one `iss` would leave it to chance whose rules hold. */
export function repeatedIssuers(issuers: readonly Issuer[]): readonly string[] {
  const seen = new Set<string>();
  return issuers.flatMap(({ issuer }) => {
    const isRepeated = seen.has(issuer);
    seen.add(issuer);
    return isRepeated ? [`${issuer} is listed twice: keep one.`] : [];
  });
}

function readIssuer(
  json: unknown,
  place: string,
  secretOf: (variable: string) => string | null,
): Result<Issuer, readonly string[]> {
  const given = issuerSchema.safeParse(json);
  if (!given.success) {
    return fail(given.error.issues.map(({ path, message }) => `${place}, ${path.join('.') || 'itself'}: ${message}.`));
  }
  const { name, jwksUrl, secretVariable, algorithms, claims, login, ...rest } = given.data;
  const mapping = { ...CLAIMS_DEFAULT, ...defined(claims) };
  const keys = keysOf({ jwksUrl, secretVariable, algorithms }, secretOf);
  const faults = [...(keys.ok ? [] : [keys.error]), ...mappingFaults(mapping), ...loginFaults(given.data)];
  if (!keys.ok || faults.length > 0) return fail(faults.map((fault) => `${place} (${name}): ${fault}.`));
  return ok({ ...rest, name, ...keys.value, claims: mapping, login: login ?? null });
}

function keysOf(
  { jwksUrl, secretVariable, algorithms }: Pick<GivenIssuer, 'jwksUrl' | 'secretVariable' | 'algorithms'>,
  secretOf: (variable: string) => string | null,
): Result<Pick<Issuer, 'keys' | 'algorithms'>, string> {
  if ((jwksUrl === undefined) === (secretVariable === undefined)) return fail('give either jwksUrl or secretVariable');
  if (jwksUrl !== undefined) {
    return algorithms === undefined
      ? fail(`list its algorithms: some of ${KEY_PAIR_ALGORITHMS.join(', ')}`)
      : ok({ keys: { kind: 'JWKS', url: jwksUrl }, algorithms });
  }
  // A list here would invite a public key that is used as the secret.
  if (algorithms !== undefined) return fail(`leave algorithms out: a shared secret has ${SECRET_ALGORITHM} only`);
  const secret = secretOf(secretVariable ?? '');
  return secret === null || secret.length < SECRET_LENGTH_MIN
    ? fail(`${secretVariable} holds no ${SECRET_LENGTH_MIN} characters or more`)
    : ok({ keys: { kind: 'SECRET', secret }, algorithms: [SECRET_ALGORITHM] });
}

/** The page finds the issuer's endpoints by its address. */
function loginFaults({ issuer, login }: GivenIssuer): readonly string[] {
  return login === undefined || isSafeUrl(issuer) ? [] : ['login takes an issuer that is an https address'];
}

function defined(claims: GivenIssuer['claims']): Partial<ClaimMapping> {
  return Object.fromEntries(Object.entries(claims).filter(([, grant]) => grant !== undefined));
}

const THIS_MACHINE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function isOrigin(text: string): boolean {
  return isSafeUrl(text) && new URL(text).origin === text;
}

/** Keys that came over an open wire could be anybody's. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.has(hostname));
  return safe && username === '' && password === '';
}

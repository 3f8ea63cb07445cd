import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { VendorReply, VendorRequest } from '../kit/server.ts';
import type { Store } from '../kit/store.ts';

export const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token';

/** One integration of the account with the certificate that was uploaded for it. */
export interface Integration {
  readonly accountId: string;
  readonly clientId: string;
  readonly certificateId: string;
  /** SubjectPublicKeyInfo or certificate, RSA or EC; null = none was uploaded, so nobody gets a token. */
  readonly publicKeyPem: string | null;
}

// evidence: docs: NetSuite OAuth 2.0 client credentials: these and not RS256 (netsuite.md, Auth).
const ALGORITHMS: readonly string[] = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_S = 3600;
const ASSERTION_LIFETIME_MAX_S = 3600;

type Verdict = { readonly ok: true } | { readonly ok: false; readonly error: string; readonly why: string };

/**
 * Hands out and checks access tokens. Time here is the machine's, not the sandbox clock's: a client signs with its
 * own clock, and moving the books by a year must not lock it out.
 */
export class Tokens {
  readonly #store: Store;
  readonly #integration: Integration;
  readonly #key: KeyObject | null;
  readonly #nowMs: () => number;
  readonly #random: () => number;

  constructor(store: Store, integration: Integration, random: () => number, nowMs: () => number = Date.now) {
    this.#store = store;
    this.#integration = integration;
    this.#key = integration.publicKeyPem === null ? null : createPublicKey(integration.publicKeyPem);
    this.#nowMs = nowMs;
    this.#random = random;
  }

  /** Answers the token endpoint. */
  async grant(request: VendorRequest): Promise<VendorReply> {
    const form = new URLSearchParams(request.rawBody);
    const verdict = await this.#verify(form, request.headers['host'] ?? '');
    if (!verdict.ok) {
      return { status: 400, body: { error: verdict.error, error_description: verdict.why } };
    }
    const token = this.#store.atomically(() => {
      const made = `sandbox.${this.#store.next('token')}.${this.#word()}${this.#word()}`;
      this.#store.collection<number>('token').put(made, this.#nowMs() + LIFETIME_S * 1000);
      return made;
    });
    return { status: 200, body: { access_token: token, expires_in: LIFETIME_S, token_type: 'Bearer' } };
  }

  /** Whether the header carries a token that is still good. */
  accepts(authorization: string | undefined): boolean {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    const expiresAt = token === undefined ? undefined : this.#store.collection<number>('token').get(token);
    return expiresAt !== undefined && expiresAt > this.#nowMs();
  }

  async #verify(form: URLSearchParams, host: string): Promise<Verdict> {
    if (form.get('grant_type') !== 'client_credentials') return no('unsupported_grant_type', 'grant_type');
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) return no('invalid_request', 'client_assertion_type');
    const assertion = form.get('client_assertion') ?? '';
    try {
      const { alg = '', kid } = decodeProtectedHeader(assertion);
      if (!ALGORITHMS.includes(alg)) return no('invalid_client', `alg ${alg}`);
      if (this.#key === null || kid !== this.#integration.certificateId) return no('invalid_client', 'kid');
      const { payload } = await jwtVerify(assertion, this.#key, {
        algorithms: [...ALGORITHMS],
        issuer: this.#integration.clientId,
        audience: this.#audiences(host),
        currentDate: new Date(this.#nowMs()),
        requiredClaims: ['iss', 'aud', 'iat', 'exp'],
      });
      return verdictOf(payload);
    } catch (error) {
      // A forged signature or a key of the wrong kind are the client's doing as well.
      if (error instanceof errors.JWTClaimValidationFailed) return no('invalid_grant', error.claim);
      return no('invalid_grant', error instanceof errors.JWTExpired ? 'exp' : 'assertion');
    }
  }

  #audiences(host: string): string[] {
    const own = `https://${this.#integration.accountId}.suitetalk.api.netsuite.com${TOKEN_PATH}`;
    return [own, `http://${host}${TOKEN_PATH}`];
  }

  #word(): string {
    return Math.floor(this.#random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  }
}

function verdictOf({ exp = 0, iat = 0, scope }: JWTPayload): Verdict {
  if (exp - iat > ASSERTION_LIFETIME_MAX_S) return no('invalid_grant', 'exp');
  const scopes = Array.isArray(scope) ? scope : String(scope ?? '').split(/[\s,]+/);
  return scopes.includes('rest_webservices') ? { ok: true } : no('invalid_scope', 'scope');
}

/** The spelling of the errors is OAuth's (RFC 6749, 5.2); NetSuite's own choice among them is [?]. */
function no(error: string, what: string): Verdict {
  return { ok: false, error, why: `The token request was refused: ${what}.` };
}

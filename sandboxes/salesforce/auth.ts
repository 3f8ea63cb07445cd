import { createHash } from 'node:crypto';
import type { SandboxParts, VendorReply, VendorRequest } from '../kit/server.ts';
import type { Collection } from '../kit/store.ts';
import { errorReply, refused } from './errors.ts';
import { recordId } from './record-id.ts';

export interface AuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** How long an access token is good, by the sandbox's clock. */
  readonly tokenLifeS: number;
}

interface AccessToken {
  readonly clientId: string;
  readonly expiresAtMs: number;
}

export const ORG_ID = recordId('00D', 1);

/** Access tokens of the client credentials flow: given out, checked, revoked. */
export class Auth {
  readonly #parts: SandboxParts;
  readonly #options: AuthOptions;
  readonly #tokens: Collection<AccessToken>;

  constructor(parts: SandboxParts, options: AuthOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#tokens = parts.store.collection<AccessToken>('token');
  }

  // evidence: docs: client credentials flow, its answer and its errors as an object (salesforce.md, Auth and Errors)
  issue(request: VendorRequest, userId: string): VendorReply {
    const form = new URLSearchParams(request.rawBody);
    if (form.get('grant_type') !== 'client_credentials') {
      return oauthError('unsupported_grant_type', 'grant type not supported');
    }
    const { clientId, clientSecret, tokenLifeS } = this.#options;
    const [givenId, givenSecret] = credentials(form, request.headers['authorization']);
    if (givenId !== clientId) return oauthError('invalid_client_id', 'client identifier invalid');
    if (givenSecret !== clientSecret) return oauthError('invalid_client', 'invalid client credentials');
    const nowMs = this.#parts.clock.now().getTime();
    const sequence = this.#parts.store.next('token');
    const token = `${ORG_ID.slice(0, 15)}!${hash(`${clientSecret}:${sequence}`)}`;
    for (const [old, { expiresAtMs }] of this.#tokens.entries()) if (expiresAtMs <= nowMs) this.#tokens.delete(old);
    this.#tokens.put(token, { clientId, expiresAtMs: nowMs + tokenLifeS * 1000 });
    const instanceUrl = `http://${request.headers['host'] ?? '127.0.0.1'}`;
    return {
      status: 200,
      body: {
        access_token: token,
        signature: hash(`${ORG_ID}${nowMs}`),
        scope: 'api',
        instance_url: instanceUrl,
        id: `${instanceUrl}/id/${ORG_ID}/${userId}`,
        token_type: 'Bearer',
        issued_at: String(nowMs),
      },
    };
  }

  revoke(request: VendorRequest): VendorReply {
    const token = new URLSearchParams(request.rawBody).get('token') ?? request.query.get('token') ?? '';
    return this.#tokens.delete(token) ? { status: 200 } : oauthError('unsupported_token_type', 'token not known');
  }

  /** The client that holds this token, or null when the token is unknown or too old. */
  clientOf(token: string): string | null {
    const known = this.#tokens.get(token);
    if (known === undefined || known.expiresAtMs <= this.#parts.clock.now().getTime()) return null;
    return known.clientId;
  }

  /** The client behind a request's bearer token, or null. */
  clientOfRequest(request: VendorRequest): string | null {
    const [scheme, token = ''] = (request.headers['authorization'] ?? '').split(' ');
    return scheme === 'Bearer' || scheme === 'OAuth' ? this.clientOf(token) : null;
  }
}

export function sessionRefusal(): VendorReply {
  return errorReply(refused('INVALID_SESSION_ID', 'Session expired or invalid', [], 401));
}

function credentials(form: URLSearchParams, authorization: string | undefined): readonly [string, string] {
  if (authorization?.startsWith('Basic ') === true) {
    const [id = '', secret = ''] = Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':');
    return [id, secret];
  }
  return [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
}

function oauthError(error: string, description: string): VendorReply {
  return { status: 400, body: { error, error_description: description } };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

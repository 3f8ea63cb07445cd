import { importPKCS8, SignJWT } from 'jose';
import { systemClock } from '#kit/runtime/clock.ts';
import type { LocalSecrets } from '../secrets.ts';

/** Plain calls of the vendors' own APIs, as an administrator of each would make them by hand. */
export interface VendorClients {
  readonly salesforce: JsonClient;
  /** Form-encoded, as Stripe takes it. */
  readonly stripe: (
    method: 'GET' | 'POST',
    path: string,
    form?: Record<string, string>,
    key?: string,
  ) => Promise<unknown>;
  readonly netsuite: JsonClient;
  /** Rows of a SuiteQL query, all values as text. */
  readonly suiteql: (query: string) => Promise<readonly Readonly<Record<string, string>>[]>;
  /** Moves the clock of every vendor: only stand-ins have one. */
  readonly setClocks: (now: Date) => Promise<void>;
}

/** Where each vendor's API answers. */
export type VendorUrls = Readonly<Record<'salesforce' | 'stripe' | 'netsuite', { readonly url: string }>>;

export type JsonClient = (method: string, path: string, body?: unknown) => Promise<unknown>;

export async function openVendorClients(vendors: VendorUrls, secrets: LocalSecrets): Promise<VendorClients> {
  const salesforceToken = await tokenFrom(`${vendors.salesforce.url}/services/oauth2/token`, {
    grant_type: 'client_credentials',
    client_id: secrets.salesforceClientId,
    client_secret: secrets.salesforceClientSecret,
  });
  const netsuiteToken = await netsuiteTokenFrom(vendors.netsuite.url, secrets);
  return {
    salesforce: jsonClient(`${vendors.salesforce.url}/services/data/v64.0`, salesforceToken),
    netsuite: jsonClient(`${vendors.netsuite.url}/services/rest/record/v1`, netsuiteToken),
    suiteql: async (q) => {
      const path = '/services/rest/query/v1/suiteql?limit=1000';
      const headers = {
        authorization: `Bearer ${netsuiteToken}`,
        'content-type': 'application/json',
        prefer: 'transient',
      };
      const request = { method: 'POST', headers, body: JSON.stringify({ q }) };
      const answer = (await answerOf(await fetch(`${vendors.netsuite.url}${path}`, request), path)) as {
        readonly items: readonly Readonly<Record<string, string>>[];
      };
      return answer.items;
    },
    stripe: async (method, path, form, key) => {
      const headers: Record<string, string> = { authorization: `Bearer ${secrets.stripeApiKey}` };
      if (key !== undefined) headers['idempotency-key'] = key;
      const body = form === undefined ? null : new URLSearchParams(form);
      return answerOf(await fetch(`${vendors.stripe.url}${path}`, { method, headers, body }), path);
    },
    setClocks: async (now) => {
      const urls = [vendors.salesforce.url, vendors.stripe.url, vendors.netsuite.url];
      await Promise.all(urls.map((url) => setClock(url, now)));
    },
  };
}

async function setClock(url: string, now: Date): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ now: now.toISOString() });
  await answerOf(await fetch(`${url}/__sandbox/clock`, { method: 'POST', headers, body }), 'clock');
}

function jsonClient(base: string, token: string): JsonClient {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    return answerOf(await fetch(`${base}${path}`, { method, headers, body: text }), path);
  };
}

async function netsuiteTokenFrom(url: string, secrets: LocalSecrets): Promise<string> {
  const tokenUrl = `${url}/services/rest/auth/oauth2/v1/token`;
  const issuedAt = Math.floor(systemClock.now().getTime() / 1000);
  const assertion = await new SignJWT({ scope: 'rest_webservices' })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: secrets.netsuiteCertificateId })
    .setIssuer(secrets.netsuiteClientId)
    .setAudience(tokenUrl)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 300)
    .sign(await importPKCS8(secrets.netsuitePrivateKey, 'ES256'));
  return tokenFrom(tokenUrl, {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
}

async function tokenFrom(url: string, form: Record<string, string>): Promise<string> {
  const answer = (await answerOf(await fetch(url, { method: 'POST', body: new URLSearchParams(form) }), url)) as {
    readonly access_token: string;
  };
  return answer.access_token;
}

async function answerOf(response: Response, what: string): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what} answered ${response.status}: ${text.slice(0, 500)}`);
  return text === '' ? null : JSON.parse(text);
}

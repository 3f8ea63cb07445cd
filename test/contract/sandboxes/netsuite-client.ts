import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';

export const CLIENT_ID = 'integration-of-the-tests';
export const CERTIFICATE_ID = 'certificate-of-the-tests';
export const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token';
export const RECORD_PATH = '/services/rest/record/v1';
export const SUITEQL_PATH = '/services/rest/query/v1/suiteql';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a stranger's server answered, looked at member by member.
  readonly body: any;
}

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const PUBLIC_KEY_PEM = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** The options with which a sandbox knows the client of these tests. */
export const IDENTITY = { clientId: CLIENT_ID, certificateId: CERTIFICATE_ID, publicKeyPem: PUBLIC_KEY_PEM };

export interface Assertion {
  readonly alg?: string;
  readonly kid?: string;
  readonly key?: KeyObject;
  readonly claims?: JWTPayload;
  readonly issuedS?: number;
  readonly lifetimeS?: number;
}

/** A client's assertion for the account at `url`; what is not named is as it should be. */
export function signAssertion(url: string, changes: Assertion = {}): Promise<string> {
  const issuedS = changes.issuedS ?? Math.floor(Date.now() / 1000);
  const claims = { iss: CLIENT_ID, aud: `${url}${TOKEN_PATH}`, scope: ['rest_webservices'], ...changes.claims };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: changes.alg ?? 'ES256', kid: changes.kid ?? CERTIFICATE_ID, typ: 'JWT' })
    .setIssuedAt(issuedS)
    .setExpirationTime(issuedS + (changes.lifetimeS ?? 600))
    .sign(changes.key ?? pair.privateKey);
}

export async function askForToken(url: string, form: Readonly<Record<string, string>>): Promise<Answer> {
  return read(await fetch(`${url}${TOKEN_PATH}`, { method: 'POST', body: new URLSearchParams(form) }));
}

export function tokenForm(assertion: string): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: json && text !== '' ? JSON.parse(text) : null,
  };
}

/** A signed-in client of the account: the few calls that the tests make. */
export class Client {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  static async signIn(url: string): Promise<Client> {
    const { body } = await askForToken(url, tokenForm(await signAssertion(url)));
    return new Client(url, body.access_token);
  }

  /** The same client with the same token, at another address. */
  at(url: string): Client {
    return new Client(url, this.#token);
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return read(
      await fetch(`${this.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', `${RECORD_PATH}${path}`);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.call('PUT', `${RECORD_PATH}${path}`, body);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.call('PATCH', `${RECORD_PATH}${path}`, body);
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('POST', `${RECORD_PATH}${path}`, body, headers);
  }

  query(q: string, paging = ''): Promise<Answer> {
    return this.call('POST', `${SUITEQL_PATH}${paging}`, { q }, { prefer: 'transient' });
  }

  async rows(q: string): Promise<Record<string, unknown>[]> {
    const { status, text, body } = await this.query(q);
    if (status !== 200) throw new Error(`The query was refused: ${text}`);
    return body.items.map(({ links: _links, ...values }: Record<string, unknown>) => values);
  }

  /** The id of an account of the chart. */
  async account(acctNumber: string): Promise<string> {
    const [row] = await this.rows(`SELECT id FROM account WHERE acctnumber = '${acctNumber}'`);
    return String(row?.['id']);
  }

  async period(name: string): Promise<string> {
    const [row] = await this.rows(`SELECT id FROM accountingperiod WHERE periodname = '${name}'`);
    return String(row?.['id']);
  }

  async sandbox(method: string, path: string, body?: unknown): Promise<Answer> {
    return read(
      await fetch(`${this.url}/__sandbox${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  }
}

/** A customer of the US entity and an item with deferred revenue, as the stories need them. */
export async function aTradingAccount(client: Client): Promise<void> {
  await client.put('/customer/eid:acme', { companyName: 'Acme', subsidiary: { id: '1' } });
  await client.put('/serviceSaleItem/eid:seats', {
    itemId: 'Seats',
    incomeAccount: { id: await client.account('4000') },
    deferredRevenueAccount: { id: await client.account('2500') },
  });
}

/** The body of an invoice of these amounts, as they are to stand in the JSON text. */
export function invoiceOf(
  amounts: readonly number[],
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    entity: { externalId: 'acme' },
    tranDate: '2026-03-16',
    item: { items: amounts.map((amount) => ({ item: { externalId: 'seats' }, quantity: 1, amount })) },
    ...more,
  };
}

/** Status, code and path of a refusal. */
export function refusalOf({ status, body }: Answer): [number, string, string | undefined] {
  const [detail] = body['o:errorDetails'];
  return [status, detail['o:errorCode'], detail['o:errorPath']];
}

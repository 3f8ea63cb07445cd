import jsforce from '@jsforce/jsforce-node';
import {
  type SalesforceSandbox,
  type SalesforceSandboxOptions,
  startSalesforceSandbox,
} from '#sandboxes/salesforce/server.ts';
import { misfit } from './salesforce-spec.ts';

export type Connection = InstanceType<typeof jsforce.Connection>;

export const BASE = '/services/data/v64.0';
const IDENTITY = { clientId: 'revgraph-tests', clientSecret: 'not-a-secret' };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a stranger's server answered, looked at member by member.
  readonly body: any;
}

/** A running org with the vendor's own client on it. */
export interface Org {
  readonly sandbox: SalesforceSandbox;
  readonly conn: Connection;
  /** A plain call behind `/services/data/v64.0`; its answer must fit the contract where that is at hand. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export async function startOrg(options: SalesforceSandboxOptions = {}): Promise<Org> {
  const sandbox = await startSalesforceSandbox({ ...IDENTITY, ...options });
  return connect(sandbox);
}

export async function connect(sandbox: SalesforceSandbox, client = 'contract-tests'): Promise<Org> {
  const conn = new jsforce.Connection({
    version: '64.0',
    callOptions: { client },
    oauth2: { loginUrl: sandbox.url, ...IDENTITY },
    maxRequest: 1,
  });
  await conn.authorize({ grant_type: 'client_credentials' });
  return {
    sandbox,
    conn,
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(`${sandbox.url}${BASE}${path}`, {
        method,
        headers: { authorization: `Bearer ${conn.accessToken}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const answer = await readAnswer(response);
      const wrong = misfit(method, `${BASE}${path}`, answer.status, answer.body);
      if (wrong !== null) throw new Error(`${method} ${path} answered ${answer.status}: ${wrong}`);
      return answer;
    },
  };
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, body: text === '' ? undefined : JSON.parse(text) };
}

export function askForToken(sandbox: SalesforceSandbox, form: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const { clientId: client_id, clientSecret: client_secret } = IDENTITY;
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, ...form });
  return fetch(`${sandbox.url}/services/oauth2/token`, { method: 'POST', body }).then(readAnswer);
}

/** Tells the sandbox something over its control API. */
export async function control(sandbox: SalesforceSandbox, path: string, body: unknown = {}): Promise<Answer> {
  return readAnswer(await fetch(`${sandbox.url}/__sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) }));
}

/** An account under our key; answers its record id. */
export async function anAccount({ call }: Org, key = 'CUS-1', name = 'Northwind Traders'): Promise<string> {
  const { body } = await call('PATCH', `/sobjects/Account/RevgraphId__c/${key}`, { Name: name });
  return body.id;
}

/** What each business effect was and under which key. */
export function effects({ sandbox }: Org): readonly string[] {
  return sandbox.ledger.effects().map(({ kind, key }) => `${kind} ${key}`);
}

/** The code of the refusal that the vendor's client reports. */
export async function refusalOf(call: PromiseLike<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'errorCode' in error) return String(error.errorCode);
    throw error;
  }
  return 'not refused';
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { Sandbox } from '#sandboxes/kit/server.ts';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import {
  type Answer,
  askForToken,
  aTradingAccount,
  Client,
  IDENTITY,
  invoiceOf,
  RECORD_PATH,
  SUITEQL_PATH,
  TOKEN_PATH,
} from './netsuite-client.ts';

// Written from the vendor's documents in our own words: agreeing with it is no proof of agreeing with the vendor.
const SPEC = join(
  import.meta.dirname,
  '../../../../shared/vendors/specs/netsuite/openapi.minimal.written-from-docs.json',
);
const present = existsSync(SPEC);

interface Spec {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, { readonly content?: object }>> }>>
    >
  >;
}

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
let spec: Spec = { paths: {} };
let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  if (present) {
    spec = JSON.parse(readFileSync(SPEC, 'utf8'));
    ajv.addSchema(spec, 'netsuite');
  }
  sandbox = await startNetSuiteSandbox(IDENTITY);
  client = await Client.signIn(sandbox.url);
  await aTradingAccount(client);
});

afterAll(() => sandbox.close());

/** What the written-from-docs contract finds wrong with an answer; nothing = it agrees. */
function faultsOf(method: string, path: string, { status, body, headers }: Answer): unknown[] {
  const pathname = path.split('?')[0] ?? '';
  const named = Object.keys(spec.paths).find((pattern) => matches(pattern, pathname));
  const operation = named === undefined ? undefined : spec.paths[named]?.[method.toLowerCase()];
  const response = operation?.responses[String(status)];
  if (named === undefined || response === undefined) return [`${method} ${path} has no answer ${status}`];
  if (response.content === undefined) return status === 204 && headers.get('location') === null ? ['no Location'] : [];
  const pointer = [
    'paths',
    named,
    method.toLowerCase(),
    'responses',
    String(status),
    'content',
    'application/json',
    'schema',
  ];
  const $ref = `netsuite#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
  const validate = ajv.compile({ $ref });
  return validate(body) ? [] : (validate.errors ?? []);
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, index) => part === given[index] || part.startsWith('{'));
}

describe('the answers of the NetSuite sandbox beside the contract written from the documents [docs]', () => {
  if (!present) {
    it('are not compared, because the contract is not on this machine', () => {
      expect(present).toBe(false);
    });
    return;
  }

  it('agree with it, successes as well as refusals', async () => {
    const calls: readonly (readonly [string, string, unknown?])[] = [
      ['POST', `${RECORD_PATH}/customer`, { companyName: 'Beta', subsidiary: { id: '1' } }],
      ['PUT', `${RECORD_PATH}/customer/eid:acme`, { email: 'ap@acme.example' }],
      ['GET', `${RECORD_PATH}/customer/eid:acme`],
      ['PATCH', `${RECORD_PATH}/customer/eid:acme`, { phone: '1' }],
      ['GET', `${RECORD_PATH}/serviceSaleItem/eid:seats`],
      ['PUT', `${RECORD_PATH}/invoice/eid:inv-1`, invoiceOf([10.5, 2])],
      ['GET', `${RECORD_PATH}/invoice/eid:inv-1?expandSubResources=true`],
      ['GET', `${RECORD_PATH}/invoice/eid:nobody`],
      ['PUT', `${RECORD_PATH}/invoice/eid:inv-2`, invoiceOf([-1])],
      ['PUT', `${RECORD_PATH}/creditMemo/eid:cm-1`, { ...invoiceOf([1]), otherRefNum: 'x' }],
      ['GET', `${RECORD_PATH}/creditMemo/eid:cm-1?expandSubResources=true`],
      ['POST', `${RECORD_PATH}/invoice/eid:inv-1/!transform/customerPayment`, { externalId: 'pay-1', payment: 5 }],
      ['GET', `${RECORD_PATH}/customerPayment/eid:pay-1?expandSubResources=true`],
      ['POST', `${RECORD_PATH}/invoice/eid:inv-1/!transform/creditMemo`, {}],
      ['GET', `${RECORD_PATH}/accountingPeriod/3`],
      ['GET', `${RECORD_PATH}/subsidiary/2`],
      ['POST', `${SUITEQL_PATH}?limit=1`, { q: 'SELECT id FROM account' }],
      ['POST', SUITEQL_PATH, { q: 'SELECT nonsense' }],
      ['GET', '/services/rest/system/v1/governanceLimits'],
    ];
    for (const [method, path, body] of calls) {
      const answer = await client.call(method, path, body, { prefer: 'transient' });
      expect([`${method} ${path}`, faultsOf(method, path, answer)]).toEqual([`${method} ${path}`, []]);
    }
    const refused = await askForToken(sandbox.url, {});
    expect(faultsOf('POST', TOKEN_PATH, refused)).toEqual([]);
    const stranger = await new Client(sandbox.url, 'made-up').get('/customer/1');
    expect(faultsOf('GET', `${RECORD_PATH}/customer/1`, stranger)).toEqual([]);
  });

  it('would be caught if they did not', async () => {
    const { body, ...rest } = await client.get('/customer/eid:acme');
    expect(faultsOf('GET', `${RECORD_PATH}/customer/1`, { ...rest, body: { ...body, id: 7 } })).not.toEqual([]);
    expect(faultsOf('GET', `${RECORD_PATH}/spaceship/1`, { ...rest, body })).not.toEqual([]);
  });
});

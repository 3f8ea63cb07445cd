import type { Sandbox } from '#sandboxes/kit/server.ts';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { aTradingAccount, CERTIFICATE_ID, CLIENT_ID, Client, invoiceOf, PUBLIC_KEY_PEM } from './netsuite-client.ts';

const IDENTITY = { clientId: CLIENT_ID, certificateId: CERTIFICATE_ID, publicKeyPem: PUBLIC_KEY_PEM };

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await startNetSuiteSandbox(IDENTITY);
  client = await Client.signIn(sandbox.url);
  await aTradingAccount(client);
});

afterEach(() => sandbox.close());

const POSTINGS = `SELECT a.acctnumber, tal.debit, tal.credit
  FROM transaction t
  INNER JOIN transactionaccountingline tal ON tal.transaction = t.id
  INNER JOIN account a ON a.id = tal.account
  WHERE t.externalid = 'inv-1' ORDER BY tal.transactionline`;

describe('the books of a NetSuite account', () => {
  it('debit receivables with the net of an amendment and spread it over deferred revenue to the cent', async () => {
    const made = await client.put('/invoice/eid:inv-1', invoiceOf([-226849.32, 362958.9, 34027.4]));
    expect(made.status).toBe(204);
    expect(await client.rows(POSTINGS)).toEqual([
      { acctnumber: '1100', debit: '170136.98' },
      { acctnumber: '2500', debit: '226849.32' },
      { acctnumber: '2500', credit: '362958.9' },
      { acctnumber: '2500', credit: '34027.4' },
    ]);
  });
});

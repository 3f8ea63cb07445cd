import { readConfig } from '#erp/config.ts';

const KEY = '-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----';
const GIVEN = {
  DATABASE_URL: 'postgres://localhost/revgraph',
  SERVICE_SECRET: 'a-secret-of-some-length',
  NETSUITE_BASE_URL: 'https://1234567.suitetalk.api.netsuite.com/',
  NETSUITE_ACCOUNT: '1234567',
  NETSUITE_CLIENT_ID: 'client',
  NETSUITE_CERTIFICATE_ID: 'certificate',
  NETSUITE_PRIVATE_KEY: KEY,
};

describe("the environment of the ledger's subgraph", () => {
  it('names one NetSuite connection', () => {
    const { connections, pollMs, port } = readConfig(GIVEN);
    expect({ pollMs, port }).toEqual({ pollMs: 5000, port: 0 });
    expect(connections).toEqual([
      {
        name: 'netsuite-main',
        vendor: 'netsuite',
        baseUrl: 'https://1234567.suitetalk.api.netsuite.com',
        account: '1234567',
        clientId: 'client',
        certificateId: 'certificate',
        privateKeyPem: '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----',
        concurrencyMax: 4,
      },
    ]);
  });

  it('says everything that is wrong at once, and no value', () => {
    const { NETSUITE_ACCOUNT: _left, ...rest } = GIVEN;
    const read = () => readConfig({ ...rest, SERVICE_SECRET: 'short', NETSUITE_CONCURRENCY_MAX: '0' });
    expect(read).toThrow(/SERVICE_SECRET.*NETSUITE_ACCOUNT.*NETSUITE_CONCURRENCY_MAX/);
    expect(read).not.toThrow(/short/);
  });
});

import { readConfig } from '#crm/config.ts';

const ENVIRONMENT = {
  DATABASE_URL: 'postgres://u:p@h/d',
  SERVICE_SECRET: 'a secret of the house',
  SALESFORCE_LOGIN_URL: 'https://meridian.example',
  SALESFORCE_PUBSUB_URL: 'pubsub.example:7443',
  SALESFORCE_CLIENT_ID: 'id',
  SALESFORCE_CLIENT_SECRET: 'hush',
};

describe('the environment of the CRM subgraph', () => {
  it('gives one connection with the usual name and version', () => {
    expect(readConfig(ENVIRONMENT)).toMatchObject({
      port: 0,
      pollMs: 5000,
      connections: [{ name: 'salesforce-main', vendor: 'salesforce', apiVersion: '64.0' }],
    });
  });

  it('gives the pace of the connection, without a limit where it names none', () => {
    const pace = (more: object) => readConfig({ ...ENVIRONMENT, ...more }).connections[0]?.pace;
    expect(pace({})).toEqual({ ratePerSecond: null, concurrency: null });
    expect(pace({ SALESFORCE_RATE_PER_SECOND: '25', SALESFORCE_CONCURRENCY: '10' })).toEqual({
      ratePerSecond: 25,
      concurrency: 10,
    });
    expect(() => pace({ SALESFORCE_RATE_PER_SECOND: '0' })).toThrow(/SALESFORCE_RATE_PER_SECOND/);
  });

  it('is refused with every fault at once and no value', () => {
    const read = () => readConfig({ SALESFORCE_CLIENT_SECRET: 'hush', SALESFORCE_PUBSUB_URL: 'hush-hush', PORT: 'x' });
    expect(read).toThrow(/DATABASE_URL.*SERVICE_SECRET.*PORT.*SALESFORCE_LOGIN_URL.*SALESFORCE_PUBSUB_URL/);
    expect(read).not.toThrow(/hush/);
  });
});

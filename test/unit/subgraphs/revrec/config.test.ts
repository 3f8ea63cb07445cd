import { readConfig } from '#revrec/config.ts';

const GIVEN = { DATABASE_URL: 'postgres://localhost/db', SERVICE_SECRET: 'a-long-enough-secret' };

describe('the environment of the revenue subgraph', () => {
  it('needs a database and a secret and has defaults for the rest', () => {
    expect(readConfig(GIVEN)).toEqual({
      databaseUrl: GIVEN.DATABASE_URL,
      serviceSecret: GIVEN.SERVICE_SECRET,
      port: 0,
      logLevel: 'info',
      metricsToken: null,
      natsUrl: null,
      tracing: { endpoint: null, ratio: 1 },
    });
  });

  it('is refused with the names of what is missing or wrong, never a value', () => {
    expect(() => readConfig({ SERVICE_SECRET: 'short', PORT: 'x' })).toThrow(/DATABASE_URL.*SERVICE_SECRET.*PORT/);
    expect(() => readConfig({ ...GIVEN, SERVICE_SECRET: 'short' })).not.toThrow(/short/);
  });
});

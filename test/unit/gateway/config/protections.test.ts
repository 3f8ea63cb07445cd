import { readGatewayConfig } from '#gateway/config.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';

const complete = {
  SUBGRAPH_CRM_URL: 'http://crm:4001',
  SUBGRAPH_BILLING_URL: 'http://billing:4002',
  SUBGRAPH_ERP_URL: 'http://erp:4003',
  SUBGRAPH_REVREC_URL: 'http://revrec:4004',
  SUBGRAPH_OPERATIONS_URL: 'http://operations:4005',
  JWT_SECRET: 'j'.repeat(32),
  SERVICE_SECRET: 's'.repeat(32),
};
const read = async (environment: Readonly<Record<string, string>>) => {
  const config = await readGatewayConfig({ ...complete, ...environment });
  return config.ok ? config.value : config.error;
};

describe('a protection', () => {
  it('has its safe value in production without being set', async () => {
    expect(await read({ NODE_ENV: 'production' })).toMatchObject({
      trustedDocuments: 'only',
      getQueries: 'trusted',
      introspection: false,
      suggestions: false,
      csrfPrevention: true,
      compressedBodies: 'refuse',
      requestsPerPrincipalMax: 6_000,
      failuresPerAddressMax: 60,
      connectionsPerAddressMax: 500,
      limits: DOCUMENT_LIMITS,
      costReckoned: true,
    });
  });

  it('gets out of the way of who develops, where it protects nobody else', async () => {
    expect(await read({})).toMatchObject({
      trustedDocuments: 'prefer',
      introspection: true,
      suggestions: true,
      csrfPrevention: true,
      requestsPerPrincipalMax: Number.POSITIVE_INFINITY,
      limits: DOCUMENT_LIMITS,
    });
  });

  it.each(['off', '0'])('is switched off by %s, alone', async (off) => {
    const config = await read({ NODE_ENV: 'production', QUERY_DEPTH_MAX: off, RATE_PER_ADDRESS: off });
    expect(config).toMatchObject({
      limits: { ...DOCUMENT_LIMITS, depthMax: Number.POSITIVE_INFINITY },
      requestsPerAddressMax: Number.POSITIVE_INFINITY,
      requestsPerPrincipalMax: 6_000,
    });
  });

  it('takes what it takes, and says so in one sentence a fault', async () => {
    expect(
      await read({
        TRUSTED_DOCUMENTS: 'maybe',
        CSRF_PREVENTION: 'yes',
        QUERY_DEPTH_MAX: '-1',
        BODY_BYTES_MAX: '1.5',
        HEADERS_TIMEOUT_MS: '20000',
        TRUSTED_DOCUMENTS_FILE: '/nowhere',
      }),
    ).toEqual([
      'QUERY_DEPTH_MAX takes a whole number from 1, or off.',
      'BODY_BYTES_MAX takes a whole number from 1, or off.',
      'TRUSTED_DOCUMENTS takes one of only, prefer, off.',
      'TRUSTED_DOCUMENTS_FILE names a file that cannot be read: /nowhere.',
      'CSRF_PREVENTION takes one of on, off.',
      'HEADERS_TIMEOUT_MS may not be longer than BODY_TIMEOUT_MS, which it is a part of.',
    ]);
  });
});

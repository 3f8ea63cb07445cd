import { gatewayConfig, readGatewayConfig } from '#gateway/config.ts';

const complete = {
  SUBGRAPH_CRM_URL: 'http://crm:4001',
  SUBGRAPH_BILLING_URL: 'http://billing:4002',
  SUBGRAPH_ERP_URL: 'http://erp:4003',
  SUBGRAPH_REVREC_URL: 'http://revrec:4004',
  SUBGRAPH_OPERATIONS_URL: 'http://operations:4005',
  JWT_SECRET: 'j'.repeat(32),
  SERVICE_SECRET: 's'.repeat(32),
};

describe('the configuration of a gateway', () => {
  it('needs addresses and secrets, and has defaults for the rest', async () => {
    const config = await readGatewayConfig(complete);
    expect(config.ok ? config.value : config.error).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      production: false,
      subgraphUrls: { crm: 'http://crm:4001', operations: 'http://operations:4005' },
      allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
    });
  });

  it('is read from the environment', async () => {
    const config = await readGatewayConfig({
      ...complete,
      PORT: '8080',
      NODE_ENV: 'production',
      ALLOWED_HOSTS: 'graph.example, api.example,',
    });
    expect(config.ok ? config.value : config.error).toMatchObject({
      port: 8080,
      production: true,
      allowedHosts: ['graph.example', 'api.example'],
    });
  });

  it('tells all faults at once', async () => {
    const { SUBGRAPH_ERP_URL: _missing, ...rest } = complete;
    const config = await readGatewayConfig({
      ...rest,
      JWT_SECRET: 'short',
      SUBGRAPH_CRM_URL: 'nonsense',
      PORT: '70000',
    });
    expect(config.ok ? [] : config.error).toEqual([
      'SUBGRAPH_CRM_URL is no address.',
      'SUBGRAPH_ERP_URL is missing: the address of the erp subgraph, such as http://erp:4001.',
      'JWT_SECRET is shorter than 32.',
      'PORT takes a whole number from 0 to 65535.',
    ]);
  });

  it('can be given by a process that has its own', () => {
    const given = { jwtSecret: 'j', serviceSecret: 's', subgraphUrls: {}, port: 0 };
    expect(gatewayConfig(given)).toMatchObject({ ...given, requestTimeoutMs: 15_000 });
  });
});

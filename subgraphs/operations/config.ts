import { z } from 'zod';
import { type Environment, readServiceConfig, type ServiceConfig, wholeNumber } from '#kit/server/service-config.ts';

/** What the process layer reads from its environment as a service of its own. */
export interface OperationsConfig extends ServiceConfig {
  /** Whether this process runs sagas; one that does not accepts and answers all the same. */
  readonly worker: boolean;
  /** How many operations a worker runs at once. */
  readonly concurrency: number;
  /** Addresses of the system subgraphs, without `/graphql`. */
  readonly subgraphUrls: Readonly<Record<'CRM' | 'BILLING' | 'ERP' | 'REVREC', string>>;
}

const shape = {
  SUBGRAPH_CRM_URL: z.url(),
  SUBGRAPH_BILLING_URL: z.url(),
  SUBGRAPH_ERP_URL: z.url(),
  SUBGRAPH_REVREC_URL: z.url(),
  WORKER: z.enum(['0', '1']).default('1'),
  OPERATIONS_CONCURRENCY: wholeNumber('32'),
};

/**
 * Beside what every service reads: `SUBGRAPH_CRM_URL`, `SUBGRAPH_BILLING_URL`, `SUBGRAPH_ERP_URL`, `SUBGRAPH_REVREC_URL`,
 * `WORKER` (1), `OPERATIONS_CONCURRENCY` (32).
 */
export function readConfig(env: Environment): OperationsConfig {
  const { service, own } = readServiceConfig('The operations subgraph', shape, env);
  return {
    ...service,
    worker: own.WORKER === '1',
    concurrency: own.OPERATIONS_CONCURRENCY,
    subgraphUrls: {
      CRM: own.SUBGRAPH_CRM_URL,
      BILLING: own.SUBGRAPH_BILLING_URL,
      ERP: own.SUBGRAPH_ERP_URL,
      REVREC: own.SUBGRAPH_REVREC_URL,
    },
  };
}

import { z } from 'zod';

/** What the process layer reads from its environment as a service of its own. */
export interface OperationsConfig {
  readonly databaseUrl: string;
  readonly serviceSecret: string;
  /** 0 = a free port. */
  readonly port: number;
  /** Whether this process runs sagas; one that does not accepts and answers all the same. */
  readonly worker: boolean;
  /** How many operations a worker runs at once. */
  readonly concurrency: number;
  readonly logLevel: string;
  /** Addresses of the system subgraphs, without `/graphql`. */
  readonly subgraphUrls: Readonly<Record<'CRM' | 'BILLING' | 'ERP' | 'REVREC', string>>;
}

const wholeNumber = (otherwise: string) =>
  z.string().regex(/^\d+$/, 'must be a whole number').default(otherwise).transform(Number);

/**
 * `DATABASE_URL`, `SERVICE_SECRET`, `SUBGRAPH_CRM_URL`, `SUBGRAPH_BILLING_URL`, `SUBGRAPH_ERP_URL`,
 * `SUBGRAPH_REVREC_URL`; `PORT` (0), `WORKER` (1), `OPERATIONS_CONCURRENCY` (32), `LOG_LEVEL` (info).
 */
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  SERVICE_SECRET: z.string().min(16),
  SUBGRAPH_CRM_URL: z.url(),
  SUBGRAPH_BILLING_URL: z.url(),
  SUBGRAPH_ERP_URL: z.url(),
  SUBGRAPH_REVREC_URL: z.url(),
  PORT: wholeNumber('0'),
  WORKER: z.enum(['0', '1']).default('1'),
  OPERATIONS_CONCURRENCY: wholeNumber('32'),
  LOG_LEVEL: z.string().default('info'),
});

/** Throws one error that names everything that is missing or wrong, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): OperationsConfig {
  const read = environment.safeParse(env);
  if (!read.success) {
    const named = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The operations subgraph cannot start: ${named.join('; ')}`);
  }
  const { data } = read;
  return {
    databaseUrl: data.DATABASE_URL,
    serviceSecret: data.SERVICE_SECRET,
    port: data.PORT,
    worker: data.WORKER === '1',
    concurrency: data.OPERATIONS_CONCURRENCY,
    logLevel: data.LOG_LEVEL,
    subgraphUrls: {
      CRM: data.SUBGRAPH_CRM_URL,
      BILLING: data.SUBGRAPH_BILLING_URL,
      ERP: data.SUBGRAPH_ERP_URL,
      REVREC: data.SUBGRAPH_REVREC_URL,
    },
  };
}

import { z } from 'zod';
import type { CrmConnectionSettings } from './registry.ts';

/** What the CRM subgraph reads from its environment as a service of its own. */
export interface CrmConfig {
  readonly databaseUrl: string;
  readonly serviceSecret: string;
  /** 0 = a free port. */
  readonly port: number;
  readonly pollMs: number;
  readonly logLevel: string;
  readonly connections: readonly CrmConnectionSettings[];
}

const wholeNumber = (otherwise: string) =>
  z.string().regex(/^\d+$/, 'must be a whole number').default(otherwise).transform(Number);

/**
 * `DATABASE_URL` and `SERVICE_SECRET`; `PORT` (0), `CRM_POLL_MS` (5000), `LOG_LEVEL` (info); for Salesforce
 * `SALESFORCE_LOGIN_URL`, `SALESFORCE_PUBSUB_URL` (host:port), `SALESFORCE_CLIENT_ID`, `SALESFORCE_CLIENT_SECRET`,
 * `SALESFORCE_CONNECTION` (salesforce-main), `SALESFORCE_API_VERSION` (64.0).
 */
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  SERVICE_SECRET: z.string().min(16),
  PORT: wholeNumber('0'),
  CRM_POLL_MS: wholeNumber('5000'),
  LOG_LEVEL: z.string().default('info'),
  SALESFORCE_CONNECTION: z.string().default('salesforce-main'),
  SALESFORCE_LOGIN_URL: z.url(),
  SALESFORCE_PUBSUB_URL: z.string().regex(/^[^:/]+:\d+$/, 'must be host:port'),
  SALESFORCE_CLIENT_ID: z.string().min(1),
  SALESFORCE_CLIENT_SECRET: z.string().min(1),
  SALESFORCE_API_VERSION: z.string().default('64.0'),
});

/** Throws one error that names everything that is missing or wrong, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): CrmConfig {
  const read = environment.safeParse(env);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The CRM subgraph cannot start: ${faults.join('; ')}`);
  }
  const { data } = read;
  return {
    databaseUrl: data.DATABASE_URL,
    serviceSecret: data.SERVICE_SECRET,
    port: data.PORT,
    pollMs: data.CRM_POLL_MS,
    logLevel: data.LOG_LEVEL,
    connections: [
      {
        name: data.SALESFORCE_CONNECTION,
        vendor: 'salesforce',
        loginUrl: data.SALESFORCE_LOGIN_URL,
        pubsubUrl: data.SALESFORCE_PUBSUB_URL,
        clientId: data.SALESFORCE_CLIENT_ID,
        clientSecret: data.SALESFORCE_CLIENT_SECRET,
        apiVersion: data.SALESFORCE_API_VERSION,
      },
    ],
  };
}

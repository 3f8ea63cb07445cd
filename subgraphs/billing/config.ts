import { z } from 'zod';
import { type BillingConnectionSettings, connectionEnvironments } from './registry.ts';

/** What the billing subgraph reads from its environment as a service of its own. */
export interface BillingConfig {
  readonly databaseUrl: string;
  readonly serviceSecret: string;
  /** 0 = a free port. */
  readonly port: number;
  readonly pollMs: number;
  readonly logLevel: string;
  readonly connections: readonly BillingConnectionSettings[];
}

const wholeNumber = (otherwise: string) =>
  z.string().regex(/^\d+$/, 'must be a whole number').default(otherwise).transform(Number);

/** `DATABASE_URL` and `SERVICE_SECRET`; `PORT` (0), `BILLING_POLL_MS` (5000), `LOG_LEVEL` (info). Vendors add their own. */
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  SERVICE_SECRET: z.string().min(16),
  PORT: wholeNumber('0'),
  BILLING_POLL_MS: wholeNumber('5000'),
  LOG_LEVEL: z.string().default('info'),
});

/** Throws one error that names everything that is missing or wrong, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): BillingConfig {
  const own = environment.safeParse(env);
  const connections = connectionEnvironments.map((connection) => connection.safeParse(env));
  const faults = [own, ...connections].flatMap(({ error }) => error?.issues ?? []);
  if (!own.success || faults.length > 0) {
    const named = faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The billing subgraph cannot start: ${named.join('; ')}`);
  }
  const { DATABASE_URL, SERVICE_SECRET, PORT, BILLING_POLL_MS, LOG_LEVEL } = own.data;
  return {
    databaseUrl: DATABASE_URL,
    serviceSecret: SERVICE_SECRET,
    port: PORT,
    pollMs: BILLING_POLL_MS,
    logLevel: LOG_LEVEL,
    connections: connections.flatMap(({ data }) => data ?? []),
  };
}

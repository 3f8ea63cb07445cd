import { z } from 'zod';
import type { ErpConnectionSettings } from './registry.ts';

/** What the ledger's subgraph reads from its environment as a service of its own. */
export interface ErpConfig {
  readonly databaseUrl: string;
  readonly serviceSecret: string;
  /** 0 = a free port. */
  readonly port: number;
  readonly pollMs: number;
  readonly logLevel: string;
  readonly connections: readonly ErpConnectionSettings[];
}

const wholeNumber = (otherwise: string) =>
  z.string().regex(/^\d+$/, 'must be a whole number').default(otherwise).transform(Number);

/**
 * `DATABASE_URL` and `SERVICE_SECRET`; `PORT` (0), `ERP_POLL_MS` (5000), `LOG_LEVEL` (info); for NetSuite
 * `NETSUITE_BASE_URL`, `NETSUITE_ACCOUNT`, `NETSUITE_CLIENT_ID`, `NETSUITE_CERTIFICATE_ID`, `NETSUITE_PRIVATE_KEY` (PEM),
 * `NETSUITE_CONNECTION` (netsuite-main), `NETSUITE_CONCURRENCY_MAX` (4),
 * `NETSUITE_RATE_PER_SECOND` (no limit).
 */
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  SERVICE_SECRET: z.string().min(16),
  PORT: wholeNumber('0'),
  ERP_POLL_MS: wholeNumber('5000'),
  LOG_LEVEL: z.string().default('info'),
  NETSUITE_CONNECTION: z.string().default('netsuite-main'),
  NETSUITE_BASE_URL: z.url(),
  NETSUITE_ACCOUNT: z.string().min(1),
  NETSUITE_CLIENT_ID: z.string().min(1),
  NETSUITE_CERTIFICATE_ID: z.string().min(1),
  NETSUITE_PRIVATE_KEY: z.string().includes('PRIVATE KEY', { error: 'must be a PEM private key' }),
  NETSUITE_RATE_PER_SECOND: z
    .string()
    .regex(/^[1-9]\d*$/, 'must be a whole number above zero')
    .transform(Number)
    .optional(),
  NETSUITE_CONCURRENCY_MAX: wholeNumber('4').refine((max) => max > 0, 'must be above zero'),
});

/** Throws one error that names everything that is missing or wrong, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ErpConfig {
  const read = environment.safeParse(env);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The ledger's subgraph cannot start: ${faults.join('; ')}`);
  }
  const { data } = read;
  return {
    databaseUrl: data.DATABASE_URL,
    serviceSecret: data.SERVICE_SECRET,
    port: data.PORT,
    pollMs: data.ERP_POLL_MS,
    logLevel: data.LOG_LEVEL,
    connections: [
      {
        name: data.NETSUITE_CONNECTION,
        vendor: 'netsuite',
        baseUrl: data.NETSUITE_BASE_URL.replace(/\/$/, ''),
        account: data.NETSUITE_ACCOUNT,
        clientId: data.NETSUITE_CLIENT_ID,
        certificateId: data.NETSUITE_CERTIFICATE_ID,
        // One line of an environment holds a PEM with its line ends written out.
        privateKeyPem: data.NETSUITE_PRIVATE_KEY.replaceAll('\\n', '\n'),
        concurrencyMax: data.NETSUITE_CONCURRENCY_MAX,
        ...(data.NETSUITE_RATE_PER_SECOND === undefined ? {} : { ratePerSecond: data.NETSUITE_RATE_PER_SECOND }),
      },
    ],
  };
}

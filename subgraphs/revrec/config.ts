import { z } from 'zod';

/** What the revenue subgraph reads from its environment as a service of its own. */
export interface RevrecConfig {
  readonly databaseUrl: string;
  readonly serviceSecret: string;
  /** 0 = a free port. */
  readonly port: number;
  readonly logLevel: string;
}

/** `DATABASE_URL` and `SERVICE_SECRET`; `PORT` (0), `LOG_LEVEL` (info). */
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  SERVICE_SECRET: z.string().min(16),
  PORT: z.string().regex(/^\d+$/, 'must be a whole number').default('0').transform(Number),
  LOG_LEVEL: z.string().default('info'),
});

/** Throws one error that names everything that is missing or wrong, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): RevrecConfig {
  const read = environment.safeParse(env);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The revenue subgraph cannot start: ${faults.join('; ')}`);
  }
  const { data } = read;
  return {
    databaseUrl: data.DATABASE_URL,
    serviceSecret: data.SERVICE_SECRET,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
  };
}

import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What every service reads from its environment. */
export interface ServiceConfig {
  readonly databaseUrl: string;
  readonly serviceSecret: string;
  /** 0 = a free port. */
  readonly port: number;
  readonly logLevel: string;
}

/** A setting that is a whole number, zero included. */
export const wholeNumber = (otherwise: string) =>
  z.string().regex(/^\d+$/, 'must be a whole number').default(otherwise).transform(Number);

const everyService = z.object({
  DATABASE_URL: z.string().min(1),
  SERVICE_SECRET: z.string().min(16),
  PORT: wholeNumber('0'),
  LOG_LEVEL: z.string().default('info'),
});

/**
 * Reads `DATABASE_URL`, `SERVICE_SECRET`, `PORT` (0) and `LOG_LEVEL` (info), the service's `own` settings and its
 * vendors' `connections`. Throws one error that names everything that is missing or wrong, never a value. `name` begins
 * that sentence, such as "The CRM subgraph".
 */
export function readServiceConfig<Own extends z.ZodRawShape, Connection = never>(
  name: string,
  own: Own,
  env: Environment,
  connections: readonly z.ZodType<Connection>[] = [],
): {
  readonly service: ServiceConfig;
  readonly own: z.output<z.ZodObject<Own>>;
  readonly connections: readonly Connection[];
} {
  const service = everyService.safeParse(env);
  const ours = z.object(own).safeParse(env);
  const vendors = connections.map((connection) => connection.safeParse(env));
  const faults = [service, ours, ...vendors].flatMap(({ error }) => error?.issues ?? []);
  if (!service.success || !ours.success || faults.length > 0) {
    const named = faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`${name} cannot start: ${named.join('; ')}`);
  }
  const { DATABASE_URL, SERVICE_SECRET, PORT, LOG_LEVEL } = service.data;
  return {
    service: { databaseUrl: DATABASE_URL, serviceSecret: SERVICE_SECRET, port: PORT, logLevel: LOG_LEVEL },
    own: ours.data,
    connections: vendors.flatMap(({ data }) => data ?? []),
  };
}

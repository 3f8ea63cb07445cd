import { z } from 'zod';
import { readTraceSettings, type TraceSettings } from '#kit/observability/trace-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What every service reads from its environment. */
export interface ServiceConfig {
  readonly databaseUrl: string;
  /** Wakes readers of the event log in the place of Postgres; null = Postgres does. */
  readonly natsUrl: string | null;
  readonly serviceSecret: string;
  /** 0 = a free port. */
  readonly port: number;
  readonly logLevel: string;
  readonly tracing: TraceSettings;
  /** Opens `/metrics` to who has it, besides our own services; null = only to them. */
  readonly metricsToken: string | null;
}

/** A setting that is a whole number, zero included. */
export const wholeNumber = (otherwise: string) =>
  z.string().regex(/^\d+$/, 'must be a whole number').default(otherwise).transform(Number);

const everyService = z.object({
  DATABASE_URL: z.string().min(1),
  NATS_URL: z.url({ protocol: /^nats$/ }).optional(),
  SERVICE_SECRET: z.string().min(16),
  PORT: wholeNumber('0'),
  LOG_LEVEL: z.string().default('info'),
  METRICS_TOKEN: z.string().min(16).optional(),
});

/**
 * Reads `DATABASE_URL`, `NATS_URL`, `SERVICE_SECRET`, `PORT` (0), `LOG_LEVEL` (info), `METRICS_TOKEN` and OpenTelemetry's variables,
 * the service's `own` settings and its vendors' `connections`. Throws one error that names everything that is missing or wrong, never a value. `name` begins
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
  const issues = [service, ours, ...vendors].flatMap(({ error }) => error?.issues ?? []);
  const named = issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const tracing = readTraceSettings({ text: (key) => env[key] || null, note: (fault) => named.push(fault) });
  if (!service.success || !ours.success || named.length > 0) {
    throw new Error(`${name} cannot start: ${named.join('; ')}`);
  }
  const { DATABASE_URL, NATS_URL, SERVICE_SECRET, PORT, LOG_LEVEL, METRICS_TOKEN } = service.data;
  return {
    service: {
      databaseUrl: DATABASE_URL,
      natsUrl: NATS_URL ?? null,
      serviceSecret: SERVICE_SECRET,
      port: PORT,
      logLevel: LOG_LEVEL,
      tracing,
      metricsToken: METRICS_TOKEN ?? null,
    },
    own: ours.data,
    connections: vendors.flatMap(({ data }) => data ?? []),
  };
}

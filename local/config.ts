import { resolve } from 'node:path';
import { readTraceSettings, type TraceSettings } from '#kit/observability/trace-settings.ts';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** How the gateway asks subgraphs of its own process: by their doors, or over HTTP as if they were elsewhere. */
export type SubgraphCalls = 'in-process' | 'http';

/** What a local run can be told. Everything has a default; see `.env.example`. */
export interface LocalConfig {
  readonly port: number;
  readonly dataDir: string;
  /** Null = an embedded server is started. */
  readonly databaseUrl: string | null;
  /** The business date that the demo world begins with. */
  readonly demoDate: string;
  /** `full`: 25 customers; `meridian`: only the one of the story, for a quick start. */
  readonly demoWorld: 'full' | 'meridian';
  readonly subgraphCalls: SubgraphCalls;
  readonly logLevel: string;
  readonly tracing: TraceSettings;
  /** Opens every service's `/metrics`; null = nobody has one. */
  readonly metricsToken: string | null;
}

const PORT = 4000;
const DEMO_DATE = '2026-08-16';
/** The ledger's calendar and the demo contracts need a past behind and a future before it. */
const FIRST_DEMO_DATE = '2026-01-31';
const LAST_DEMO_DATE = '2027-06-30';

type Given = (name: string) => string | undefined;

/** Each setting's own rule: what is wrong with it, or null. */
const RULES: readonly ((given: Given) => string | null)[] = [
  (given) => {
    const port = Number(given('PORT') ?? PORT);
    const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535;
    return isPort ? null : 'PORT must be a whole number from 0 to 65535.';
  },
  (given) => {
    const date = given('DEMO_DATE') ?? DEMO_DATE;
    if (parseCivilDate(date) === null) return 'DEMO_DATE must be a date such as 2026-08-16.';
    const lives = date >= FIRST_DEMO_DATE && date <= LAST_DEMO_DATE;
    return lives
      ? null
      : `DEMO_DATE must lie from ${FIRST_DEMO_DATE} to ${LAST_DEMO_DATE}: the demo world lives there.`;
  },
  (given) =>
    /^postgres(ql)?:\/\//.test(given('DATABASE_URL') ?? 'postgres://')
      ? null
      : 'DATABASE_URL must begin with postgres:// .',
  (given) =>
    ['full', 'meridian'].includes(given('DEMO_WORLD') ?? 'full') ? null : 'DEMO_WORLD must be full or meridian.',
  (given) =>
    ['in-process', 'http'].includes(given('SUBGRAPH_CALLS') ?? 'http')
      ? null
      : 'SUBGRAPH_CALLS must be in-process or http.',
];

/**
 * Reads `PORT`, `DATA_DIR`, `DATABASE_URL`, `DEMO_DATE`, `DEMO_WORLD`, `SUBGRAPH_CALLS`, `LOG_LEVEL`, `METRICS_TOKEN` and OpenTelemetry's variables,
 * or says everything that is wrong at once, each with its fix.
 */
export function readLocalConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Result<LocalConfig, readonly string[]> {
  const given: Given = (name) => (environment[name] === '' ? undefined : environment[name]);
  const faults = RULES.map((rule) => rule(given)).filter((fault) => fault !== null);
  const tracing = readTraceSettings({ text: (name) => given(name) ?? null, note: (fault) => faults.push(fault) });
  if (faults.length > 0) return fail(faults);
  return ok({
    port: Number(given('PORT') ?? PORT),
    dataDir: resolve(given('DATA_DIR') ?? '.data'),
    databaseUrl: given('DATABASE_URL') ?? null,
    demoDate: given('DEMO_DATE') ?? DEMO_DATE,
    demoWorld: given('DEMO_WORLD') === 'meridian' ? 'meridian' : 'full',
    subgraphCalls: given('SUBGRAPH_CALLS') === 'http' ? 'http' : 'in-process',
    logLevel: given('LOG_LEVEL') ?? 'warn',
    tracing,
    metricsToken: given('METRICS_TOKEN') ?? null,
  });
}

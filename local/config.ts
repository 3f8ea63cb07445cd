import { resolve } from 'node:path';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

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
  readonly logLevel: string;
}

const PORT = 4000;
const DEMO_DATE = '2026-08-16';

/** Reads `PORT`, `DATA_DIR`, `DATABASE_URL`, `DEMO_DATE`, `DEMO_WORLD` and `LOG_LEVEL`, or says everything that is wrong at once. */
export function readLocalConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Result<LocalConfig, readonly string[]> {
  const faults: string[] = [];
  const given = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const port = Number(given('PORT') ?? PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) faults.push('PORT must be a whole number from 0 to 65535.');
  const demoDate = given('DEMO_DATE') ?? DEMO_DATE;
  if (parseCivilDate(demoDate) === null) faults.push('DEMO_DATE must be a date such as 2026-08-16.');
  else if (demoDate < '2026-01-31' || demoDate > '2027-06-30') {
    faults.push('DEMO_DATE must lie from 2026-01-31 to 2027-06-30: the demo world lives there.');
  }
  const databaseUrl = given('DATABASE_URL') ?? null;
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    faults.push('DATABASE_URL must begin with postgres:// .');
  }
  const demoWorld = given('DEMO_WORLD') ?? 'full';
  if (demoWorld !== 'full' && demoWorld !== 'meridian') faults.push('DEMO_WORLD must be full or meridian.');
  if (faults.length > 0) return fail(faults);
  return ok({
    port,
    dataDir: resolve(given('DATA_DIR') ?? '.data'),
    databaseUrl,
    demoDate,
    demoWorld: demoWorld === 'meridian' ? 'meridian' : 'full',
    logLevel: given('LOG_LEVEL') ?? 'warn',
  });
}

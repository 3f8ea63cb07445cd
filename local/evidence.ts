import { parseArgs } from 'node:util';
import { type AuditVerdict, verifyAudit } from '#operations/audit/postgres-verify.ts';
import { databaseUrl, NO_DATABASE, withDatabase } from './local-database.ts';

const USAGE = `Proves that nobody changed what was recorded of who did what.

  npm run evidence -- verify [--seal HASH] [--json]

--seal is the hash of a seal that was kept elsewhere, such as in the log: then an end that was cut off is found as well.
The database is DATABASE_URL, or that of the local run (DATA_DIR, .data). Example: npm run evidence -- verify --json
Exit codes: 0 all as it was written, 1 something was changed, 2 wrong usage, 3 no database is configured.`;

function options(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { seal: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    });
  } catch {
    return null;
  }
}

function verdictOn(url: string, seal: string | null): Promise<AuditVerdict> {
  return withDatabase({ url, schema: 'operations', command: 'evidence' }, (dataSource) =>
    verifyAudit(dataSource, seal),
  );
}

function inWords({ rowCount, chainCount, sealCount, lastSeal, firstBreak }: AuditVerdict): string {
  const seen = `${rowCount} rows in ${chainCount} chains under ${sealCount} seals; last seal ${lastSeal ?? 'none'}`;
  if (firstBreak === null) return `Everything is as it was written: ${seen}.`;
  const { what, chain, position, sequence } = firstBreak;
  return `${what}: row ${position} of ${chain}${sequence === null ? '' : ` (number ${sequence})`}. Seen: ${seen}.`;
}

async function main(args: readonly string[]): Promise<number> {
  const given = options(args);
  if (given?.values.help === true) {
    console.log(USAGE);
    return 0;
  }
  if (given === null || given.positionals.join(' ') !== 'verify') {
    console.error(USAGE);
    return 2;
  }
  const url = databaseUrl();
  if (url === null) {
    console.error(NO_DATABASE);
    return 3;
  }
  const verdict = await verdictOn(url, given.values.seal ?? null);
  console.log(given.values.json === true ? JSON.stringify(verdict) : inWords(verdict));
  return verdict.firstBreak === null ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));

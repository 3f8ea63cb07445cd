import { parseArgs } from 'node:util';
import { databaseUrl, NO_DATABASE } from './local-database.ts';
import { type MirrorReport, rebuildMirrors } from './mirrors.ts';

const USAGE = `Makes the mirrors of CRM, billing and ledger again from the event log alone and compares them with the live ones.

  npm run rebuild -- --from-events [--contract ID] [--replace] [--dry-run] [--json] [--quiet]

Without --replace nothing is changed, as with --dry-run; with it, what differs is given the rows of the log, of all
mirrors or of those of one contract. A rebuild that was broken off goes on where it was when it is started again.
Example: npm run rebuild -- --from-events --contract ctr_1 --json
The database is DATABASE_URL, or that of the local run (DATA_DIR, .data). Exit codes: 0 the same (or replaced),
1 something differs, 2 wrong usage, 3 no database is configured, 4 the database cannot be reached.`;

const UNREACHABLE = /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH/;

function options(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'from-events': { type: 'boolean' },
        contract: { type: 'string' },
        replace: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        quiet: { type: 'boolean' },
        'no-color': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch {
    return null;
  }
}

function inWords({ mirror, tables, eventCount, replaced }: MirrorReport): string {
  const lines = tables.map(({ table, liveCount, rebuiltCount, same, differing }) => {
    const rows = `${liveCount} rows live, ${rebuiltCount} of the log`;
    return `  ${same ? 'ok  ' : 'DIFF'} ${table.padEnd(28)} ${rows}${differing.map((key) => `\n         ${key}`).join('')}`;
  });
  return [`${mirror}: ${eventCount} events${replaced ? ', replaced' : ''}`, ...lines].join('\n');
}

async function main(args: readonly string[]): Promise<number> {
  const given = options(args);
  if (given?.help === true) {
    console.log(USAGE);
    return 0;
  }
  if (given === null || given['from-events'] !== true) {
    console.error(USAGE);
    return 2;
  }
  const url = databaseUrl();
  if (url === null) {
    console.error(NO_DATABASE);
    return 3;
  }
  const replace = given.replace === true && given['dry-run'] !== true;
  const tell = (mirror: string, eventCount: number) => {
    if (given.quiet !== true) console.error(`${mirror}: ${eventCount} events read`);
  };
  const reports = await rebuildMirrors(url, { contractId: given.contract ?? null, replace }, tell);
  console.log(given.json === true ? JSON.stringify(reports) : reports.map(inWords).join('\n'));
  return reports.every(({ same, replaced }) => same || replaced) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message);
  return UNREACHABLE.test(message) ? 4 : 1;
});

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { signToken } from '#gateway/auth/token.ts';
import { localJwtSecret } from '#gateway/config/identity.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { localSecrets } from '../secrets.ts';
import { amend500To800 } from './amend-500-800.ts';
import { annualExpansionOverage } from './annual-expansion-overage.ts';
import { cancelWithRefund } from './cancel-with-refund.ts';
import { closedPeriodCredit } from './closed-period-credit.ts';
import { closedWon } from './closed-won.ts';
import { coTerm } from './co-term.ts';
import { downgrade } from './downgrade.ts';
import { duplicateAndShuffledWebhooks } from './duplicate-and-shuffled-webhooks.ts';
import { eventBeforeMaster } from './event-before-master.ts';
import { paymentFailureSuspensionRecovery } from './payment-failure-suspension-recovery.ts';
import { rampDeal } from './ramp-deal.ts';
import { refund } from './refund.ts';
import { renewalWithUplift } from './renewal-with-uplift.ts';
import { CannotPlay, type Checks, type Scenario, type Stage } from './scenario.ts';
import { servicesMilestones } from './services-milestones.ts';
import { slaCredit } from './sla-credit.ts';
import { openStage, runtimeFile, type StageOptions } from './stage.ts';
import { timeoutAfterCommit } from './timeout-after-commit.ts';
import { unmappedProduct } from './unmapped-product.ts';
import { upgrade4000 } from './upgrade-4000.ts';

const USAGE = `Tells a business story to a running system through its public API and compares every figure.

  npm run scenario -- list
  npm run scenario -- NAME [--url http://127.0.0.1:4000] [--token JWT] [--json]

Example: npm run scenario -- amend-500-800
Without --token one is signed with the local run's secret. Exit codes: 0 every figure is right, 1 one is not,
2 wrong usage, 3 no token, 4 the system cannot be reached.`;

const SCENARIOS: readonly Scenario[] = [
  closedWon,
  amend500To800,
  downgrade,
  annualExpansionOverage,
  slaCredit,
  refund,
  cancelWithRefund,
  renewalWithUplift,
  closedPeriodCredit,
  coTerm,
  rampDeal,
  servicesMilestones,
  duplicateAndShuffledWebhooks,
  eventBeforeMaster,
  paymentFailureSuspensionRecovery,
  timeoutAfterCommit,
  unmappedProduct,
  upgrade4000,
];
const MINUTES = 30;

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      token: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const [name] = positionals;
  if (name === undefined || values.help === true) {
    console.log(USAGE);
    return values.help === true ? 0 : 2;
  }
  if (name === 'list') {
    for (const { name: known, title } of SCENARIOS) console.log(`${known.padEnd(20)} ${title}`);
    return 0;
  }
  const scenario = SCENARIOS.find((known) => known.name === name);
  if (scenario === undefined) {
    console.error(`There is no scenario ${name}; npm run scenario -- list names them.`);
    return 2;
  }
  const dataDir = resolve(process.env['DATA_DIR'] ?? '.data');
  const runtime = runtimeFile(dataDir);
  const secret = localJwtSecret();
  if (values.token === undefined && secret === null) {
    console.error('There is no token: start the system once with npm start, or give one with --token.');
    return 3;
  }
  const url = values.url ?? runtime?.gateway.url ?? 'http://127.0.0.1:4000';
  const secrets = runtime === null ? null : localSecrets(dataDir);
  return play(
    scenario,
    openStage({ url, tokenOf: tokensOf(values.token, secret), secrets }, runtime),
    values.json === true,
  );
}

/** The given token stands for who tells the story; nobody else can speak then. */
function tokensOf(given: string | undefined, secret: string | null): StageOptions['tokenOf'] {
  return async (role, user) => {
    if (given !== undefined && role === 'revops') return given;
    if (given !== undefined || secret === null) throw new CannotPlay(`There is no token for ${user}, who is ${role}.`);
    return signToken({ role, user, entities: ['US', 'DE'], minutes: MINUTES }, secret, systemClock.now());
  };
}

async function play(scenario: Scenario, stage: Stage, json: boolean): Promise<number> {
  try {
    await scenario.play(stage);
  } catch (error) {
    if (error instanceof CannotPlay) {
      console.error(error.message);
      return 1;
    }
    console.error(error instanceof Error ? `The system did not answer as expected: ${error.message}` : String(error));
    return 4;
  }
  const { figures, notes, failedCount } = stage.check;
  if (json) console.log(JSON.stringify({ scenario: scenario.name, figures, notes, failed: failedCount }));
  else printTable(scenario, stage.check);
  return failedCount === 0 ? 0 : 1;
}

function printTable({ title }: Scenario, { figures, notes, failedCount }: Checks): void {
  console.log(`${title}\n`);
  for (const { name, got, expected } of figures) {
    const right = got === expected;
    console.log(`  ${right ? 'ok  ' : 'FAIL'} ${name.padEnd(42)} ${got}${right ? '' : `   expected ${expected}`}`);
  }
  for (const note of notes) console.log(`       ${note}`);
  console.log(`\n${figures.length - failedCount} figures right, ${failedCount} wrong`);
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
});

import { randomUUID } from 'node:crypto';
import { readExceptionFilter } from './exception-filter.ts';
import { COMMON_HELP, EXIT, type GraphCommand, runGraphCommand } from './graph-command.ts';

const USAGE = `Has parked work tried again, all that match, as the page's bulk decision does; what is done is not sent again.

  npm run replay -- --filter EXPRESSION [--dry-run] [--note TEXT] [--key KEY]

  --filter        cause=CLOSED_PERIOD,ownerTeam=finance: members of cause, status, ownerTeam, overdue, customerId, operationId
  --dry-run       counts and sums what would be tried again, and changes nothing
  --note TEXT     why; kept with every decision
  --key KEY       sent again after a broken connection under the same key, the rest is decided and nothing twice
${COMMON_HELP}
Example: npm run replay -- --filter cause=CLOSED_PERIOD --dry-run`;

export const RESOLVE = `mutation ($input: ResolveExceptionsInput!) { done: resolveExceptions(input: $input) {
  matched impact { amount currency } operations { id } skipped { id title } reasons userErrors { code message } } }`;

interface Done {
  readonly matched: number;
  readonly impact: readonly { readonly amount: string; readonly currency: string }[];
  readonly operations: readonly { readonly id: string }[];
  readonly skipped: readonly { readonly id: string; readonly title: string }[];
  readonly reasons: readonly string[];
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

export const REPLAY: GraphCommand = {
  usage: USAGE,
  options: {
    filter: { type: 'string' },
    'dry-run': { type: 'boolean' },
    note: { type: 'string' },
    key: { type: 'string' },
  },
  refuse: ({ texts, words }) => {
    const expression = texts.get('filter');
    if (words.length > 0 || expression === undefined) return 'Say with --filter what is to be tried again.';
    const read = readExceptionFilter(expression);
    return 'wrong' in read ? read.wrong : null;
  },
  run: async ({ graph, given, say, show }) => {
    const read = readExceptionFilter(given.texts.get('filter') ?? '');
    if ('wrong' in read) return EXIT.usage;
    const idempotencyKey = given.texts.get('key') ?? randomUUID();
    const ask = async (dryRun: boolean) => {
      const wish = { filter: read.filter, action: 'RETRY', note: given.texts.get('note') ?? 'Replayed by command.' };
      return (await graph<{ done: Done }>(RESOLVE, { input: { ...wish, idempotencyKey, dryRun } })).done;
    };
    const found = await ask(true);
    say(inWords('match', found));
    if (given.switches.has('dry-run')) return shown(found, show);
    say(`key ${idempotencyKey}`);
    return shown(await ask(false), show);
  },
};

function inWords(what: string, { matched, impact }: Done): string {
  const stake = impact.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
  return `${matched} ${what}${stake === '' ? '' : `, at stake ${stake}`}`;
}

function shown(done: Done, show: (data: unknown, lines: readonly string[]) => void): number {
  show(done, [
    ...done.operations.map(({ id }) => `again   ${id}`),
    ...done.skipped.map(({ id, title }, index) => `left    ${id}  ${title}: ${done.reasons[index] ?? ''}`),
    ...done.userErrors.map(({ code, message }) => `refused ${code}: ${message}`),
  ]);
  return done.userErrors.length === 0 ? EXIT.ok : EXIT.failed;
}

if (import.meta.main) process.exitCode = await runGraphCommand(REPLAY, process.argv.slice(2));

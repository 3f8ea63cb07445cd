import { readExceptionFilter } from './exception-filter.ts';
import { COMMON_HELP, EXIT, type GraphCommand, runGraphCommand, type Session } from './graph-command.ts';

const USAGE = `Lists the dead letters: work that is parked with an open exception, the oldest first, with cause, owner and age.

  npm run dlq -- ls [--filter EXPRESSION]

  --filter        as of npm run replay; left out = everything that no person has closed
${COMMON_HELP}
Example: npm run dlq -- ls --filter ownerTeam=finance,overdue=true --json`;

export const LIST = `query ($after: String, $filter: ExceptionFilter) { exceptions(first: 100, after: $after, filter: $filter) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { id cause status title ownerTeam assignee openedAt dueAt
  overdue impact { amount currency } operation { id } } } } }`;

interface Letter {
  readonly id: string;
  readonly cause: string;
  readonly status: string;
  readonly title: string;
  readonly ownerTeam: string;
  readonly assignee: string | null;
  readonly openedAt: string;
  readonly overdue: boolean;
  readonly impact: { readonly amount: string; readonly currency: string } | null;
}

interface Page {
  readonly exceptions: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: readonly { readonly node: Letter }[];
  };
}

const CLOSED: ReadonlySet<string> = new Set(['RESOLVED', 'WAIVED']);

export const DLQ: GraphCommand = {
  usage: USAGE,
  options: { filter: { type: 'string' } },
  refuse: ({ words, texts }) => {
    if (words.join(' ') !== 'ls') return 'The one thing to do is ls.';
    const expression = texts.get('filter');
    const read = expression === undefined ? { filter: {} } : readExceptionFilter(expression);
    return 'wrong' in read ? read.wrong : null;
  },
  run: async (session) => {
    const letters = await all(session);
    session.say(`${letters.length} dead letters`);
    session.show(letters, letters.map(inWords));
    return EXIT.ok;
  },
};

async function all({ graph, given }: Session): Promise<readonly Letter[]> {
  const expression = given.texts.get('filter');
  const read = expression === undefined ? { filter: {} } : readExceptionFilter(expression);
  if ('wrong' in read) return [];
  const letters: Letter[] = [];
  let after: string | null = null;
  do {
    const { exceptions }: Page = await graph<Page>(LIST, { after, filter: read.filter });
    letters.push(...exceptions.edges.map(({ node }) => node).filter(({ status }) => !CLOSED.has(status)));
    after = exceptions.pageInfo.hasNextPage ? exceptions.pageInfo.endCursor : null;
  } while (after !== null);
  return letters;
}

function inWords({ id, cause, title, ownerTeam, assignee, openedAt, overdue, impact }: Letter): string {
  const stake = impact === null ? '' : `  ${impact.amount} ${impact.currency}`;
  const owner = assignee === null ? ownerTeam : `${ownerTeam}/${assignee}`;
  return `${openedAt}${overdue ? ' OVERDUE' : ''}  ${cause}  ${owner}  ${id}  ${title}${stake}`;
}

if (import.meta.main) process.exitCode = await runGraphCommand(DLQ, process.argv.slice(2));

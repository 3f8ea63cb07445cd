import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { OPERATION_EVENTS } from '#operations/progress/events.ts';
import { CANONICAL_EVENTS } from '#schema/events/catalogue.ts';
import { COMMON_HELP, EXIT, type GraphCommand, runGraphCommand, type Session } from './graph-command.ts';

const USAGE = `Shows what happens while it happens: the course of operations and the events of the business.

  npm run events -- tail [--kinds invoice.posted,payment.failed] [--contract ID] [--from CURSOR] [--count N]

  --kinds         these only; left out = operations and steps, and every business event
  --contract ID   of one contract only
  --from CURSOR   goes on behind this item, without a gap and without a repeat
  --count N       ends after so many items; left out = goes on until Ctrl-C
${COMMON_HELP}
Example: npm run events -- tail --kinds invoice.posted --count 1`;

export const TAIL = `subscription ($filter: SyncStatusFilter, $from: String) { syncStatus(filter: $filter, resumeFrom: $from) {
  cursor sequence occurredAt kind operation { id kind status } step { name system status } contract { id } } }`;

interface Item {
  readonly cursor: string;
  readonly occurredAt: string;
  readonly kind: string;
  readonly operation: { readonly id: string; readonly kind: string; readonly status: string } | null;
  readonly step: { readonly name: string; readonly status: string } | null;
  readonly contract: { readonly id: string } | null;
}

export const EVENTS: GraphCommand = {
  usage: USAGE,
  options: {
    kinds: { type: 'string' },
    contract: { type: 'string' },
    from: { type: 'string' },
    count: { type: 'string' },
  },
  refuse: ({ words, texts }) => {
    if (words.join(' ') !== 'tail') return 'The one thing to do is tail.';
    const count = texts.get('count');
    return count === undefined || /^[1-9]\d{0,6}$/.test(count) ? null : '--count is a whole number from 1.';
  },
  run: tail,
};

/** Everything that is told to clients: the course of operations, and what it means to the business. */
const BUSINESS = Object.entries(CANONICAL_EVENTS).flatMap(([type, { owner, consumers }]) =>
  owner === 'operations' && consumers.some((consumer) => consumer === 'clients') ? [type] : [],
);

async function tail({ url, token, given, show, say }: Session): Promise<number> {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    retryAttempts: 5,
  });
  const { texts } = given;
  const contractId = texts.get('contract');
  const kinds = texts.get('kinds')?.split(',') ?? [...OPERATION_EVENTS, ...BUSINESS];
  const filter = { kinds, ...(contractId === undefined ? {} : { contractId }) };
  const variables = { filter, from: texts.get('from') ?? null };
  const countMax = Number(texts.get('count') ?? Number.POSITIVE_INFINITY);
  let count = 0;
  try {
    for await (const { data, errors } of client.iterate<{ syncStatus: Item }>({ query: TAIL, variables })) {
      if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '));
      if (data === null || data === undefined) continue;
      show(data.syncStatus, [inWords(data.syncStatus)]);
      count += 1;
      if (count >= countMax) break;
    }
    say(`${count} items`);
    return EXIT.ok;
  } finally {
    await client.dispose();
  }
}

function inWords({ occurredAt, kind, operation, step, contract }: Item): string {
  const about = [operation?.id, step?.name, step?.status ?? operation?.status, contract?.id];
  return [occurredAt, kind.padEnd(22), ...about.filter((part) => part !== undefined)].join('  ');
}

if (import.meta.main) process.exitCode = await runGraphCommand(EVENTS, process.argv.slice(2));

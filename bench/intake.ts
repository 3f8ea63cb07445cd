import { type IntakeRate, intakeRate } from './process/intake-rate.ts';
import { startStore } from './process/store.ts';
import type { Benchmark } from './support/benchmark.ts';
import { median, rounded } from './support/figures.ts';
import { loadNow, machine } from './support/machine.ts';

const CLIENTS = [1, 8] as const;

/** How fast a vendor's messages are made durable, beside what the same Postgres commits at best. */
export const intake: Benchmark = {
  name: 'intake',
  title: 'Webhook messages stored per second, and one-row inserts on the same Postgres',
  flags: [
    { name: 'seconds', about: 'of each cell in a round', value: 3 },
    { name: 'rounds', about: 'of all cells, in turn', value: 3 },
  ],
  run: async ({ number, say }) => {
    const began = machine();
    const store = await startStore();
    try {
      const rounds: IntakeRate[] = [];
      for (let round = 1; round <= number('rounds'); round += 1) {
        for (const clients of CLIENTS) {
          say(`round ${round}: ${clients} clients`);
          rounds.push(await intakeRate(store.url, clients, number('seconds') * 1000));
        }
      }
      return {
        benchmark: 'intake',
        command: `npm run bench -- intake --seconds ${number('seconds')} --rounds ${number('rounds')}`,
        machine: began,
        method: [
          'A message goes into the inbox of billing by the function that the webhook door calls; its row is committed before it counts.',
          'One-row inserts are prepared statements on plain sessions. Both take turns in every round; medians of the rounds.',
        ],
        tables: [{ title: 'Per second', rows: CLIENTS.map((clients) => intakeRow(clients, rounds)) }],
        notes: [`Load at the end ${loadNow()}. HTTP, the signature and the worker behind the inbox are not in it.`],
        faults: [],
      };
    } finally {
      await store.close();
    }
  },
};

export function intakeRow(clients: number, rounds: readonly IntakeRate[]) {
  const own = rounds.filter((rate) => rate.clients === clients);
  const messages = median(own.map((rate) => rate.messages));
  const inserts = median(own.map((rate) => rate.inserts));
  return {
    clients,
    messages: rounded(messages),
    'one-row inserts': rounded(inserts),
    'messages to inserts': rounded(median(own.map((rate) => rate.messages / rate.inserts))),
  };
}

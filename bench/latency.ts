import { startAcceptor } from './process/acceptor.ts';
import { type Latencies, postingLatencies } from './process/posting-latency.ts';
import { startStore } from './process/store.ts';
import type { Benchmark } from './support/benchmark.ts';
import { percentile, rounded } from './support/figures.ts';
import { loadNow, machine } from './support/machine.ts';

/** How long it takes from an accepted change until the ledger's posting is recorded. */
export const latency: Benchmark = {
  name: 'latency',
  title: 'From acceptance to posting at a steady rate, systems in memory: p50 and p99',
  flags: [
    { name: 'per-second', about: 'amendments sent, whatever became of earlier ones', value: 20 },
    { name: 'seconds', about: 'of sending in a round', value: 10 },
    { name: 'rounds', about: 'one after the other', value: 3 },
    { name: 'concurrency', about: 'sagas that the worker runs at once', value: 32 },
    { name: 'queue-poll', about: 'ms between looks of the worker at its queue', value: 100 },
  ],
  run: async ({ number, say }) => {
    const began = machine();
    const store = await startStore();
    try {
      const acceptor = await startAcceptor(store.url);
      try {
        const found = [];
        for (let round = 1; round <= number('rounds'); round += 1) {
          say(`round ${round}`);
          const settings = {
            databaseUrl: store.url,
            concurrency: number('concurrency'),
            pollMs: number('queue-poll'),
            perSecond: number('per-second'),
            seconds: number('seconds'),
          };
          found.push({ latencies: await postingLatencies(acceptor, settings), load: loadNow() });
        }
        return {
          benchmark: 'latency',
          command: `npm run bench -- latency --per-second ${number('per-second')} --seconds ${number('seconds')} --rounds ${number('rounds')} --concurrency ${number('concurrency')} --queue-poll ${number('queue-poll')}`,
          machine: began,
          method: [
            'Amendments of different contracts are accepted at a steady rate; each is timed from its acceptance until its posting is recorded.',
            'The way has two queues (the promise, the books) and a branch; the systems answer at once. A new worker a round.',
          ],
          tables: [
            { title: 'A round each', rows: found.map(({ latencies, load }) => ({ ...latencyRow(latencies), load })) },
          ],
          notes: ['Sent late: what the sender itself missed its time by. Large, the machine was the limit.'],
          faults: [],
        };
      } finally {
        await acceptor.close();
      }
    } finally {
      await store.close();
    }
  },
};

export function latencyRow({ postedMs, sentLateMs }: Latencies) {
  return {
    posted: postedMs.length,
    'p50 ms': rounded(percentile(postedMs, 0.5)),
    'p99 ms': rounded(percentile(postedMs, 0.99)),
    'sent late p99 ms': rounded(percentile(sentLateMs, 0.99)),
  };
}

import { monthRuns } from './process/postgres-revenue.ts';
import { inMemory } from './process/revenue-memory.ts';
import { startStore } from './process/store.ts';
import type { Benchmark } from './support/benchmark.ts';
import { rounded } from './support/figures.ts';
import { loadNow, machine } from './support/machine.ts';

const FIRST = 1_000;
const TIMES = 10;

/** How fast revenue is reckoned: by the engine alone, and a month of many contracts through Postgres. */
export const revrec: Benchmark = {
  name: 'revrec',
  title:
    'Contracts reckoned per second in memory, and a month of 1,000 to 100,000 contracts through Postgres beside a COPY',
  flags: [
    { name: 'contracts', about: 'in the tables at last; from 1,000 on in steps of ten times', value: 10_000 },
    { name: 'in-memory', about: 'contracts reckoned in a round', value: 500 },
    { name: 'rounds', about: 'in memory', value: 5 },
  ],
  run: async ({ number, say }) => {
    const began = machine();
    const memory = inMemory(number('in-memory'), number('rounds'));
    const sizes: number[] = [];
    for (let size = FIRST; size <= number('contracts'); size *= TIMES) sizes.push(size);
    const store = await startStore();
    try {
      const runs = await monthRuns(store.url, sizes, say);
      return {
        benchmark: 'revrec',
        command: `npm run bench -- revrec --contracts ${number('contracts')} --in-memory ${number('in-memory')} --rounds ${number('rounds')}`,
        machine: began,
        method: [
          'A contract has three obligations, 24 months and two amendments. In memory: each kind of work is done for every contract, medians of interleaved rounds.',
          'A schedule alone is 24 cumulative figures of one amount, rounded, and their differences; the last column compares three of them with a contract.',
          'One amended: so many contracts are held in memory, one has a third amendment, and its state and a month’s journal are reckoned anew.',
          'A month: the command that a month’s run sends reads the facts of all contracts, reckons them, and keeps journals of 1,000 lines; the sizes one after the other, once.',
          'COPY: the same journal lines as text into an equal table with its indexes.',
        ],
        tables: [
          memory,
          {
            title: 'A month through Postgres',
            rows: runs.map(({ contracts, lines, runMs, copyMs, rssMb }) => ({
              contracts,
              lines,
              'contracts per s': rounded(contracts / (runMs / 1000)),
              'run s': rounded(runMs / 1000),
              'copy s': rounded(copyMs / 1000),
              'run to copy': rounded(runMs / copyMs),
              'RSS MB': Math.round(rssMb),
            })),
          },
        ],
        notes: [`Load at the end ${loadNow()}. Sending the journals to a ledger is not in it.`],
        faults: [],
      };
    } finally {
      await store.close();
    }
  },
};

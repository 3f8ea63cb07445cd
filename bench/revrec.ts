import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { cumulativeRows } from '#revrec/engine/schedule.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { monthRuns } from './process/postgres-revenue.ts';
import { factsOfContract } from './process/revenue-contract.ts';
import { startStore } from './process/store.ts';
import type { Benchmark } from './support/benchmark.ts';
import { median, rounded } from './support/figures.ts';
import { loadNow, machine } from './support/machine.ts';
import type { Table } from './support/report.ts';

const FIRST = 1_000;
const TIMES = 10;
const PERIODS = 24;
const KNOWN_AT = '2099-01-01T00:00:00.000Z';

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
          'A contract has three obligations, 24 months and two amendments. In memory: its facts are folded and all rows of its schedule made, medians of the rounds.',
          'Schedules alone: 24 cumulative figures of one amount, rounded, and their differences.',
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

function inMemory(contracts: number, rounds: number): Table {
  const facts = Array.from({ length: contracts }, (_, index) => factsOfContract(`ctr_${index}`));
  const perSecond = (count: number, work: () => void): number => {
    const began = performance.now();
    work();
    return count / ((performance.now() - began) / 1000);
  };
  const periods = Array.from({ length: PERIODS }, (_, index) => ({ n: BigInt(index + 1), d: BigInt(PERIODS) }));
  const reckon = () => {
    for (const own of facts) {
      const state = fold(own, { knownAt: KNOWN_AT, policies: CONTRACT_DRIVEN });
      if (!state.ok) throw new Error(`A contract of the benchmark is held: ${state.error.kind}`);
      scheduleOf(state.value, calendarOf(state.value));
    }
  };
  const schedules = contracts * 100;
  const arithmetic = () => {
    for (let index = 0; index < schedules; index += 1) cumulativeRows(2_400_007n + BigInt(index), periods);
  };
  reckon();
  arithmetic();
  const turns = Array.from({ length: rounds });
  const reckoned = median(turns.map(() => perSecond(contracts, reckon)));
  const alone = median(turns.map(() => perSecond(schedules, arithmetic)));
  return {
    title: 'In memory, per second on one core',
    rows: [
      {
        contracts: rounded(reckoned),
        'schedules alone': rounded(alone),
        'schedules of contracts to alone': rounded((reckoned * 3) / alone),
      },
    ],
  };
}

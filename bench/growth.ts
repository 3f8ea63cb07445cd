import { postgresMeter } from './amend/postgres-meter.ts';
import { intakeRow } from './intake.ts';
import { latencyRow } from './latency.ts';
import { type Acceptor, startAcceptor } from './process/acceptor.ts';
import { type IntakeRate, intakeRate } from './process/intake-rate.ts';
import { seedPast } from './process/postgres-past.ts';
import { postingLatencies } from './process/posting-latency.ts';
import { type Store, startStore } from './process/store.ts';
import { drain, rowOf } from './sagas.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { loadNow, machine } from './support/machine.ts';
import type { Table } from './support/report.ts';

const FIRST = 1_000;
const TIMES = 10;
const CLIENTS = 8;
const INTAKE_MS = 3_000;
const POLL_MS = 100;

/** Whether sagas, intake and latency stay what they are while the tables grow. */
export const growth: Benchmark = {
  name: 'growth',
  title: 'Sagas, intake and latency with 1,000 and 10,000 contracts in the tables, and with more if asked',
  flags: [
    { name: 'contracts', about: 'in the tables at last; from 1,000 on in steps of ten times', value: 10_000 },
    { name: 'count', about: 'sagas drained at each size', value: 150 },
    { name: 'concurrency', about: 'sagas that the worker runs at once', value: 32 },
    { name: 'per-second', about: 'amendments sent for the latency', value: 10 },
    { name: 'seconds', about: 'of sending', value: 10 },
  ],
  run: async (settings) => {
    const { number } = settings;
    const began = machine();
    const store = await startStore();
    try {
      const acceptor = await startAcceptor(store.url);
      try {
        const tables = await growing(settings, store, acceptor);
        return {
          benchmark: 'growth',
          command: `npm run bench -- growth --contracts ${number('contracts')} --count ${number('count')} --concurrency ${number('concurrency')} --per-second ${number('per-second')} --seconds ${number('seconds')}`,
          machine: began,
          method: [
            'A finished amendment of every contract is written by SQL: operation, 10 steps, 24 events. Then each is measured as by its own name.',
            'One round a size, the sizes one after the other: take differences under 30 % for noise.',
          ],
          tables,
          notes: ['The mirrors of the systems and the records of finished runs do not grow here.'],
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

async function growing(settings: BenchmarkSettings, store: Store, acceptor: Acceptor): Promise<readonly Table[]> {
  const { number, say } = settings;
  const drained = [];
  const stored = [];
  const posted = [];
  const meter = await postgresMeter(store.url, store.pid);
  try {
    for (let before = 0, size = FIRST; size <= number('contracts'); before = size, size *= TIMES) {
      say(`${size} contracts: seeding`);
      await seedPast(acceptor, before, size);
      say(`${size} contracts: sagas`);
      const pollMs = POLL_MS;
      const one = await drain('amendment', { ...settings, queuePollMs: pollMs }, store, acceptor, meter);
      drained.push({ contracts: size, ...rowOf('amendment', [one]) });
      say(`${size} contracts: intake`);
      const rate: IntakeRate = await intakeRate(store.url, CLIENTS, INTAKE_MS);
      stored.push({ contracts: size, ...intakeRow(CLIENTS, [rate]), load: loadNow() });
      say(`${size} contracts: latency`);
      const latencies = await postingLatencies(acceptor, {
        databaseUrl: store.url,
        concurrency: number('concurrency'),
        pollMs,
        perSecond: number('per-second'),
        seconds: number('seconds'),
      });
      posted.push({ contracts: size, ...latencyRow(latencies), load: loadNow() });
    }
    return [
      { title: 'Sagas', rows: drained },
      { title: 'Intake per second', rows: stored },
      { title: 'Latency', rows: posted },
    ];
  } finally {
    await meter.close();
  }
}

import { performance } from 'node:perf_hooks';
import { type PostgresMeter, type PostgresWork, postgresMeter, workBetween } from './amend/postgres-meter.ts';
import { type Acceptor, startAcceptor } from './process/acceptor.ts';
import { BARE_STEPS } from './process/bare-saga.ts';
import { setGate } from './process/gate.ts';
import { type Store, startStore } from './process/store.ts';
import type { WorkerAddress } from './process/worker.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { median, rounded } from './support/figures.ts';
import { loadNow, machine } from './support/machine.ts';
import type { Report } from './support/report.ts';
import { startPart } from './support/start-part.ts';

/** What is drained: amendments of ours, or as many workflows of plain steps of the engine. */
type Kind = 'amendment' | 'bare';
const KINDS: readonly Kind[] = ['amendment', 'bare'];
const FILES: Readonly<Record<Kind, string>> = {
  amendment: 'process/worker.ts',
  bare: 'process/bare-worker.ts',
};

/** One queue full of sagas, worked off. Amounts are for each saga. */
export interface Drain {
  readonly perSecond: number;
  readonly workerCpuMs: number;
  readonly postgresCpuMs: number | null;
  readonly writeTransactions: number;
  readonly commits: number;
  readonly walBytes: number;
  readonly load: number;
}

/** `number` tells `count` and `concurrency`. */
interface DrainSettings extends Pick<BenchmarkSettings, 'number' | 'profileDir'> {
  readonly queuePollMs: number;
}

/** Sagas per second of one worker while no system takes any time, and the engine's own floor beside it. */
export const sagas: Benchmark = {
  name: 'sagas',
  title: 'Sagas per second over systems in memory, and a bare saga of the engine on the same Postgres',
  flags: [
    { name: 'count', about: 'sagas of each kind in a round', value: 300 },
    { name: 'rounds', about: 'of each kind, in turn', value: 3 },
    { name: 'concurrency', about: 'sagas that the worker runs at once', value: 32 },
    { name: 'queue-poll', about: 'ms between looks of the worker at its queue', value: 50 },
  ],
  run: async (settings) => {
    const began = machine();
    const store = await startStore();
    try {
      const acceptor = await startAcceptor(store.url);
      try {
        return report(settings, began, await drainInTurn(settings, store, acceptor));
      } finally {
        await acceptor.close();
      }
    } finally {
      await store.close();
    }
  },
};

type Drains = Readonly<Record<Kind, readonly Drain[]>>;

/** Rounds of both kinds, one after the other, so that both meet the same neighbours. */
async function drainInTurn(settings: BenchmarkSettings, store: Store, acceptor: Acceptor): Promise<Drains> {
  const meter = await postgresMeter(store.url, store.pid);
  const drains: Record<Kind, Drain[]> = { amendment: [], bare: [] };
  try {
    for (let round = 1; round <= settings.number('rounds'); round += 1) {
      for (const kind of KINDS) {
        settings.say(`round ${round}: ${kind}`);
        drains[kind].push(
          await drain(kind, { ...settings, queuePollMs: settings.number('queue-poll') }, store, acceptor, meter),
        );
      }
    }
    return drains;
  } finally {
    await meter.close();
  }
}

/** Fills the queue behind the gate, opens it, and measures until the queue is empty. */
export async function drain(
  kind: Kind,
  { number, profileDir, queuePollMs }: DrainSettings,
  store: Store,
  acceptor: Acceptor,
  meter: PostgresMeter,
): Promise<Drain> {
  const count = number('count');
  const fill = kind === 'amendment' ? acceptor.amendments : acceptor.bareSagas;
  const worker = await startPart<WorkerAddress>({
    file: FILES[kind],
    open: { databaseUrl: store.url, concurrency: number('concurrency'), pollMs: queuePollMs },
    profileDir,
  });
  try {
    await fill(Math.ceil(count / 4));
    await acceptor.untilDone();
    await setGate(worker.address.gateUrl, 'shut');
    await fill(count);
    const idleFromMs = performance.now();
    const idle = await meter.read();
    const before = await meter.read();
    const idleMs = (performance.now() - idleFromMs) / 2;
    const usageBefore = await worker.usage();
    const startedAtMs = performance.now();
    await setGate(worker.address.gateUrl, 'open');
    await acceptor.untilDone();
    const tookMs = performance.now() - startedAtMs;
    const usageAfter = await worker.usage();
    const load = loadNow();
    const after = await meter.read();
    const meteredMs = performance.now() - startedAtMs;
    const work = workBetween(before, after);
    const rest = workBetween(idle, before);
    const each = (of: (work: PostgresWork) => number) => (of(work) - (of(rest) * meteredMs) / idleMs) / count;
    return {
      perSecond: (count * 1000) / tookMs,
      workerCpuMs: (usageAfter.cpuMs - usageBefore.cpuMs) / count,
      postgresCpuMs: work.cpuMs === null ? null : each(({ cpuMs }) => cpuMs ?? 0),
      writeTransactions: each(({ transactionIds }) => transactionIds),
      commits: each(({ commits }) => commits),
      walBytes: each(({ walBytes }) => walBytes),
      load,
    };
  } finally {
    await worker.close();
  }
}

/** One row: the medians of a kind's rounds. */
export function rowOf(name: string, drains: readonly Drain[]) {
  const middle = (of: (drain: Drain) => number | null) => rounded(median(drains.map((one) => of(one) ?? Number.NaN)));
  const rates = drains.map(({ perSecond }) => perSecond);
  return {
    saga: name,
    'per s': middle(({ perSecond }) => perSecond),
    'lowest-highest': `${rounded(Math.min(...rates))}-${rounded(Math.max(...rates))}`,
    'worker CPU ms': middle(({ workerCpuMs }) => workerCpuMs),
    'Postgres CPU ms': middle(({ postgresCpuMs }) => postgresCpuMs),
    'write tx': middle(({ writeTransactions }) => writeTransactions),
    commits: middle(({ commits }) => commits),
    'WAL kB': middle(({ walBytes }) => walBytes / 1000),
    load: `${Math.min(...drains.map(({ load }) => load))}-${Math.max(...drains.map(({ load }) => load))}`,
  };
}

function report({ number }: BenchmarkSettings, began: Report['machine'], { amendment, bare }: Drains): Report {
  const ratio = (of: (drain: Drain) => number) => rounded(median(amendment.map(of)) / median(bare.map(of)));
  return {
    benchmark: 'sagas',
    command: `npm run bench -- sagas --count ${number('count')} --rounds ${number('rounds')} --concurrency ${number('concurrency')} --queue-poll ${number('queue-poll')}`,
    machine: began,
    method: [
      'The queue is filled while a gate holds every saga back before its first command; then the gate opens and one worker drains it.',
      'Every round is a new worker process, warmed up by a quarter of the count. The two kinds take turns. Medians of the rounds.',
      'Systems answer at once in the worker itself; acceptance is not in the figures. Idle work of Postgres is taken off.',
    ],
    tables: [
      {
        title: 'Each saga costs',
        rows: [rowOf('amendment, 9 commands', amendment), rowOf(`bare, ${BARE_STEPS} steps`, bare)],
      },
      {
        title: 'Amendment to bare',
        rows: [
          {
            time: rounded(1 / ratio(({ perSecond }) => perSecond)),
            'worker CPU': ratio(({ workerCpuMs }) => workerCpuMs),
            'write tx': ratio(({ writeTransactions }) => writeTransactions),
          },
        ],
      },
    ],
    notes: [
      'An amendment runs as two workflows and two branches and tells some 30 events; the bare saga tells nothing.',
    ],
    faults: [],
  };
}

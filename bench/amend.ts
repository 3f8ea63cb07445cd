import { performance } from 'node:perf_hooks';
import { signToken } from '#gateway/auth/token.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { type GraphClient, graphClient } from '#local/demo-world/graph-client.ts';
import { newSecrets } from '#local/secrets.ts';
import {
  contractsOf,
  type EndedAmendment,
  endedAmendments,
  sendAmendments,
  untilAllEnded,
} from './amend/amendments.ts';
import { singleRowCommits } from './amend/postgres-commits.ts';
import { type PostgresWork, postgresMeter, workBetween } from './amend/postgres-meter.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { percentile, rounded } from './support/figures.ts';
import { loadNow, machine } from './support/machine.ts';
import type { Report } from './support/report.ts';
import type { StartedPart } from './support/start-part.ts';
import { startWorld } from './support/start-world.ts';
import type { WorldAddress } from './support/world.ts';

const INSERT_MS = 3_000;
const TOKEN_MINUTES = 60;

/** Amendments per second through the whole product while no vendor limits it. */
export const amend: Benchmark = {
  name: 'amend',
  title: 'Amendments through every system, vendors without limits: rate, cost, and what Postgres could do at best',
  flags: [
    { name: 'contracts', about: 'amended side by side', value: 40 },
    { name: 'each', about: 'amendments of one contract, one after the other', value: 5 },
    { name: 'clients', about: 'that send them', value: 16 },
    { name: 'queue-poll', about: 'ms between looks of a worker at its queue', value: 100 },
  ],
  run: async (settings) => {
    const began = machine();
    const secrets = newSecrets();
    settings.say('starting the product and booking the contracts');
    const world = await startWorld({
      secrets,
      customerCount: settings.number('contracts'),
      dealsEach: 1,
      queuePollMs: settings.number('queue-poll'),
      profileDir: settings.profileDir,
    });
    try {
      const request = { role: 'revops', user: 'bench', entities: ['US', 'DE'], minutes: TOKEN_MINUTES } as const;
      const token = await signToken(request, secrets.jwtSecret, systemClock.now());
      const graph = graphClient(world.address.gatewayUrl, async () => token);
      const course = await runAmendments(world, graph, settings);
      settings.say('single rows');
      const { databaseUrl } = world.address;
      const one = await singleRowCommits(databaseUrl, 1, INSERT_MS);
      const eight = await singleRowCommits(databaseUrl, 8, INSERT_MS);
      return report(settings, began, course, { one, eight });
    } finally {
      await world.close();
    }
  },
};

/** What the amendments took, from the first one accepted to the last one ended. */
interface Course {
  readonly amendments: readonly EndedAmendment[];
  readonly productCpuMs: number;
  readonly postgres: PostgresWork;
  /** The server's work in a second when nothing is asked of the product. */
  readonly idlePerSecond: PostgresWork;
  readonly seconds: number;
  /** Between the two readings of the meters. */
  readonly meteredSeconds: number;
  readonly load: number;
}

async function runAmendments(
  world: Pick<StartedPart<WorldAddress>, 'address' | 'usage'>,
  graph: GraphClient,
  { number, say }: BenchmarkSettings,
): Promise<Course> {
  const meter = await postgresMeter(world.address.databaseUrl, world.address.databasePid);
  try {
    const clients = number('clients');
    say('warming up: one amendment each');
    await sendAmendments(graph, await contractsOf(graph), { round: 'warm-up', each: 1, clients });
    await untilAllEnded(graph);
    const contracts = await contractsOf(graph);
    const idleFrom = performance.now();
    const idle = await meter.read();
    const before = await meter.read();
    const idleSeconds = (performance.now() - idleFrom) / 2000;
    const usageBefore = await world.usage();
    const startedAtMs = performance.now();
    say(`amending ${contracts.length} contracts ${number('each')} times`);
    await sendAmendments(graph, contracts, { round: 'measured', each: number('each'), clients });
    say('all accepted');
    await untilAllEnded(graph);
    const usageAfter = await world.usage();
    const load = loadNow();
    const after = await meter.read();
    const meteredSeconds = (performance.now() - startedAtMs) / 1000;
    const amendments = await endedAmendments(graph, 'measured');
    return {
      amendments,
      productCpuMs: usageAfter.cpuMs - usageBefore.cpuMs,
      postgres: workBetween(before, after),
      idlePerSecond: perSecond(workBetween(idle, before), idleSeconds),
      seconds: secondsOf(amendments),
      meteredSeconds,
      load,
    };
  } finally {
    await meter.close();
  }
}

function perSecond(work: PostgresWork, seconds: number): PostgresWork {
  const { walBytes, commits, transactionIds, cpuMs } = work;
  return {
    walBytes: walBytes / seconds,
    commits: commits / seconds,
    transactionIds: transactionIds / seconds,
    cpuMs: cpuMs === null ? null : cpuMs / seconds,
  };
}

/** From the first accepted to the last ended, by the product's own word. */
function secondsOf(amendments: readonly EndedAmendment[]): number {
  const first = Math.min(...amendments.map(({ requestedAtMs }) => requestedAtMs));
  const last = Math.max(...amendments.map(({ requestedAtMs, finishedAtMs }) => finishedAtMs ?? requestedAtMs));
  return (last - first) / 1000;
}

function report(
  { number }: BenchmarkSettings,
  began: Report['machine'],
  course: Course,
  commits: { readonly one: number; readonly eight: number },
): Report {
  const { amendments, postgres, seconds, load } = course;
  const succeeded = amendments.filter(({ status }) => status === 'SUCCEEDED').length;
  const count = amendments.length;
  const expected = number('contracts') * number('each');
  const latencies = amendments.map(({ requestedAtMs, finishedAtMs }) => (finishedAtMs ?? Number.NaN) - requestedAtMs);
  const rate = succeeded / seconds;
  const writes = (postgres.transactionIds - course.idlePerSecond.transactionIds * course.meteredSeconds) / count;
  return {
    benchmark: 'amend',
    command: `npm run bench -- amend --contracts ${number('contracts')} --each ${number('each')} --clients ${number('clients')}`,
    machine: began,
    method: [
      `${expected} amendments of ${number('contracts')} contracts over the public graph by ${number('clients')} clients; those of one contract run in turn; one each before, to warm up.`,
      'Product in one process, each vendor and Postgres in their own, no limit and no delay at the vendors.',
      'Time from the first accepted to the last ended, as the graph tells it. Postgres commits for good (fsync on).',
    ],
    tables: [
      {
        title: 'Amendments',
        rows: [
          {
            succeeded: `${succeeded} of ${expected}`,
            seconds: rounded(seconds),
            'per second': rounded(rate),
            'p50 ms': rounded(percentile(latencies, 0.5)),
            'p99 ms': rounded(percentile(latencies, 0.99)),
            'steps tried again': amendments.reduce((total, { retries }) => total + retries, 0),
            load,
          },
        ],
      },
      {
        title: 'Cost of one',
        rows: [
          {
            'write transactions': rounded(writes),
            commits: rounded(postgres.commits / count),
            'WAL kB': rounded(postgres.walBytes / 1000 / count),
            'product CPU ms': rounded(course.productCpuMs / count),
            'Postgres CPU ms': postgres.cpuMs === null ? null : rounded(postgres.cpuMs / count),
            load,
          },
        ],
      },
      {
        title: 'The same Postgres: one-row inserts committed per second',
        rows: [
          { clients: 1, 'commits/s': rounded(commits.one), 'inserts an amendment': rounded(commits.one / rate) },
          { clients: 8, 'commits/s': rounded(commits.eight), 'inserts an amendment': rounded(commits.eight / rate) },
        ],
      },
    ],
    notes: [
      `Idle, the product commits ${rounded(course.idlePerSecond.commits)} transactions a second, ${rounded(course.idlePerSecond.transactionIds)} of them writing; the latter is taken off the write transactions, the former is in the commits.`,
      `Writes a second in amendments: ${rounded(writes * rate)}, ${rounded((100 * writes * rate) / commits.eight)} % of what 8 sessions commit in single rows.`,
      'p50 and p99 hold the wait behind earlier amendments of the same contract: all are sent at once.',
    ],
    faults: succeeded === expected ? [] : [`${expected - succeeded} amendments did not succeed`],
  };
}

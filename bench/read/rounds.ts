import { median, rounded } from '../support/figures.ts';
import { type LoadFigures, runLoad } from '../support/load.ts';
import { loadNow } from '../support/machine.ts';
import type { Usage } from '../support/part.ts';
import type { Cell } from '../support/report.ts';
import type { StartedPart } from '../support/start-part.ts';
import type { GatewayUnderLoad } from './gateways.ts';

/** What one gateway did in one round. */
export interface Round extends LoadFigures {
  readonly gateway: GatewayUnderLoad['name'];
  /** Of the gateway's process. */
  readonly cpuMsPerRequest: number;
  /** Of the process behind it that answers fetches. */
  readonly upstreamCpuMsPerRequest: number;
  /** Share of one core that the process behind it kept busy. */
  readonly upstreamBusy: number;
  /** Null where nobody counts them. */
  readonly fetchesPerRequest: number | null;
  readonly residentMiB: number;
  /** One-minute load average of the machine at its end. */
  readonly load: number;
}

export interface RoundSettings {
  readonly rounds: number;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** The process that answers the gateways' fetches. */
  readonly upstream: Pick<StartedPart<unknown>, 'usage'>;
  readonly say: (line: string) => void;
}

/** Rounds in which every gateway has its turn, so that what the neighbours do meets all of them. */
export async function interleavedRounds(
  gateways: readonly GatewayUnderLoad[],
  settings: RoundSettings,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let number = 1; number <= settings.rounds; number += 1) {
    for (const gateway of gateways) {
      const round = await oneRound(gateway, settings);
      rounds.push(round);
      const rate = rounded(round.perSecond);
      settings.say(`round ${number}: ${gateway.name} ${rate}/s, load ${round.load}`);
    }
  }
  return rounds;
}

async function oneRound(gateway: GatewayUnderLoad, settings: RoundSettings): Promise<Round> {
  const { connections, warmUpMs, durationMs, upstream } = settings;
  const { target, part, answer } = gateway;
  await runLoad(target, { connections, durationMs: warmUpMs, expected: null });
  const usages = () => Promise.all([part.usage(), upstream.usage()]);
  const before = await usages();
  const figures = await runLoad(target, { connections, durationMs, expected: answer });
  const after = await usages();
  const [own, behind] = [spent(before[0], after[0]), spent(before[1], after[1])];
  const seconds = figures.requests / figures.perSecond;
  return {
    ...figures,
    gateway: gateway.name,
    cpuMsPerRequest: own.cpuMs / figures.requests,
    upstreamCpuMsPerRequest: behind.cpuMs / figures.requests,
    upstreamBusy: behind.cpuMs / 1000 / seconds,
    fetchesPerRequest: behind.count === 0 ? null : behind.count / figures.requests,
    residentMiB: own.residentBytes / 2 ** 20,
    load: loadNow(),
  };
}

function spent(before: Usage, after: Usage): Usage {
  return { ...after, cpuMs: after.cpuMs - before.cpuMs, count: after.count - before.count };
}

/** One row of the report: medians of a gateway's rounds, sums of what went wrong. */
export function rowOf(name: Round['gateway'], all: readonly Round[]): Readonly<Record<string, Cell>> {
  const rounds = all.filter(({ gateway }) => gateway === name);
  const middle = (of: (round: Round) => number) => rounded(median(rounds.map(of)));
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const rates = rounds.map(({ perSecond }) => Math.round(perSecond));
  const loads = rounds.map(({ load }) => load);
  return {
    gateway: name,
    'req/s': middle(({ perSecond }) => perSecond),
    'lowest-highest': `${Math.min(...rates)}-${Math.max(...rates)}`,
    'p50 ms': middle(({ p50Ms }) => p50Ms),
    'p99 ms': middle(({ p99Ms }) => p99Ms),
    'CPU ms/req': middle(({ cpuMsPerRequest }) => cpuMsPerRequest),
    'upstream CPU ms/req': middle(({ upstreamCpuMsPerRequest }) => upstreamCpuMsPerRequest),
    'upstream busy': middle(({ upstreamBusy }) => upstreamBusy),
    'fetches/req': middle(({ fetchesPerRequest }) => fetchesPerRequest ?? Number.NaN) || null,
    'RSS MiB': Math.round(median(rounds.map(({ residentMiB }) => residentMiB))),
    errors: sum(({ errors }) => errors),
    'non-2xx': sum(({ non2xx }) => non2xx),
    different: sum(({ different }) => different),
    load: `${Math.min(...loads)}-${Math.max(...loads)}`,
  };
}

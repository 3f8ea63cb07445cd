import { median, rounded } from '../support/figures.ts';
import { hashMegabytesPerSecond, loadNow } from '../support/machine.ts';
import { usageOfTree } from '../support/process-cpu.ts';
import type { Cell as Figure } from '../support/report.ts';
import type { Cell } from './cell.ts';
import { BENCH_BODIES, type QueryName } from './queries.ts';
import type { BenchWorld } from './world.ts';
import { runWrk, type WrkFigures } from './wrk.ts';

/** What one cell did in one round. */
export interface Round extends WrkFigures {
  readonly label: string;
  readonly query: QueryName;
  /** Of the gateway's processes, all threads; NaN where there is no `/proc`. */
  readonly cpuMsPerRequest: number;
  /** Share of their core that the subgraphs kept busy. */
  readonly subgraphsBusy: number;
  readonly residentMiB: number;
  /** One-minute load average of the machine at its end. */
  readonly load: number;
  /** How fast a core was right before it: see `hashMegabytesPerSecond`. */
  readonly speed: number;
}

export interface RoundsSettings {
  readonly rounds: number;
  readonly connections: number;
  readonly warmUpSeconds: number;
  /** Longer for what is slow: see `secondsFor`. */
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** Requests after which a process that has just begun has compiled what it runs most. */
const HEAT_REQUESTS = 500;

const WAVES_MIN = 8;
const SECONDS_MAX = 20;

/** Rounds in which every cell has its turn, so that what the neighbours do meets all of them. */
export async function interleavedRounds(
  world: BenchWorld,
  cells: readonly Cell[],
  settings: RoundsSettings,
): Promise<readonly Round[]> {
  for (const cell of cells) await heat(world, cell, settings);
  const rounds: Round[] = [];
  for (let number = 1; number <= settings.rounds; number += 1) {
    for (const cell of rotated(cells, number)) {
      const round = await oneRound(world, cell, settings);
      rounds.push(round);
      const { perSecond, cpuMsPerRequest, load, speed } = round;
      settings.say(
        `round ${number}: ${cell.query} ${cell.label} ${rounded(perSecond)}/s, ${rounded(cpuMsPerRequest)} ms CPU, load ${load}, core speed ${rounded(speed)}`,
      );
    }
  }
  return rounds;
}

/** Each round begins with another one: whoever comes first finds the caches and the neighbours of the pause before. */
export function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

async function heat(world: BenchWorld, cell: Cell, { connections, warmUpSeconds }: RoundsSettings): Promise<void> {
  const { requests, perSecond } = await load(world, cell, connections, warmUpSeconds);
  const more = Math.ceil((HEAT_REQUESTS - requests) / Math.max(perSecond, 1));
  if (more > 0) await load(world, cell, connections, Math.min(more, SECONDS_MAX));
}

async function oneRound(world: BenchWorld, cell: Cell, settings: RoundsSettings): Promise<Round> {
  const { connections, warmUpSeconds, seconds } = settings;
  const { label, query, process } = cell;
  const warmUp = await load(world, cell, connections, warmUpSeconds);
  const speed = hashMegabytesPerSecond();
  const before = { own: usageOfTree(process.pid), behind: await world.subgraphs.usage() };
  const figures = await load(world, cell, connections, secondsFor(warmUp.perSecond, { connections, seconds }));
  const after = { own: usageOfTree(process.pid), behind: await world.subgraphs.usage() };
  const cpuMs = (after.own?.cpuMs ?? Number.NaN) - (before.own?.cpuMs ?? Number.NaN);
  const { requests, perSecond } = figures;
  return {
    ...figures,
    label,
    query,
    cpuMsPerRequest: cpuMs / requests,
    subgraphsBusy: (after.behind.cpuMs - before.behind.cpuMs) / 1_000 / (requests / perSecond),
    residentMiB: (after.own?.residentBytes ?? Number.NaN) / 2 ** 20,
    load: loadNow(),
    speed,
  };
}

/**
 * How long to measure a gateway of that rate: the requests of all connections move together, so that a short look at a slow
 * one counts a wave of them too much or too little.
 */
export function secondsFor(
  perSecond: number,
  { connections, seconds }: Pick<RoundsSettings, 'connections' | 'seconds'>,
): number {
  const enough = Math.ceil((WAVES_MIN * connections) / perSecond);
  return Math.max(seconds, Math.min(enough, SECONDS_MAX));
}

function load(world: BenchWorld, { url, query }: Cell, connections: number, seconds: number): Promise<WrkFigures> {
  const { authorization, othersCore: core } = world;
  return runWrk({ url, body: BENCH_BODIES[query], authorization, connections, core, seconds });
}

/** The middle of one figure over the rounds of a cell. */
export function middle(
  rounds: readonly Round[],
  cell: Pick<Round, 'label' | 'query'>,
  of: (round: Round) => number,
): number {
  return median(roundsOf(rounds, cell).map(of));
}

/** One row of the report: medians of a cell's rounds, sums of what went wrong. */
export function rowOf(all: readonly Round[], cell: Pick<Round, 'label' | 'query'>): Readonly<Record<string, Figure>> {
  const rounds = roundsOf(all, cell);
  const of = (figure: (round: Round) => number) => rounded(median(rounds.map(figure)));
  const sum = (figure: (round: Round) => number) => rounds.reduce((total, round) => total + figure(round), 0);
  const rates = rounds.map(({ perSecond }) => Math.round(perSecond));
  const loads = rounds.map(({ load }) => load);
  return {
    gateway: cell.label,
    'req/s': of(({ perSecond }) => perSecond),
    'lowest-highest': `${Math.min(...rates)}-${Math.max(...rates)}`,
    'p50 ms': of(({ p50Ms }) => p50Ms),
    'p99 ms': of(({ p99Ms }) => p99Ms),
    'CPU ms/req': of(({ cpuMsPerRequest }) => cpuMsPerRequest),
    'RSS MiB': Math.round(median(rounds.map(({ residentMiB }) => residentMiB))),
    'subgraphs busy': of(({ subgraphsBusy }) => subgraphsBusy),
    refused: sum(({ refused }) => refused),
    lost: sum(({ lost }) => lost),
    load: `${Math.min(...loads)}-${Math.max(...loads)}`,
  };
}

function roundsOf(rounds: readonly Round[], { label, query }: Pick<Round, 'label' | 'query'>): readonly Round[] {
  return rounds.filter((round) => round.label === label && round.query === query);
}

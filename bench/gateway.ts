import { type Cell, type CellAnswer, startCell } from './gateway/cell.ts';
import { COMMANDS, GATEWAY_NAMES } from './gateway/contestants.ts';
import { QUERY_NAMES, type QueryName } from './gateway/queries.ts';
import { interleavedRounds, middle, type Round, rowOf } from './gateway/rounds.ts';
import { type BenchWorld, openBenchWorld } from './gateway/world.ts';
import { missingWrk } from './gateway/wrk.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { rounded } from './support/figures.ts';
import { machine } from './support/machine.ts';
import type { Report } from './support/report.ts';

/** More, and the subgraphs may be what is measured. */
const SUBGRAPHS_BUSY_MAX = 0.6;

/** A heavy and a light query of the bench graph through our gateway and through others, side by side. */
export const gateway: Benchmark = {
  name: 'gateway',
  title: 'A heavy and a light query of four subgraphs: our gateway beside others',
  flags: [
    { name: 'gateways', about: 'which', words: GATEWAY_NAMES },
    { name: 'only', about: 'which query', words: QUERY_NAMES },
    { name: 'rounds', about: 'interleaved rounds of all', value: 5 },
    { name: 'seconds', about: 'measured in each round', value: 4 },
    { name: 'warm-up', about: 'seconds before them', value: 2 },
    { name: 'connections', about: 'each with one request at a time', value: 50 },
    { name: 'delay', about: 'ms that a subgraph takes for an answer', value: 0, least: 0 },
  ],
  missing: missingWrk,
  run: async (settings) => {
    const began = machine();
    const world = await openBenchWorld({ delayMs: settings.number('delay') });
    const cells: Cell[] = [];
    try {
      for (const query of chosen(settings, 'only', QUERY_NAMES)) {
        for (const name of chosen(settings, 'gateways', GATEWAY_NAMES)) {
          settings.say(`starting ${name} for ${query}`);
          const { profileDir } = settings;
          cells.push(await startCell(world, { label: name, query, command: COMMANDS[name], profileDir }));
        }
      }
      const answers = await answersOf(cells);
      const rounds = await interleavedRounds(world, cells, {
        rounds: settings.number('rounds'),
        connections: settings.number('connections'),
        warmUpSeconds: settings.number('warm-up'),
        seconds: settings.number('seconds'),
        say: settings.say,
      });
      const afterwards = await answersOf(cells);
      return report(settings, { began, world, cells, rounds, answers: [...answers, ...afterwards] });
    } finally {
      await Promise.all(cells.map(({ process }) => process.close()));
      await world.close();
    }
  },
};

function chosen<Word extends string>(
  { words }: BenchmarkSettings,
  flag: string,
  known: readonly Word[],
): readonly Word[] {
  return known.filter((word) => words(flag).includes(word));
}

interface Told extends CellAnswer {
  readonly label: string;
  readonly query: QueryName;
}

function answersOf(cells: readonly Cell[]): Promise<readonly Told[]> {
  return Promise.all(cells.map(async ({ label, query, ask }) => ({ label, query, ...(await ask()) })));
}

interface Measured {
  readonly began: Report['machine'];
  readonly world: BenchWorld;
  readonly cells: readonly Cell[];
  readonly rounds: readonly Round[];
  readonly answers: readonly Told[];
}

function report(settings: BenchmarkSettings, measured: Measured): Report {
  const { number, words } = settings;
  const { began, world, cells, rounds, answers } = measured;
  const queries = [...new Set(cells.map(({ query }) => query))];
  const delay = number('delay');
  return {
    benchmark: 'gateway',
    command: `npm run bench -- gateway --gateways ${words('gateways').join(',')} --only ${words('only').join(',')} --rounds ${number('rounds')} --seconds ${number('seconds')} --connections ${number('connections')} --delay ${delay}`,
    machine: began,
    method: [
      `Each row is a process of its own in production mode${world.gatewayCore === null ? '' : `, held to core ${world.gatewayCore}; load and subgraphs on core ${world.othersCore}`}.`,
      `wrk with one thread and ${number('connections')} connections, one request at a time on each.`,
      `Medians of ${number('rounds')} interleaved rounds of ${number('seconds')} s after ${number('warm-up')} s of warm-up each; a slow row is measured for longer.`,
      `One process answers each distinct fetch from memory${delay === 0 ? '' : ` after ${delay} ms`}.`,
      'Ours checks a token, rights and limits and counts; no other does.',
    ],
    tables: queries.map((query) => ({
      title: `${query}: ${answers.find((told) => told.query === query)?.bytes ?? 0} bytes of answer`,
      rows: cells.filter((cell) => cell.query === query).map((cell) => rowOf(rounds, cell)),
    })),
    notes: [
      ...queries.flatMap((query) => ratios(rounds, query)),
      'CPU: user and system time of the gateway, all processes and threads, from /proc. refused: status from 400. lost: no answer.',
      'Loopback without TLS; real systems make the share of a gateway smaller. All connections ask for the same: nothing is shared between requests.',
      'load = one-minute average of the whole machine, lowest and highest over the rounds; under 20 % is noise.',
    ],
    faults: [...differences(answers, queries), ...failures(rounds), ...tooBusy(rounds)],
  };
}

function ratios(rounds: readonly Round[], query: QueryName): readonly string[] {
  const others = [...new Set(rounds.filter((round) => round.query === query).map(({ label }) => label))];
  if (!others.includes('ours')) return [];
  const rate = (label: string) => middle(rounds, { label, query }, ({ perSecond }) => perSecond);
  const cpu = (label: string) => middle(rounds, { label, query }, ({ cpuMsPerRequest }) => cpuMsPerRequest);
  return others
    .filter((label) => label !== 'ours')
    .map(
      (label) =>
        `${query}: ours has ${rounded(rate('ours') / rate(label))} times the requests of ${label} and ${rounded(cpu(label) / cpu('ours'))} times less CPU.`,
    );
}

function differences(answers: readonly Told[], queries: readonly QueryName[]): readonly string[] {
  return queries.flatMap((query) => {
    const told = answers.filter((answer) => answer.query === query);
    if (new Set(told.map(({ hash }) => hash)).size <= 1) return [];
    return [`the data of ${query} differs: ${told.map(({ label, hash }) => `${label} ${hash}`).join(', ')}`];
  });
}

function failures(rounds: readonly Round[]): readonly string[] {
  return rounds
    .filter(({ refused, lost }) => refused + lost > 0)
    .map(
      ({ label, query, refused, lost }) => `${label} ${query}: ${refused} answers were refusals and ${lost} were lost`,
    );
}

function tooBusy(rounds: readonly Round[]): readonly string[] {
  return rounds
    .filter(({ subgraphsBusy }) => subgraphsBusy > SUBGRAPHS_BUSY_MAX)
    .map(
      ({ label, query, subgraphsBusy }) =>
        `${label} ${query}: the subgraphs were busy for ${rounded(subgraphsBusy)} of their core`,
    );
}

import type { BenchmarkSettings } from '../support/benchmark.ts';
import { rounded } from '../support/figures.ts';
import type { Report, Table } from '../support/report.ts';
import type { CellFacts, Measured } from './matrix.ts';
import type { QueryName } from './queries.ts';
import { type Round, rowOf } from './rounds.ts';

/** More, and the subgraphs may be what is measured. */
const SUBGRAPHS_BUSY_MAX = 0.6;

/** The parts of a report that hold for whatever rows were measured. */
export function matrixReport(
  { number }: BenchmarkSettings,
  measured: Measured,
): Pick<Report, 'machine' | 'method' | 'tables' | 'notes' | 'faults'> {
  const { began, world, rounds, before, after } = measured;
  const delay = number('delay');
  const speeds = rounds.map(({ speed }) => Math.round(speed));
  return {
    machine: began,
    method: [
      `Each row is a process of its own${world.gatewayCore === null ? '' : `, held to core ${world.gatewayCore}; load and subgraphs on core ${world.othersCore}`}.`,
      `wrk with one thread and ${number('connections')} connections, one request at a time on each, all with the same query.`,
      `Medians of ${number('rounds')} interleaved rounds of ${number('seconds')} s after ${number('warm-up')} s of warm-up each; a slow row is measured for longer.`,
      `One process answers each distinct fetch of all four subgraphs from memory${delay === 0 ? '' : `, after ${delay} ms`}.`,
      'CPU: user and system time of the gateway, all its processes and threads, from /proc. refused: status from 400. lost: no answer.',
    ],
    tables: queriesOf(before).map((query) => tableOf(query, measured)),
    notes: [
      `Core speed while it ran: ${Math.min(...speeds)}-${Math.max(...speeds)} MB a second of SHA-256. Compare rows of one run only.`,
      'Loopback without TLS, subgraphs that cost nothing: real ones make the share of a gateway smaller. No request and no fetch is shared.',
      'load = one-minute average of the whole machine, lowest and highest over the rounds; under 20 % is noise.',
    ],
    faults: [...measured.faults, ...differences([...before, ...after]), ...rounds.flatMap(faultsOf)],
  };
}

function queriesOf(facts: readonly CellFacts[]): readonly QueryName[] {
  return [...new Set(facts.map(({ query }) => query))];
}

function tableOf(query: QueryName, { rounds, before }: Measured): Table {
  const own = before.filter((facts) => facts.query === query);
  return {
    title: `${query}: data ${own[0]?.hash ?? 'none'}, ${own[0]?.bytes ?? 0} bytes of answer`,
    rows: own.map(({ label, fetches }) => ({ ...rowOf(rounds, { label, query }), fetches })),
  };
}

/** Only gateways that say the same are compared. */
export function differences(facts: readonly CellFacts[]): readonly string[] {
  return queriesOf(facts).flatMap((query) => {
    const told = facts.filter((answer) => answer.query === query);
    if (new Set(told.map(({ hash }) => hash)).size <= 1) return [];
    return [`the data of ${query} differs: ${told.map(({ label, hash }) => `${label} ${hash}`).join(', ')}`];
  });
}

/** Why a round says nothing about its gateway. */
export function faultsOf({ label, query, refused, lost, subgraphsBusy }: Round): readonly string[] {
  return [
    ...(refused + lost > 0 ? [`${label} ${query}: ${refused} answers were refusals, ${lost} were lost`] : []),
    ...(subgraphsBusy > SUBGRAPHS_BUSY_MAX
      ? [`${label} ${query}: the subgraphs were busy for ${rounded(subgraphsBusy)} of their core`]
      : []),
  ];
}

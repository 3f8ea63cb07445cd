import type { BenchmarkSettings } from '../support/benchmark.ts';
import type { Flag } from '../support/flags.ts';
import { type Machine, machine } from '../support/machine.ts';
import { type Cell, type CellAnswer, type CellSettings, startCell } from './cell.ts';
import type { QueryName } from './queries.ts';
import { interleavedRounds, type Round } from './rounds.ts';
import { type BenchWorld, openBenchWorld } from './world.ts';

/** What every measurement of gateways under load can be told. */
export const MATRIX_FLAGS: readonly Flag[] = [
  { name: 'rounds', about: 'interleaved rounds of all', value: 5 },
  { name: 'seconds', about: 'measured in each round', value: 4 },
  { name: 'warm-up', about: 'seconds before them', value: 2 },
  { name: 'connections', about: 'each with one request at a time', value: 50 },
  { name: 'delay', about: 'ms that a subgraph takes for an answer', value: 0, least: 0 },
];

/** A row to be: what the report calls it, what it is asked, how it is started. */
export interface Row extends Pick<CellSettings, 'label' | 'query' | 'command'> {
  /** Asks it whether it is what its label says; answers what it is not. */
  readonly faults?: (url: string, authorization: string) => Promise<readonly string[]>;
}

export interface CellFacts extends CellAnswer {
  readonly label: string;
  readonly query: QueryName;
}

export interface Measured {
  readonly began: Machine;
  readonly world: Pick<BenchWorld, 'gatewayCore' | 'othersCore'>;
  readonly rounds: readonly Round[];
  /** What each cell answered before the rounds, and what afterwards. */
  readonly before: readonly CellFacts[];
  readonly after: readonly CellFacts[];
  /** Why the rows are not what their labels say; empty when they are. */
  readonly faults: readonly string[];
}

/** Starts all rows, measures them in interleaved rounds, and ends them. Rejects when one of them has no answer. */
export async function measureRows(rows: readonly Row[], settings: BenchmarkSettings): Promise<Measured> {
  const { number, profileDir, say } = settings;
  const began = machine();
  const world = await openBenchWorld({ delayMs: number('delay') });
  const cells: Cell[] = [];
  const faults: string[] = [];
  try {
    for (const { faults: faultsOf, ...row } of rows) {
      say(`starting ${row.label} for ${row.query}`);
      const cell = await startCell(world, { ...row, profileDir });
      cells.push(cell);
      const found = (await faultsOf?.(cell.url, world.authorization)) ?? [];
      faults.push(...found.map((fault) => `${row.label}: ${fault}`));
    }
    const before = await factsOf(cells);
    const rounds = await interleavedRounds(world, cells, {
      rounds: number('rounds'),
      connections: number('connections'),
      warmUpSeconds: number('warm-up'),
      seconds: number('seconds'),
      say,
    });
    return { began, world, rounds, before, after: await factsOf(cells), faults };
  } finally {
    await Promise.all(cells.map(({ process }) => process.close()));
    await world.close();
  }
}

async function factsOf(cells: readonly Cell[]): Promise<readonly CellFacts[]> {
  const facts: CellFacts[] = [];
  for (const { label, query, ask } of cells) facts.push({ label, query, ...(await ask()) });
  return facts;
}

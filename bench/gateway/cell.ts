import { join } from 'node:path';
import { freePort } from '#local/postgres/free-port.ts';
import { dataHash } from '../support/same-data.ts';
import { type StartedProcess, startProcess } from '../support/start-process.ts';
import type { GatewayCommand } from './contestants.ts';
import { BENCH_BODIES, type QueryName } from './queries.ts';
import type { BenchWorld } from './world.ts';

/** A gateway's process that is up for one query. */
export interface Cell {
  /** What the report calls it. */
  readonly label: string;
  readonly query: QueryName;
  readonly process: StartedProcess;
  readonly url: string;
  /** What the query answers now. To be asked while nobody else asks the subgraphs. */
  ask(): Promise<CellAnswer>;
}

export interface CellAnswer {
  readonly hash: string;
  readonly bytes: number;
  /** What it asked the subgraphs for it. */
  readonly fetches: number;
}

export interface CellSettings {
  readonly label: string;
  readonly query: QueryName;
  readonly command: (world: BenchWorld, port: number) => GatewayCommand;
  /** Folder for a CPU profile of the process, written when it ends; null = none. */
  readonly profileDir: string | null;
}

/** Starts a process for one cell of the matrix, so that neither its memory nor its compiled code is another query's. */
export async function startCell(world: BenchWorld, settings: CellSettings): Promise<Cell> {
  const { label, query, command, profileDir } = settings;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const { args, environment, folder } = command(world, port);
  const name = `${label.replaceAll(/\W+/g, '-')}-${query}`;
  const profiling =
    profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, `--cpu-prof-name=${name}.cpuprofile`];
  const ask = async () => {
    const { count } = await world.subgraphs.usage();
    const answer = await askOnce(url, BENCH_BODIES[query], world.authorization);
    return { ...answer, fetches: (await world.subgraphs.usage()).count - count };
  };
  const process = await startProcess({
    args: [...profiling, ...args],
    environment,
    ...(folder === undefined ? {} : { folder }),
    core: world.gatewayCore,
    logFile: join(world.folder, `${name}.log`),
    isUp: async () => (await fetch(url, { method: 'GET' })).status > 0,
  });
  return { label, query, process, url, ask };
}

async function askOnce(url: string, body: string, authorization: string): Promise<Omit<CellAnswer, 'fetches'>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body,
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { readonly data?: unknown; readonly errors?: unknown };
  if (!response.ok || errors !== undefined)
    throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return { hash: dataHash(data), bytes: Buffer.byteLength(text) };
}

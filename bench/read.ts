import { signToken } from '#gateway/auth/token.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { graphClient } from '#local/demo-world/graph-client.ts';
import { type LocalSecrets, newSecrets } from '#local/secrets.ts';
import { type GatewayOptions, type GatewayUnderLoad, startGatewayPart } from './read/gateways.ts';
import type { ReplayAddress, ReplaySettings } from './read/replay.ts';
import { interleavedRounds, type Round, rowOf } from './read/rounds.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { median, rounded } from './support/figures.ts';
import { machine } from './support/machine.ts';
import type { Report, Table } from './support/report.ts';
import { dataHash, firstDifference } from './support/same-data.ts';
import { canPin, type StartedPart, startPart } from './support/start-part.ts';
import { startWorld } from './support/start-world.ts';
import type { WorldAddress } from './support/world.ts';
import { customerName } from './support/world-customers.ts';

const GATEWAY_CORE = 0;
const UPSTREAM_CORE = 1;
const QUEUE_POLL_MS = 250;

/** The customer page's query through our gateway and through a stock one, on the same subgraphs. */
export const read: Benchmark = {
  name: 'read',
  title: 'One customer with contracts, invoices, postings and revenue: our gateway beside a stock Apollo gateway',
  flags: [
    { name: 'rounds', about: 'interleaved rounds a shape', value: 5 },
    { name: 'seconds', about: 'measured in each round', value: 5 },
    { name: 'warm-up', about: 'seconds before them', value: 2 },
    { name: 'connections', about: 'each with one request at a time', value: 50 },
    { name: 'deals', about: 'contracts, and invoices, of the customer', value: 20 },
  ],
  run: async (settings) => {
    const began = machine();
    const secrets = newSecrets();
    const { profileDir, say } = settings;
    say('starting the product and booking the deals');
    const world = await startWorld({
      secrets,
      customerCount: 1,
      dealsEach: settings.number('deals'),
      queuePollMs: QUEUE_POLL_MS,
      profileDir,
    });
    try {
      const customerId = await customerIdOf(world.address, secrets);
      const setting = { settings, secrets, customerId };
      const replayed = await measureReplayed(setting, world.address);
      const live = await measure('live', setting, world.address.subgraphUrls, world);
      return report(settings, began, [replayed, live]);
    } finally {
      await world.close();
    }
  },
};

interface Setting {
  readonly settings: BenchmarkSettings;
  readonly secrets: LocalSecrets;
  readonly customerId: string;
}

/** What one shape of the benchmark gave. */
interface Measured {
  readonly shape: 'replayed' | 'live';
  readonly rounds: readonly Round[];
  /** By gateway. */
  readonly data: readonly unknown[];
  readonly answerBytes: number;
  readonly errors: readonly string[];
}

async function measureReplayed(setting: Setting, { subgraphUrls }: WorldAddress): Promise<Measured> {
  const open: ReplaySettings = { subgraphUrls };
  const core = canPin() ? UPSTREAM_CORE : null;
  const replay = await startPart<ReplayAddress>({ file: 'read/replay.ts', open, core });
  try {
    return await measure('replayed', setting, replay.address, replay);
  } finally {
    await replay.close();
  }
}

async function measure(
  shape: Measured['shape'],
  { settings, secrets, customerId }: Setting,
  subgraphUrls: Readonly<Record<string, string>>,
  upstream: Pick<StartedPart<unknown>, 'usage'>,
): Promise<Measured> {
  const { number, say, profileDir } = settings;
  const options: Omit<GatewayOptions, 'name'> = {
    secrets,
    subgraphUrls,
    customerId,
    core: canPin() ? GATEWAY_CORE : null,
    profileDir,
  };
  say(`${shape} subgraphs`);
  const gateways: GatewayUnderLoad[] = [];
  try {
    for (const name of ['revgraph', 'stock'] as const) gateways.push(await startGatewayPart({ ...options, name }));
    const rounds = await interleavedRounds(gateways, {
      rounds: number('rounds'),
      connections: number('connections'),
      warmUpMs: number('warm-up') * 1000,
      durationMs: number('seconds') * 1000,
      upstream,
      say,
    });
    return {
      shape,
      rounds,
      data: gateways.map(({ data }) => data),
      answerBytes: gateways[0]?.answer.length ?? 0,
      errors: gateways.flatMap(({ name, errors }) => (errors === null ? [] : [`${name} (${shape}): ${errors}`])),
    };
  } finally {
    await Promise.all(gateways.map(({ part }) => part.close()));
  }
}

async function customerIdOf({ gatewayUrl }: WorldAddress, { jwtSecret }: LocalSecrets): Promise<string> {
  const request = { role: 'auditor', user: 'bench', entities: ['US', 'DE'], minutes: 5 } as const;
  const graph = graphClient(gatewayUrl, () => signToken(request, jwtSecret, systemClock.now()));
  const { customers } = await graph<{ customers: { edges: readonly { node: { id: string } }[] } }>(
    'query ($name: String!) { customers(first: 1, filter: { search: $name }) { edges { node { id } } } }',
    { name: customerName(1) },
  );
  const id = customers.edges[0]?.node.id;
  if (id === undefined) throw new Error('The customer of the benchmark is not in the graph');
  return id;
}

function report({ number }: BenchmarkSettings, began: Report['machine'], shapes: readonly Measured[]): Report {
  const [first, ...others] = shapes.flatMap(({ data }) => data);
  const difference = others.map((data) => firstDifference(first, data)).find((found) => found !== null);
  return {
    benchmark: 'read',
    command: `npm run bench -- read --rounds ${number('rounds')} --seconds ${number('seconds')} --connections ${number('connections')} --deals ${number('deals')}`,
    machine: began,
    method: [
      `Each gateway is a process of its own in production mode${canPin() ? `, held to core ${GATEWAY_CORE}` : ''}; ${number('connections')} connections, one request at a time on each.`,
      `Medians of ${number('rounds')} interleaved rounds of ${number('seconds')} s after ${number('warm-up')} s of warm-up each.`,
      'Replayed: one more process answers each distinct fetch from memory. Live: subgraphs on Postgres, all in one process.',
      `Data ${dataHash(first)}, ${shapes[0]?.answerBytes ?? 0} bytes an answer.`,
    ],
    tables: shapes.map(tableOf),
    notes: [
      ...shapes.map(ratioOf),
      'Loopback without TLS, vendors untouched. All connections ask for the same: nothing is shared between requests.',
      'load = one-minute average of the whole machine, lowest and highest over the rounds; under 20 % is noise.',
    ],
    faults: [
      ...(difference === undefined ? [] : [`the gateways gave different data at ${difference}`]),
      ...shapes.flatMap(({ errors }) => errors),
    ],
  };
}

const SHAPES = { replayed: 'Replayed subgraphs: the gateway alone', live: 'Live subgraphs on Postgres' } as const;

function tableOf({ shape, rounds }: Measured): Table {
  return { title: SHAPES[shape], rows: [rowOf('revgraph', rounds), rowOf('stock', rounds)] };
}

function ratioOf({ shape, rounds }: Measured): string {
  const middle = (gateway: Round['gateway'], of: (round: Round) => number) =>
    median(rounds.filter((round) => round.gateway === gateway).map(of));
  const rate = middle('revgraph', (round) => round.perSecond) / middle('stock', (round) => round.perSecond);
  const cpu = middle('stock', (round) => round.cpuMsPerRequest) / middle('revgraph', (round) => round.cpuMsPerRequest);
  return `${shape}: ${rounded(rate)} times the requests of stock, ${rounded(cpu)} times less CPU in the gateway.`;
}

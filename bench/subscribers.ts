import { signToken } from '#gateway/auth/token.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { newSecrets } from '#local/secrets.ts';
import type { Connected, ConsumersQuestion, ConsumersSettings, Reached } from './subscribers/consumers-part.ts';
import type { GatewaySettings, GatewayState } from './subscribers/gateway-part.ts';
import type { SourceAddress, SourceSettings, TellQuestion } from './subscribers/source-part.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { rounded } from './support/figures.ts';
import { loadNow, machine } from './support/machine.ts';
import { type StartedPart, startPart } from './support/start-part.ts';

const SUBJECTS = 100;
const TOKEN_MINUTES = 240;
/** Sockets that are being opened at the same time. */
const AT_ONCE = 200;
const REACH_TIMEOUT_MS = 120_000;

interface Parts {
  readonly source: StartedPart<SourceAddress>;
  readonly gateway: StartedPart<{ readonly url: string }>;
  readonly consumers: StartedPart<null>;
  /** Another gateway in the place of the one that was killed. */
  readonly startAgain: () => Promise<StartedPart<{ readonly url: string }>>;
}

/** Many consumers on one gateway process: what they cost, how fast they are told, and what a crash loses. */
export const subscribers: Benchmark = {
  name: 'subscribers',
  title: 'Consumers on one gateway: connect time, memory each, deliveries per second, delay; none lost over a kill -9',
  flags: [
    { name: 'consumers', about: 'WebSocket consumers', value: 10_000 },
    { name: 'filters', about: 'distinct filters that they follow by turns', value: 100 },
    { name: 'per-second', about: 'events of all filters, at a steady rate', value: 50 },
    { name: 'seconds', about: 'of the steady rate, and again over the kill', value: 10 },
    { name: 'burst', about: 'events told as fast as possible', value: 1_000 },
  ],
  run: async (settings) => {
    const began = machine();
    const opened: StartedPart<unknown>[] = [];
    try {
      const parts = await openParts(settings, opened);
      return { ...(await measure(settings, parts)), machine: began };
    } finally {
      for (const part of opened.toReversed()) await part.close();
    }
  },
};

async function openParts({ number, profileDir }: BenchmarkSettings, opened: StartedPart<unknown>[]): Promise<Parts> {
  const { jwtSecret, serviceSecret } = newSecrets();
  const [consumers, filters] = [number('consumers'), number('filters')];
  const keep = <Address>(part: StartedPart<Address>) => {
    opened.push(part);
    return part;
  };
  const source = keep(
    await startPart<SourceAddress>({
      file: 'subscribers/source-part.ts',
      open: { filters, serviceSecret } satisfies SourceSettings,
    }),
  );
  const open: GatewaySettings = { source: source.address, jwtSecret, serviceSecret, consumers };
  const startAgain = async () =>
    keep(await startPart<{ readonly url: string }>({ file: 'subscribers/gateway-part.ts', open, profileDir }));
  const now = systemClock.now();
  const tokens = await Promise.all(
    Array.from({ length: Math.min(SUBJECTS, consumers) }, (_, index) =>
      signToken({ role: 'portal', user: `portal-${index}`, entities: ['US'], minutes: TOKEN_MINUTES }, jwtSecret, now),
    ),
  );
  return {
    source,
    startAgain,
    gateway: await startAgain(),
    consumers: keep(
      await startPart<null>({
        file: 'subscribers/consumers-part.ts',
        open: { consumers, filters, tokens } satisfies ConsumersSettings,
      }),
    ),
  };
}

async function measure({ number, say }: BenchmarkSettings, { source, gateway, consumers, startAgain }: Parts) {
  const [count, seconds, perSecond, burst] = ['consumers', 'seconds', 'per-second', 'burst'].map(number) as [
    number,
    number,
    number,
    number,
  ];
  const tell = (question: TellQuestion) => source.ask<{ readonly lastOf: readonly number[] }>(question);
  const ask = <Answer>(question: ConsumersQuestion) => consumers.ask<Answer>(question);
  const reach = (lastOf: readonly number[]) => ask<Reached>({ reach: lastOf, timeoutMs: REACH_TIMEOUT_MS });
  const socketOf = (url: string) => `${url.replace('http', 'ws')}/graphql`;

  const empty = await gateway.ask<GatewayState>('state');
  say(`${count} consumers connect`);
  const connected = await ask<Connected>({ connect: socketOf(gateway.address.url), atOnce: AT_ONCE });
  const full = await gateway.ask<GatewayState>('state');
  say(`${perSecond} events a second for ${seconds} s`);
  const steady = await timed(
    async () => reach((await tell({ events: perSecond * seconds, perSecond })).lastOf),
    gateway,
  );
  const settled = await gateway.ask<GatewayState>('state');
  say(`${burst} events at once`);
  const fast = await timed(async () => reach((await tell({ events: burst, perSecond: null })).lastOf), gateway);

  say('kill -9 of the gateway while events are told');
  const telling = tell({ events: perSecond * seconds, perSecond });
  await gateway.kill();
  await ask({ lose: true });
  const again = await startAgain();
  const resumed = await ask<Connected>({ connect: socketOf(again.address.url), atOnce: AT_ONCE });
  const over = await reach((await telling).lastOf);
  const after = await again.ask<GatewayState>('state');

  const phases = [
    { phase: 'steady', ...phaseRow(steady), load: loadNow() },
    { phase: 'burst', ...phaseRow(fast), load: loadNow() },
    {
      phase: 'over the kill',
      ...reachedRow(over),
      'deliveries/s': null,
      'gateway CPU ms/delivery': null,
      load: loadNow(),
    },
  ];
  return {
    benchmark: 'subscribers',
    command: `npm run bench -- subscribers --consumers ${count} --filters ${number('filters')} --per-second ${perSecond} --seconds ${seconds} --burst ${burst}`,
    method: [
      'One process is the gateway, with tokens, rights, limits and metrics on; caps of sockets are raised to the number of consumers.',
      'Another is the owner of the events and the system joined to them, a third holds all consumers, each a socket of its own.',
      'Every event is joined with a field of the second system. Delay: from the instant in the event to its consumer, one clock.',
      'Lost and repeated: by the sequence in each item, checked by every consumer, from its first item to its last, over the kill too.',
    ],
    tables: [
      {
        title: 'Connecting',
        rows: [
          { what: 'first', ...connectedRow(connected), upstreams: full.upstreams },
          { what: 'after the kill, by cursor', ...connectedRow(resumed), upstreams: after.upstreams },
        ],
      },
      {
        title: 'Memory of the gateway',
        rows: [
          memoryRow('empty', empty, empty, count),
          memoryRow('all connected', full, empty, count),
          memoryRow('after the steady rate', settled, empty, count),
        ],
      },
      { title: 'Events', rows: phases },
    ],
    notes: [
      'All processes share the cores with each other and with whatever else runs: rates are no promise for a server of its own.',
      'The delay over the kill holds the time without a gateway. Consumers that would be closed for slowness count as lost.',
    ],
    faults: [
      ...faultsOf('connecting', connected, count),
      ...faultsOf('connecting after the kill', resumed, count),
      ...[steady.figures, fast.figures, over].flatMap((figures) => lossesOf(figures, count)),
    ],
  };
}

interface Timed {
  readonly figures: Reached;
  readonly seconds: number;
  readonly cpuMs: number;
}

async function timed(act: () => Promise<Reached>, gateway: StartedPart<unknown>): Promise<Timed> {
  const before = await gateway.usage();
  const startedAtMs = performance.now();
  const figures = await act();
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { figures, seconds, cpuMs: (await gateway.usage()).cpuMs - before.cpuMs };
}

function phaseRow({ figures, seconds, cpuMs }: Timed) {
  return {
    ...reachedRow(figures),
    'deliveries/s': Math.round(figures.delivered / seconds),
    'gateway CPU ms/delivery': rounded(cpuMs / Math.max(1, figures.delivered)),
  };
}

function reachedRow({ delivered, lost, repeated, p50Ms, p99Ms, maxMs }: Reached) {
  return { delivered, lost, repeated, 'p50 ms': p50Ms, 'p99 ms': p99Ms, 'max ms': maxMs };
}

function connectedRow({ seconds, connected, failed }: Connected) {
  return { connected, failed, seconds: rounded(seconds) };
}

function memoryRow(what: string, now: GatewayState, empty: GatewayState, consumers: number) {
  const mega = (bytes: number) => rounded(bytes / 2 ** 20);
  const each = (bytes: number) => rounded(bytes / 1024 / consumers);
  return {
    what,
    'resident MB': mega(now.residentBytes),
    'heap MB': mega(now.heapBytes),
    'resident kB each': each(now.residentBytes - empty.residentBytes),
    'heap kB each': each(now.heapBytes - empty.heapBytes),
    upstreams: now.upstreams,
  };
}

function faultsOf(what: string, { connected, failed }: Connected, count: number): readonly string[] {
  return connected === count && failed === 0 ? [] : [`${what}: ${connected} of ${count}, ${failed} attempts failed`];
}

function lossesOf({ reached, lost, repeated, errors }: Reached, count: number): readonly string[] {
  const faults = { 'did not come to the end': count - reached, lost, repeated, errors };
  return Object.entries(faults).flatMap(([what, number]) => (number === 0 ? [] : [`${what}: ${number}`]));
}

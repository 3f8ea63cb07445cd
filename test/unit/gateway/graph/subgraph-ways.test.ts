import { pino } from 'pino';
import { gatewayMetrics } from '#gateway/edge/metrics.ts';
import { endpointAddress, productAddress } from '#gateway/federation/subgraph-address.ts';
import type { SubgraphTransport } from '#gateway/federation/subgraph-transport.ts';
import { SubgraphWays } from '#gateway/graph/subgraph-ways.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

const CRM = productAddress('http://crm:1');
const MOVED = productAddress('http://crm:2');
const SHOP = endpointAddress('http://shop/query');

class Given implements SubgraphTransport {
  closedCount = 0;
  send = () => Promise.reject(new Error('nobody is asked here'));
  isUp = () => Promise.resolve(true);
  close = () => {
    this.closedCount += 1;
    return Promise.resolve();
  };
}

function openWays(transports: Readonly<Record<string, SubgraphTransport>> = {}): SubgraphWays {
  const clock = new FixedClock(new Date(0));
  return new SubgraphWays({
    transports,
    upstreams: {},
    serviceSecret: null,
    answerBytesMax: 1_000,
    timeoutMs: 1_000,
    clock,
    timers: new FakeTimers(clock),
    random: cryptoRandom,
    metrics: gatewayMetrics(),
    log: pino({ level: 'silent' }),
  });
}

describe('the ways of graphs to their subgraphs', () => {
  it('are the same for a subgraph that stays where it is, and others for one that moved', async () => {
    const ways = openWays();
    const first = ways.take(
      new Map([
        ['crm', CRM],
        ['shop', SHOP],
      ]),
    );
    const second = ways.take(
      new Map([
        ['crm', MOVED],
        ['shop', SHOP],
      ]),
    );
    expect(second.clients.get('shop')).toBe(first.clients.get('shop'));
    expect(second.upstreams.get('shop')).toBe(first.upstreams.get('shop'));
    expect(second.clients.get('crm')).not.toBe(first.clients.get('crm'));
    await ways.close();
  });

  it('are kept as long as one graph has them, and are others after that', async () => {
    const ways = openWays();
    const take = () => ways.take(new Map([['crm', CRM]]));
    const [first, second] = [take(), take()];
    await first.release();
    const third = take();
    await second.release();
    expect([second, third].map(({ transports }) => transports.get('crm'))).toEqual(
      [first, first].map(({ transports }) => transports.get('crm')),
    );
    expect(take().transports.get('crm')).toBe(first.transports.get('crm'));
    const last = ways.take(new Map([['shop', SHOP]]));
    await last.release();
    expect(ways.take(new Map([['shop', SHOP]])).transports.get('shop')).not.toBe(last.transports.get('shop'));
    await ways.close();
  });

  it('that were given outlive their graphs, and end with the gateway', async () => {
    const given = new Given();
    const ways = openWays({ crm: given });
    await ways.take(new Map([['crm', CRM]])).release();
    expect(given.closedCount).toBe(0);
    expect(ways.take(new Map()).transports.get('crm')).toBe(given);
    await ways.close();
    expect(given.closedCount).toBe(1);
  });
});

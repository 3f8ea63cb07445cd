import { gatewayConfig } from '#gateway/config.ts';
import { type RunningGateway, startGateway } from '#gateway/start-gateway.ts';
import { openLog } from '#kit/observability/log.ts';
import { seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';
import { type Consumer, follow, until } from './fake-consumer.ts';
import { JWT_SECRET, tokenFor } from './fake-graph.ts';

const STREAM = `subscription ($from: String) {
  syncStatus(resumeFrom: $from) { cursor sequence kind operation { id } step { name } } }`;
/** Of systems that nothing here is asked of. */
const NOWHERE = 'http://127.0.0.1:9';

interface Item {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly operation: { readonly id: string } | null;
  readonly step: { readonly name: string } | null;
}

describe('two gateways before one log', () => {
  let operations: TestOperations;
  let gateways: RunningGateway[];

  beforeAll(async () => {
    operations = await startTestOperations();
    const systems = { crm: NOWHERE, billing: NOWHERE, erp: NOWHERE, revrec: NOWHERE };
    const config = gatewayConfig({
      jwtSecret: JWT_SECRET,
      serviceSecret: 'test-service-secret',
      subgraphUrls: { ...systems, operations: operations.url },
      port: 0,
      consoleDir: null,
    });
    const log = openLog('test', 'silent');
    gateways = await Promise.all([startGateway(config, { log }), startGateway(config, { log })]);
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await operations.close();
  });

  const followAt = async (gateway: RunningGateway | undefined, from: string | null = null) => {
    if (gateway === undefined) throw new Error('There are two gateways');
    return follow({ gateway }, STREAM, { variables: { from }, token: await tokenFor({ role: 'revops' }) });
  };
  const itemsOf = ({ items }: Consumer) => items.map(({ data }) => (data as { readonly syncStatus: Item }).syncStatus);
  const events = (consumer: Consumer) =>
    itemsOf(consumer)
      .filter(({ kind }) => kind !== 'snapshot')
      .map(({ kind, operation, step }) => [operation?.id, kind, step?.name]);
  const hasEnd = (consumer: Consumer, id: string | undefined) =>
    until(() =>
      itemsOf(consumer).some(({ kind, operation }) => operation?.id === id && kind === 'operation.succeeded'),
    );
  const amend = async (key: string) => {
    const payload = await operations.send('amendContract', seatsTo(800, operations.systems.contract.version, key));
    return payload.operation?.id;
  };

  it('tell each of their consumers every event once, in the same order', async () => {
    const [here, there] = [await followAt(gateways[0]), await followAt(gateways[1])];
    await Promise.all([here.has(1), there.has(1)]);
    const id = await amend('both');
    await Promise.all([hasEnd(here, id), hasEnd(there, id)]);
    expect(events(here)).toEqual(events(there));
    expect(itemsOf(here).map(({ sequence }) => sequence)).toEqual(itemsOf(here).map((_, index) => index + 1));
    here.leave();
    there.leave();
  });

  it('take over each other’s consumers: who loses one goes on at the other, without a gap or a repeat', async () => {
    const [mover, stayer] = [await followAt(gateways[0]), await followAt(gateways[1])];
    await Promise.all([mover.has(1), stayer.has(1)]);
    const before = await amend('before');
    await Promise.all([hasEnd(mover, before), hasEnd(stayer, before)]);
    await gateways[0]?.close();
    await mover.end;
    const away = await amend('away');
    await hasEnd(stayer, away);
    const moved = await followAt(gateways[1], itemsOf(mover).at(-1)?.cursor ?? null);
    await hasEnd(moved, away);
    const after = await amend('after');
    await Promise.all([hasEnd(moved, after), hasEnd(stayer, after)]);
    expect([...events(mover), ...events(moved)]).toEqual(events(stayer));
    const counted = [...itemsOf(mover), ...itemsOf(moved)].map(({ sequence }) => sequence);
    expect(counted).toEqual(counted.map((_, index) => index + 1));
    expect(gateways[1]?.openUpstreamCount()).toBe(1);
    gateways = gateways.slice(1);
  });
});

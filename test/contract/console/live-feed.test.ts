import { EventEmitter, once } from 'node:events';
import type { GraphQLSchema } from 'graphql';
import { type FeedState, followOperation } from '../../../console/src/graph/live-feed.ts';
import { publicSchema } from '../../e2e/support/api-schema.ts';
import { createFakeGraph, type FakeGraph } from '../../e2e/support/fake-graph.ts';
import { FAKE_TOKEN, type FakeServer, startFakeServer } from '../../e2e/support/fake-server.ts';

const amendment = {
  contractId: 'contract-meridian',
  expectedVersion: 1,
  effectiveOn: '2026-08-16',
  changes: [{ setQuantity: { productCode: 'PLATFORM-SEAT', quantity: '800' } }],
  idempotencyKey: 'key-of-the-feed-test',
  dryRun: false,
};

describe('The live stream of an operation', () => {
  let schema: GraphQLSchema;
  let graph: FakeGraph;
  let server: FakeServer;
  const told = new EventEmitter();
  let kinds: string[];
  let sequences: number[];
  let states: FeedState['kind'][];
  let stop: () => void;

  beforeAll(async () => {
    schema = await publicSchema();
  });
  beforeEach(async () => {
    graph = createFakeGraph();
    graph.mutation.amendContract({ input: amendment });
    server = await startFakeServer({ schema, graph, pages: '/nowhere', port: 0 });
    [kinds, sequences, states] = [[], [], []];
  });
  afterEach(async () => {
    stop();
    told.removeAllListeners();
    await server.close();
  });

  const follow = (token: string) => {
    stop = followOperation({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      token: () => token,
      operationId: 'operation-amend',
      onEvent: (event) => {
        kinds.push(event.kind);
        sequences.push(event.sequence);
        told.emit(`event ${event.sequence}`);
      },
      onState: (state) => {
        states.push(state.kind);
        told.emit(state.kind);
      },
      wait: () => Promise.resolve(),
    });
  };

  it('goes on after a lost connection without a gap and without a repeat', async () => {
    follow(FAKE_TOKEN);
    await once(told, 'event 1');
    graph.advance();
    await once(told, 'event 2');
    const back = once(told, 'RESUMED');
    server.dropSockets();
    graph.advance();
    graph.advance();
    const last = once(told, 'event 4');
    await back;
    await last;
    expect(sequences).toEqual([1, 2, 3, 4]);
    expect(kinds).toEqual(['snapshot', 'step.running', 'step.done', 'step.running']);
    expect(states).toEqual(['CONNECTING', 'LIVE', 'RECONNECTING', 'RESUMED']);
  });

  it('asks for a new sign-in or gives up when the token is refused, and does not knock again', async () => {
    const refused = once(told, 'REFUSED');
    follow('somebody else');
    await refused;
    expect(states).toEqual(['CONNECTING', 'REFUSED']);
  });
});

import { ask, type FakeGraph, startFakeGraph, supergraphWith } from './fake-graph.ts';

/** The same graph with one more field of a customer, which the subgraph does not know yet: it is never asked for here. */
function grown(): string {
  return supergraphWith((name, sdl) =>
    name === 'crm' ? sdl.replace('name: String!', 'name: String! nickname: String') : sdl,
  );
}

const NICKNAME = '{ __type(name: "Customer") { fields { name } } }';

describe('a supergraph that changes while the gateway works', () => {
  let graph: FakeGraph;
  beforeEach(async () => {
    graph = await startFakeGraph();
  });
  afterEach(() => graph.close());

  const hasNickname = async () => JSON.stringify((await ask(graph, NICKNAME)).data).includes('"nickname"');

  it('is served from the next request on', async () => {
    expect(await hasNickname()).toBe(false);
    expect(await graph.gateway.changeSupergraph(grown())).toEqual({ ok: true, value: true });
    expect(await hasNickname()).toBe(true);
    expect((await ask(graph, '{ customer(id: "c1") { name invoices { number } } }')).errors).toEqual([]);
  });

  it('lets a request that began before end with the graph it began with', async () => {
    let goOn = () => undefined as unknown;
    const held = new Promise((resolve) => {
      goOn = () => resolve(undefined);
    });
    const asked = new Promise<void>((resolve) => {
      graph.billing.before = async () => {
        resolve();
        await held;
      };
    });
    const slow = ask(graph, '{ customer(id: "c1") { name balance } }');
    await asked;
    await graph.gateway.changeSupergraph(grown());
    expect(await hasNickname()).toBe(true);
    goOn();
    expect(await slow).toMatchObject({ status: 200, data: { customer: { name: 'Acme', balance: '10.00' } } });
  });

  it('stays as it was when the new text is no supergraph, or needs a system that there is no way to', async () => {
    const refused = await graph.gateway.changeSupergraph('type Query { a: Int }');
    expect(refused.ok).toBe(false);
    const foreign = grown().replaceAll('"crm"', '"elsewhere"');
    expect(await graph.gateway.changeSupergraph(foreign)).toMatchObject({ ok: false });
    expect((await ask(graph, '{ customer(id: "c1") { name } }')).data).toEqual({ customer: { name: 'Acme' } });
  });

  it('is not changed by the text that is served already', async () => {
    await graph.gateway.changeSupergraph(grown());
    expect(await graph.gateway.changeSupergraph(grown())).toEqual({ ok: true, value: false });
  });
});

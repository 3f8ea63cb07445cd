import { graphClient } from '#local/demo-world/graph-client.ts';
import { countAll, gained, oneMoreSeat } from '#test/support/amendments.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

const REPLAY = `mutation ($input: ReplayOperationInput!) { replayOperation(input: $input) {
  replayed operation { id status } userErrors { code message } } }`;
const TOLD = `query ($filter: SyncStatusFilter) { syncEvents(first: 100, filter: $filter) {
  edges { node { step { name status } } } } }`;
const CALLS = `query ($id: ID!) { operation(id: $id) { steps { name system status
  vendorCalls { at connection method path status durationMs request response } } } }`;

interface Told {
  readonly syncEvents: {
    readonly edges: readonly { readonly node: { readonly step: { readonly name: string } | null } }[];
  };
}

interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly request: string | null;
}

interface Called {
  readonly operation: {
    readonly steps: readonly {
      readonly name: string;
      readonly system: string;
      readonly status: string;
      readonly vendorCalls: readonly SeenCall[] | null;
    }[];
  };
}

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 180_000);
afterAll(() => world?.close());

async function replayed(id: string): Promise<readonly string[]> {
  const filter = { operationId: id, kinds: ['step.replayed'] };
  const { syncEvents } = await world.graph<Told>(TOLD, { filter });
  return syncEvents.edges.map(({ node }) => node.step?.name ?? '');
}

describe('an amendment that has gone through every system', () => {
  it('asked once more from its first step on is answered for by all of them, and no vendor does anything twice', async () => {
    const operation = await oneMoreSeat(world, 'to be replayed');
    expect(operation.status).toBe('SUCCEEDED');
    const done = operation.steps.filter(({ status }) => status === 'DONE').map(({ name }) => name);
    const before = countAll(world);
    const input = { operationId: operation.id, reason: 'Is it all there?', idempotencyKey: 'replay it' };
    const answer = await world.graph<{ replayOperation: unknown }>(REPLAY, { input });
    expect(answer.replayOperation).toMatchObject({ replayed: false, operation: { id: operation.id }, userErrors: [] });
    const stage = await world.stage();
    const told = await stage.eventually('the last step to be answered for', async () => {
      const names = await replayed(operation.id);
      return names.length >= done.length ? names : null;
    });
    expect([...told].sort()).toEqual([...done].sort());
    expect(gained(world, before)).toEqual({ salesforce: {}, stripe: {}, netsuite: {} });
    expect((await oneMoreSeat(world, 'behind the replay')).status).toBe('SUCCEEDED');
  }, 120_000);

  it('shows what was said to each vendor for a step, without a secret, to those who may see it', async () => {
    const { id } = await oneMoreSeat(world, 'to be looked into');
    const stage = await world.stage();
    const as = (role: 'finance' | 'revops') => graphClient(world.url, () => world.tokenOf(role, 'fay'));
    const steps = await stage.eventually('the calls to be on record', async () => {
      const { operation } = await as('finance')<Called>(CALLS, { id });
      const calls = operation.steps.find(({ name }) => name === 'amendSubscription')?.vendorCalls ?? [];
      return calls.some(({ method }) => method === 'POST') ? operation.steps : null;
    });
    const crm = steps.find(({ name }) => name === 'amendCrmContract')?.vendorCalls ?? [];
    expect(crm.some(({ method, status }) => method !== 'GET' && status !== null && status < 300)).toBe(true);
    const text = JSON.stringify(steps);
    expect(text).toContain('/v1/subscription');
    for (const canary of [
      world.secrets.stripeApiKey,
      world.secrets.salesforceClientSecret,
      world.secrets.netsuitePrivateKey,
      world.secrets.serviceSecret,
    ]) {
      expect(text).not.toContain(canary);
    }
    await expect(as('revops')<Called>(CALLS, { id })).rejects.toThrow();
  }, 120_000);
});

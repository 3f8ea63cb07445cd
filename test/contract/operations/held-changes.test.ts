import type { Principal } from '#kit/identity/principal.ts';
import { REVOPS, seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const GRACE: Principal = { ...REVOPS, subject: 'grace', roles: ['controller'] };
const EFFECT = { system: 'BILLING', vendor: 'fake', connection: 'main', type: 'subscription', externalId: 'sub' };

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
  const { answers } = operations.systems;
  answers.set('readContractBilling', () => null);
  answers.set('cancelSubscription', () => ({ subscriptionId: 'sub_1', credits: [], effect: EFFECT }));
  answers.set('terminateContract', () => ({ journals: [], effect: EFFECT }));
});
afterAll(() => operations.close());
afterEach(() => {
  operations.systems.fault = () => null;
});

let requests = 0;
/** Asks for the end of a contract as it stands, of which billing would credit so much. */
async function cancel(minor: string) {
  const { systems } = operations;
  systems.contract = { ...systems.contract, status: 'ACTIVE' };
  const amount = { minor, currency: 'USD' };
  systems.answers.set('previewCancellation', () => [{ invoiceId: 'inv_1', amount, lines: [] }]);
  requests += 1;
  const { operation, userErrors } = await operations.send('cancelContract', {
    contractId: 'ctr_1',
    expectedVersion: systems.contract.version,
    effectiveOn: '2026-08-16',
    refund: 'PRORATED',
    reason: 'They close.',
    idempotencyKey: `cancel ${requests}`,
  });
  expect(userErrors).toEqual([]);
  return operation?.id ?? '';
}

/** A further request about the contract, expecting this version of it. */
async function amend(version: number) {
  requests += 1;
  return operations.send('amendContract', seatsTo(700 + requests, version, `amend ${requests}`));
}

async function decide(id: string, decision: 'APPROVE' | 'REJECT') {
  const query = `query ($id: ID!) { operation(id: $id) { approvals { id status payloadHash } } }`;
  type Seen = { operation: { approvals: { id: string; status: string; payloadHash: string }[] } };
  const [approval] = (await operations.ask<Seen>(query, { id })).operation.approvals;
  const { userErrors } = await operations.send(
    'decideApproval',
    {
      approvalId: approval?.id,
      decision,
      payloadHash: approval?.payloadHash,
      note: 'Seen.',
      idempotencyKey: `decide ${id}`,
    },
    GRACE,
  );
  return userErrors.map(({ code }) => code);
}

const promised = async () =>
  (await operations.sql<{ v: number | null }>('select accepted_version as v from operations.contract_line'))[0]?.v;
const effectsOf = (id: string) => [...operations.systems.effects.keys()].filter((key) => key.startsWith(`${id}:`));

describe('the end of a contract', () => {
  it('runs at once up to the threshold of what is given back, and waits for a second person above it', async () => {
    const at = await cancel('1000000');
    expect(await operations.until(at)).toMatchObject({ status: 'SUCCEEDED' });
    const above = await cancel('1000001');
    expect(await operations.until(above, 'WAITING', 'SUCCEEDED')).toMatchObject({ status: 'WAITING' });
    expect(effectsOf(above)).toEqual([]);
    expect(await decide(above, 'APPROVE')).toEqual([]);
    expect(await operations.until(above)).toMatchObject({ status: 'SUCCEEDED' });
    expect(effectsOf(above)).toContain(`${above}:cancelSubscription`);
    expect(await promised()).toBe(operations.systems.contract.version);
  });
});

describe('a change that waits for a second person', () => {
  it('promises nothing: others change the contract meanwhile, and its approval comes too late', async () => {
    const held = await cancel('5000000');
    const { version } = operations.systems.contract;
    const before = await promised();
    const { operation, userErrors } = await amend(version);
    expect(userErrors).toEqual([]);
    expect(before).not.toBe(version + 1);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await decide(held, 'APPROVE')).toEqual(['APPROVAL_VOID']);
    expect(await operations.until(held)).toMatchObject({
      status: 'FAILED',
      commitment: 'FAILED',
      finalization: 'FAILED',
    });
    expect(effectsOf(held)).toEqual([]);
    expect(await promised()).toBe(version + 1);
    expect(
      await operations.sql(
        `select cause, payload ->> 'code' as code, impact_minor from operations.exception where operation_id = $1`,
        [held],
      ),
    ).toEqual([{ cause: 'MASTER_DATA_MISMATCH', code: 'APPROVAL_VOID', impact_minor: '5000000' }]);
    expect(await operations.sql('select 1 from dbos.workflow_status where workflow_uuid = $1', [held])).toEqual([]);
    expect(await decide(held, 'APPROVE')).toEqual(['APPROVAL_VOID']);
    expect(await decide(held, 'REJECT')).toEqual(['APPROVAL_VOID']);
  });

  it('is void as well while another change is on its way, and takes nothing from it when it is rejected', async () => {
    const [late, rejected] = [await cancel('5000000'), await cancel('5000001')];
    const { version } = operations.systems.contract;
    const billing = operations.systems.hold('BILLING.amendSubscription');
    const { operation } = await amend(version);
    await billing.reached;
    expect(await decide(rejected, 'REJECT')).toEqual([]);
    expect(await operations.until(rejected, 'CANCELLED')).toBeDefined();
    expect(await promised()).toBe(version + 1);
    const next = await amend(version + 1);
    expect(next.userErrors).toEqual([]);
    expect(await decide(late, 'APPROVE')).toEqual(['APPROVAL_VOID']);
    expect(await operations.until(late)).toMatchObject({ status: 'FAILED' });
    billing.release();
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await operations.until(next.operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('goes in the order of its approval when it stands in one line with others', async () => {
    const first = await cancel('5000000');
    const second = await cancel('5000001');
    expect(await decide(second, 'APPROVE')).toEqual([]);
    expect(await operations.until(second)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await decide(first, 'APPROVE')).toEqual(['APPROVAL_VOID']);
    expect(await operations.until(first)).toMatchObject({ status: 'FAILED' });
  });
});

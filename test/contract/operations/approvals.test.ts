import type { Principal } from '#kit/identity/principal.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { expireApprovals } from '#operations/approvals/postgres-decide.ts';
import { REVOPS, startTestOperations, type TestOperations } from '#test/support/operations.ts';

/** Who asks for a refund, and who may agree to it. */
const ADA: Principal = { ...REVOPS, subject: 'ada', roles: ['finance'], entities: ['US', 'DE'] };
const GRACE: Principal = { ...ADA, subject: 'grace', roles: ['controller'] };
const OTTO: Principal = { ...ADA, subject: 'otto', roles: ['revops'] };

const PAYMENT = {
  paymentId: 'pay_1',
  externalId: 'ch_1',
  status: 'SUCCEEDED',
  invoiceId: 'inv_1',
  customerId: 'cust_1',
  contractId: null,
  receivedOn: '2026-08-01',
  attempts: 1,
  final: false,
};
const REFUND = {
  refundId: 'rfd_1',
  externalId: 're_1',
  status: 'SUCCEEDED',
  paymentId: 'pay_1',
  invoiceId: 'inv_1',
  creditMemoId: null,
  customerId: 'cust_1',
  contractId: null,
  refundedOn: '2026-08-16',
};

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());

/** A payment of that entity which still holds 50,000.00, and the systems that give it back. */
function paidIn(legalEntity: string, currency: string) {
  const amount = { minor: '5000000', currency };
  const { answers } = operations.systems;
  answers.set('readPayment', () => ({ ...PAYMENT, legalEntity, amount, refunded: { minor: '0', currency } }));
  const effect = { system: 'BILLING', vendor: 'fake', connection: 'main', type: 'refund', externalId: 're_1' };
  answers.set('refundPayments', () => ({ refunds: [{ ...REFUND, legalEntity, amount }], effect }));
}

let requests = 0;
const refund = (amount: string, by = ADA) => {
  requests += 1;
  const input = { paymentId: 'pay_1', amount, reason: 'Paid twice.', idempotencyKey: `refund ${requests}` };
  return operations.send('refundPayment', input, by);
};

interface SeenApproval {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly payloadHash: string;
  readonly requestedBy: string;
  readonly decidedBy: string | null;
  readonly roles: readonly string[];
  readonly operation: { readonly id: string };
}

async function approvalsOf(id: string | undefined): Promise<readonly SeenApproval[]> {
  const query = `query ($id: ID!) { operation(id: $id) { approvals {
    id status reason payloadHash requestedBy decidedBy roles operation { id } } } }`;
  return (await operations.ask<{ operation: { approvals: SeenApproval[] } }>(query, { id }, GRACE)).operation.approvals;
}

/** A refund above the threshold, waiting for somebody else. */
async function heldRefund() {
  paidIn('US', 'USD');
  const { operation, userErrors } = await refund('10000.01');
  const [approval] = await approvalsOf(operation?.id);
  if (operation === null || approval === undefined) throw new Error(JSON.stringify(userErrors));
  return { operation, approval };
}

const decide = ({ id, payloadHash }: SeenApproval, by: Principal, more: Record<string, unknown> = {}) =>
  operations.send(
    'decideApproval',
    { approvalId: id, decision: 'APPROVE', payloadHash, note: 'Seen.', idempotencyKey: `decide ${id}`, ...more },
    by,
  );
const codes = ({ userErrors }: Awaited<ReturnType<typeof decide>>) => userErrors.map(({ code }) => code);

describe('an amount', () => {
  it.each([
    ['US', 'USD', '10000.00'],
    ['DE', 'EUR', '10000.00'],
    ['US', 'EUR', '5000.00'],
  ])('of %s in %s needs nobody else up to %s, and a second person above', async (entity, currency, threshold) => {
    paidIn(entity, currency);
    const at = await refund(threshold);
    expect(await operations.until(at.operation?.id, 'SUCCEEDED', 'PARKED')).toBeDefined();
    expect(await approvalsOf(at.operation?.id)).toEqual([]);
    const above = await refund(threshold.replace(/\.00$/, '.01'));
    expect(above.operation).toMatchObject({ status: 'WAITING', commitment: 'PENDING' });
    expect(await approvalsOf(above.operation?.id)).toMatchObject([
      { status: 'PENDING', requestedBy: 'ada', decidedBy: null, roles: expect.arrayContaining(['controller']) },
    ]);
  });
});

describe('an operation that waits for a second person', () => {
  it('does nothing, goes on once it is approved, and names who did', async () => {
    const { operation, approval } = await heldRefund();
    const keyOfIt = (key: string) => key.startsWith(operation.id);
    expect([...operations.systems.effects.keys()].filter(keyOfIt)).toEqual([]);
    expect(await decide(approval, GRACE)).toMatchObject({ replayed: false, userErrors: [] });
    await operations.until(operation.id, 'SUCCEEDED', 'PARKED');
    expect([...operations.systems.effects.keys()].filter(keyOfIt)).toContain(`${operation.id}:refundPayments`);
    expect(await approvalsOf(operation.id)).toMatchObject([{ status: 'APPROVED', decidedBy: 'grace' }]);
    const audit = await operations.sql<{ actor: string; action: string }>(
      `select actor, action from operations.audit where after ->> 'approvalId' = $1 order by sequence`,
      [approval.id],
    );
    expect(audit).toEqual([
      { actor: 'ada', action: 'approval.requested' },
      { actor: 'grace', action: 'approval.approved' },
    ]);
    const kinds = await operations.sql<{ type: string }>(
      `select type from event_log.event where operation_id = $1 order by id limit 4`,
      [operation.id],
    );
    expect(kinds.map(({ type }) => type)).toEqual([
      'operation.accepted',
      'approval.requested',
      'approval.decided',
      'operation.released',
    ]);
  });

  it('is stopped when it is rejected, and never runs', async () => {
    const { operation, approval } = await heldRefund();
    expect(codes(await decide(approval, GRACE, { decision: 'REJECT' }))).toEqual([]);
    expect(await operations.until(operation.id, 'CANCELLED')).toMatchObject({ commitment: 'NOT_APPLICABLE' });
    expect(codes(await decide(approval, GRACE, { idempotencyKey: 'again' }))).toEqual(['INVALID_TRANSITION']);
    expect(await operations.sql('select 1 from dbos.workflow_status where workflow_uuid = $1', [operation.id])).toEqual(
      [],
    );
  });

  it('cannot be approved by who asked for it, whatever their roles, nor by a role that may not', async () => {
    const { approval } = await heldRefund();
    const own = await decide(approval, { ...ADA, roles: ['controller', 'admin'] });
    expect(codes(own)).toEqual(['SOD_VIOLATION']);
    expect(own.userErrors[0]?.message).toContain('controller');
    expect(own.userErrors[0]?.message).toContain('US');
    expect(codes(await decide(approval, OTTO))).toEqual(['SOD_VIOLATION']);
    expect(codes(await decide(approval, { ...GRACE, entities: ['DE'] }))).toEqual(['NOT_FOUND']);
    expect(await approvalsOf(approval.operation.id)).toMatchObject([{ status: 'PENDING' }]);
  });

  it('can be withdrawn by who asked for it', async () => {
    const { operation, approval } = await heldRefund();
    expect(codes(await decide(approval, ADA, { decision: 'REJECT', note: 'My mistake.' }))).toEqual([]);
    await operations.until(operation.id, 'CANCELLED');
  });

  it('is approved as it was shown, or not at all', async () => {
    const { operation, approval } = await heldRefund();
    expect(codes(await decide(approval, GRACE, { payloadHash: 'f'.repeat(64) }))).toEqual(['APPROVAL_VOID']);
    await operations.sql(
      `update operations.operation set held = jsonb_set(held, '{start,input,request,reason}', '"Because."') where id = $1`,
      [operation.id],
    );
    expect(codes(await decide(approval, GRACE))).toEqual(['APPROVAL_VOID']);
    expect(await approvalsOf(operation.id)).toMatchObject([{ status: 'PENDING' }]);
  });

  it('is decided once, however often and by how many it is sent', async () => {
    const { operation, approval } = await heldRefund();
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => decide(approval, GRACE)),
      ...Array.from({ length: 5 }, (_, index) =>
        decide(approval, { ...GRACE, subject: `carol ${index}` }, { idempotencyKey: `carol ${index}` }),
      ),
    ]);
    const taken = answers.filter(({ userErrors, replayed }) => userErrors.length === 0 && !replayed);
    expect(taken).toHaveLength(1);
    await operations.until(operation.id, 'SUCCEEDED', 'PARKED');
    const runs = await operations.sql(`select workflow_uuid from dbos.workflow_status where workflow_uuid = $1`, [
      operation.id,
    ]);
    expect(runs).toHaveLength(1);
    const winner = (await approvalsOf(operation.id))[0]?.decidedBy ?? '';
    const key = winner === 'grace' ? `decide ${approval.id}` : winner;
    const by = { ...GRACE, subject: winner };
    expect(await decide(approval, by, { idempotencyKey: key })).toMatchObject({ replayed: true, userErrors: [] });
    const other = await decide(approval, by, { idempotencyKey: key, note: 'Another.' });
    expect(codes(other)).toEqual(['IDEMPOTENCY_CONFLICT']);
  });

  it('expires: then nobody can approve it, and it is stopped', async () => {
    const { operation, approval } = await heldRefund();
    const before = operations.clock.now();
    operations.clock.set(new Date(before.getTime() + 72 * 60 * 60 * 1000));
    expect(codes(await decide(approval, GRACE))).toEqual(['APPROVAL_VOID']);
    const dataSource = await openDataSource({
      url: operations.database.url,
      schema: 'operations',
      entities: [],
      poolSize: 1,
      applicationName: 'revgraph tests',
    });
    await inTransaction(dataSource, (em) => expireApprovals(em, operations.clock.now(), 100));
    await dataSource.destroy();
    operations.clock.set(before);
    expect(await operations.until(operation.id, 'CANCELLED')).toBeDefined();
    expect(await approvalsOf(operation.id)).toMatchObject([{ status: 'EXPIRED' }]);
  });
});

describe('the list of approvals', () => {
  it('shows those of a status, to those who may see the entity', async () => {
    const { approval } = await heldRefund();
    const list = `query ($status: ApprovalStatus) { approvals(first: 100, status: $status) {
      totalCount edges { node { id status } } } }`;
    type List = { readonly approvals: { readonly edges: readonly { readonly node: SeenApproval }[] } };
    const ids = async (status: string, by: Principal) =>
      (await operations.ask<List>(list, { status }, by)).approvals.edges.map(({ node }) => node.id);
    expect(await ids('PENDING', GRACE)).toContain(approval.id);
    expect(await ids('APPROVED', GRACE)).not.toContain(approval.id);
    expect(await ids('PENDING', { ...GRACE, entities: ['FR'] })).toEqual([]);
    const node = `query ($id: ID!) { node(id: $id) { ... on Approval { status payload } } }`;
    expect(await operations.ask(node, { id: approval.id }, GRACE)).toMatchObject({
      node: { status: 'PENDING', payload: { kind: 'REFUND_PAYMENT' } },
    });
  });
});

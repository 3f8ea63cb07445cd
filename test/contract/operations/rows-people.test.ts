import type { ContractFacts } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { INVOICE, type Room, startRoom } from './intake/room.ts';

const COUNT = 50;

let room: Room;
beforeEach(async () => {
  room = await startRoom();
  // A contract for each, so that each stands in a line of its own.
  room.systems.answers.set('readContract', (payload) => contractOf((payload as { contractId: string }).contractId));
});
afterEach(() => room.close());

function contractOf(contractId: string): ContractFacts {
  return { ...room.systems.contract, contractId, externalId: contractId };
}

/** Billing issued an invoice that only its number tells from another; gives the operation that it began. */
async function invoiceNumber(number: number): Promise<void> {
  const invoiceId = `inv_${number}`;
  await room.invoiceIs({
    ...INVOICE,
    invoiceId,
    externalId: invoiceId,
    number: `A-${number}`,
    contractId: `ctr_${number}`,
  });
}

const statuses = async () =>
  Object.fromEntries(
    (
      await room.sql<{ status: string; n: number }>(
        'select status, count(*)::integer as n from operations.operation group by status',
      )
    ).map(({ status, n }) => [status, n]),
  );

/** Ends once every operation stands in one of these statuses. */
async function allAre(...wanted: readonly string[]): Promise<void> {
  for (const { id } of await room.started()) await room.until(id, ...wanted);
}

describe('work that was parked', () => {
  it('R119 R118 is tried again by one decision over all fifty of it: each posts once, each is in the audit', async () => {
    const closed: ConnectorError = { kind: 'ClosedPeriod', period: '2026-08' };
    room.systems.fault = (call) => (call.name === 'postInvoice' && !call.lookUp ? closed : room.laws(call));
    for (let number = 1; number <= COUNT; number += 1) await invoiceNumber(number);
    await room.settle();
    await allAre('PARKED');
    expect(await statuses()).toEqual({ PARKED: COUNT });
    room.systems.fault = room.laws;
    const resolve = async (dryRun: boolean) => {
      const query = `mutation ($input: ResolveExceptionsInput!) { done: resolveExceptions(input: $input) {
        matched impact { amount currency } operations { id } skipped { id } userErrors { code } } }`;
      const wish = { filter: { cause: 'CLOSED_PERIOD' }, action: 'RETRY', note: 'August is open again.' };
      const input = { ...wish, idempotencyKey: 'reopened', dryRun };
      return (await room.ask<{ done: { operations: readonly unknown[] } }>(query, { input })).done;
    };
    expect(await resolve(true)).toMatchObject({ matched: COUNT, impact: [{ amount: '5000.00', currency: 'USD' }] });
    expect(await statuses()).toEqual({ PARKED: COUNT });
    expect(await resolve(false)).toMatchObject({ matched: COUNT, skipped: [], userErrors: [] });
    await allAre('SUCCEEDED');
    expect(await statuses()).toEqual({ SUCCEEDED: COUNT });
    expect(room.systems.done().filter((effect) => effect === 'ERP.postInvoice')).toHaveLength(COUNT);
    const audits = await room.sql(
      `select distinct after ->> 'operationId' as id from operations.audit where action like 'exception.%'
       and after ->> 'operationId' is not null and actor = 'ada'`,
    );
    expect(audits).toHaveLength(COUNT);
    expect(await room.open()).toEqual([]);
  });
});

/** An error of each class, with the class and the team whose queue it comes into. */
const CLASSES: readonly (readonly [ConnectorError, string, string])[] = [
  [{ kind: 'NotFound', externalId: 'entity' }, 'MASTER_DATA_MISMATCH', 'revops'],
  [{ kind: 'ClosedPeriod', period: '2026-08' }, 'CLOSED_PERIOD', 'finance'],
  [rejected('TAX_CODE_UNMAPPED'), 'TAX_FAILURE', 'finance'],
  [rejected('IDEMPOTENCY_CONFLICT'), 'DUPLICATE_EVENT', 'platform'],
  [rejected('MISSING_SSP'), 'MISSING_REVENUE_REFERENCE', 'finance'],
  [{ kind: 'UnsupportedByVendor', capability: 'this amendment' }, 'UNSUPPORTED', 'revops'],
];

function rejected(code: string): ConnectorError {
  return { kind: 'Rejected', code, field: 'lines.0', detail: 'It cannot be taken.' };
}

describe('the queue of exceptions', () => {
  it('R131 R132 R134 R128 has each class with its count, in the hands of its team, with cause, age and clock', async () => {
    room.systems.fault = (call) => {
      if (call.name !== 'postInvoice' || call.lookUp) return room.laws(call);
      const { invoice } = call.payload as { readonly invoice: { readonly invoiceId: string } };
      return CLASSES[Number(invoice.invoiceId.slice('inv_'.length)) % CLASSES.length]?.[0] ?? null;
    };
    for (let number = 0; number < CLASSES.length; number += 1) await invoiceNumber(number);
    await room.settle();
    await allAre('PARKED');
    const query = `query ($cause: ExceptionCause) { exceptions(first: 10, filter: { cause: $cause }) { totalCount
      edges { node { cause ownerTeam openedAt dueAt explanation nextAction overdue operation { status } } } } }`;
    interface Page {
      readonly totalCount: number;
      readonly edges: readonly { readonly node: { readonly openedAt: string; readonly dueAt: string } }[];
    }
    for (const [, cause, ownerTeam] of CLASSES) {
      const { exceptions } = await room.ask<{ exceptions: Page }>(query, { cause });
      expect(exceptions).toMatchObject({
        totalCount: 1,
        edges: [{ node: { cause, ownerTeam, overdue: false, operation: { status: 'PARKED' } } }],
      });
      const [{ node } = { node: { openedAt: '', dueAt: '' } }] = exceptions.edges;
      expect(node.dueAt > node.openedAt).toBe(true);
      expect(JSON.stringify(node)).not.toMatch(/\bat .+\.ts:\d+|Error:/);
    }
    const [unowned] = await room.sql<{ n: number }>(
      `select count(*)::integer as n from operations.exception where closed_at is null and owner_team = ''`,
    );
    expect(unowned?.n).toBe(0);
  });
});

describe('an invoice with a product that the ledger does not know', () => {
  it('R129 is kept aside and told, while the others post; once mapped, one decision brings it in', async () => {
    let isMapped = false;
    room.systems.fault = (call) => {
      const isIt = call.name === 'postInvoice' && JSON.stringify(call.payload).includes('"inv_2"');
      return isIt && !call.lookUp && !isMapped ? rejected('ITEM_UNMAPPED') : room.laws(call);
    };
    for (const number of [1, 2, 3]) await invoiceNumber(number);
    await room.settle();
    for (const { id } of await room.started()) await room.until(id, 'SUCCEEDED', 'PARKED');
    expect(await statuses()).toEqual({ PARKED: 1, SUCCEEDED: 2 });
    const [exception] = await room.sql<{ id: string; operation_id: string; cause: string; owner_team: string }>(
      'select id, operation_id, cause, owner_team from operations.exception where closed_at is null',
    );
    expect(exception).toMatchObject({ cause: 'MISSING_MAPPING', owner_team: 'finance' });
    const told = await room.sql(
      `select type from event_log.event where operation_id = $1 and type = 'operation.parked'`,
      [exception?.operation_id],
    );
    expect(told).toHaveLength(1);
    isMapped = true;
    const decision = { exceptionId: exception?.id, action: 'RETRY', note: 'It is mapped now.' };
    const { userErrors } = await room.send('resolveException', { ...decision, idempotencyKey: 'mapped' });
    expect(userErrors).toEqual([]);
    await room.until(exception?.operation_id);
    expect(await statuses()).toEqual({ SUCCEEDED: 3 });
    expect(room.systems.done().filter((effect) => effect === 'ERP.postInvoice')).toHaveLength(3);
  });
});

describe('a schedule', () => {
  it('R110 waits for what its figures stand on, says for what, and goes on when that comes', async () => {
    let isThere = false;
    const missing: ConnectorError = { kind: 'MissingPrerequisite', prerequisite: 'REVENUE_CONTRACT', id: 'ctr_1' };
    room.systems.fault = (call) => {
      return call.name === 'recordInvoice' && !call.lookUp && !isThere ? missing : room.laws(call);
    };
    await invoiceNumber(1);
    await room.settle();
    const [operation] = await room.started();
    await room.until(operation?.id, 'PARKED', 'WAITING');
    const [step] = await room.sql(
      `select status, waiting_for from operations.step where operation_id = $1 and status = 'WAITING'`,
      [operation?.id],
    );
    expect(step).toEqual({ status: 'WAITING', waiting_for: 'REVENUE_CONTRACT ctr_1' });
    isThere = true;
    await room.tell('contract.changed', 2, { contractId: 'ctr_1', version: 1, status: 'ACTIVE', ours: true });
    expect(await room.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(room.systems.done().filter((effect) => effect === 'REVREC.recordInvoice')).toHaveLength(1);
  });
});

describe('evidence that a service was delivered', () => {
  it('R112 waits for the contract that it came before, says so, and is taken up once when that comes', async () => {
    let isThere = false;
    const missing: ConnectorError = { kind: 'MissingPrerequisite', prerequisite: 'REVENUE_CONTRACT', id: 'ctr_1' };
    room.systems.fault = (call) => {
      return call.name === 'recordMilestone' && !call.lookUp && !isThere ? missing : room.laws(call);
    };
    const evidence = {
      contractId: 'ctr_1',
      obligation: 'ONBOARDING',
      completedOn: '2026-08-15',
      evidence: 'Protocol 7',
    };
    const { operation, userErrors } = await room.send('recordMilestone', { ...evidence, idempotencyKey: 'early' });
    expect(userErrors).toEqual([]);
    await room.until(operation?.id, 'PARKED');
    const [step] = await room.sql(
      `select status, waiting_for from operations.step where operation_id = $1 and name = 'recordMilestone'`,
      [operation?.id],
    );
    expect(step).toEqual({ status: 'WAITING', waiting_for: 'REVENUE_CONTRACT ctr_1' });
    expect(await room.open()).toEqual([]);
    isThere = true;
    await room.tell('contract.changed', 2, { contractId: 'ctr_1', version: 1, status: 'ACTIVE', ours: true });
    expect(await room.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(room.systems.done().filter((effect) => effect === 'REVREC.recordMilestone')).toHaveLength(1);
  });
});

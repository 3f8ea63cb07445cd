import { REVOPS, seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const DOWN = { kind: 'Unavailable', status: 503 } as const;

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());
afterEach(() => {
  operations.systems.fault = () => null;
});

interface Seen {
  readonly requestedAt: string;
  readonly committedAt: string | null;
  readonly finishedAt: string | null;
  readonly saga: string;
  readonly sagaVersion: number;
  readonly steps: readonly {
    readonly name: string;
    readonly system: string;
    readonly status: string;
    readonly attempts: number;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
  }[];
}

async function seen(id: string | undefined): Promise<Seen> {
  const query = `query ($id: ID!) { seen: operation(id: $id) { requestedAt committedAt finishedAt saga sagaVersion
    steps { name system status attempts startedAt finishedAt } } }`;
  return (await operations.ask<{ seen: Seen }>(query, { id })).seen;
}

/** Kinds of the log's events about an operation, in order. */
async function told(operationId: string | undefined): Promise<readonly string[]> {
  const events = await operations.sql<{ type: string; step: string | null }>(
    `select type, data #>> '{step,name}' as step from event_log.event where operation_id = $1 order by xid, id`,
    [operationId],
  );
  return events.map(({ type, step }) => (step === null ? type : `${type} ${step}`));
}

let changes = 0;
function amend() {
  changes += 1;
  return operations.send('amendContract', seatsTo(800, operations.systems.contract.version, `rows ${changes}`));
}
function book(opportunityId: string) {
  const { systems } = operations;
  systems.opportunity = { ...systems.opportunity, opportunityId };
  return operations.send('bookOpportunity', { opportunityId, idempotencyKey: opportunityId });
}

const writesOf = (id: string | undefined, step: string) =>
  operations.systems.calls.filter(({ key, lookUp }) => key === `${id}:${step}` && !lookUp).length;

describe('a booking', () => {
  it('R077 R085 is answered and in the log while the ledger gives no answer, and goes on when it does', async () => {
    const ledger = Promise.withResolvers<null>();
    operations.systems.fault = ({ system }) => (system === 'ERP' ? ledger.promise : null);
    const { operation, userErrors } = await book('opp_silent');
    expect([userErrors, operation?.status]).toEqual([[], 'QUEUED']);
    expect(await told(operation?.id)).toContain('operation.accepted');
    ledger.resolve(null);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('R050 R094 turns subscription, ledger and revenue green one by one, and says so once each', async () => {
    const { operation } = await book('opp_green');
    await operations.until(operation?.id);
    const { steps } = await seen(operation?.id);
    const done = steps.filter(({ status }) => status === 'DONE').map(({ name }) => name);
    const shown = ['activateCrmContract', 'startSubscription', 'recognizeContract', 'postInvoice', 'reportToCrm'];
    expect(done).toEqual(expect.arrayContaining(shown));
    // No entitlement system is connected here: the step says so instead of claiming that it was done.
    expect(steps.filter(({ system }) => system === 'ENTITLEMENT').map(({ status }) => status)).toEqual(['SKIPPED']);
    const events = await told(operation?.id);
    for (const type of ['order.activated', 'subscription.created', 'invoice.posted']) {
      expect(events.filter((event) => event === type)).toEqual([type]);
    }
  });

  it('R081 R121 that finds billing stopped goes on by itself where it stood, without anybody', async () => {
    operations.systems.failNext('BILLING.startSubscription', DOWN, DOWN, DOWN);
    const { operation } = await book('opp_outage');
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(writesOf(operation?.id, 'activateCrmContract')).toBe(1);
    expect(writesOf(operation?.id, 'startSubscription')).toBe(4);
    expect(await operations.sql('select 1 from operations.exception where operation_id = $1', [operation?.id])).toEqual(
      [],
    );
  });
});

interface Standing {
  readonly status: string;
  readonly exceptions: readonly { readonly id: string }[];
}

describe('an amendment', () => {
  it('R057 R086 R087 R089 shows five stages in order with their times, and by which saga it went', async () => {
    const { operation } = await amend();
    await operations.until(operation?.id);
    const { steps, requestedAt, committedAt, finishedAt, saga, sagaVersion } = await seen(operation?.id);
    const finished = (name: string) => steps.find((step) => step.name === name)?.finishedAt ?? '';
    const course = [
      requestedAt,
      finished('amendCrmContract'),
      finished('amendSubscription'),
      finished('postInvoice'),
      finished('reportToCrm'),
    ];
    expect(course.every((at) => at !== '')).toBe(true);
    expect(course).toEqual(course.toSorted());
    for (const { startedAt, finishedAt: ended, status } of steps) {
      if (status === 'DONE') expect([startedAt, ended].every((at) => at !== null)).toBe(true);
    }
    const events = await told(operation?.id);
    const order = ['operation.accepted', 'contract.amended', 'invoice.posted', 'operation.succeeded'];
    expect(events.filter((event) => order.includes(event))).toEqual(order);
    // The promise and the books each have a moment of their own, and the books are not done first.
    expect([committedAt, finishedAt].every((at) => at !== null)).toBe(true);
    expect((committedAt ?? '') <= (finishedAt ?? '')).toBe(true);
    expect([saga, sagaVersion]).toEqual(['amend-contract', 2]);
    expect(Date.parse(finishedAt ?? '') - Date.parse(requestedAt)).toBeLessThan(60_000);
  });

  it('R086 has kept its promise at a moment while its books are still open', async () => {
    const ledger = operations.systems.hold('ERP.postInvoice');
    const { operation } = await amend();
    await ledger.reached;
    expect(await seen(operation?.id)).toMatchObject({ committedAt: expect.any(String), finishedAt: null });
    ledger.release();
    await operations.until(operation?.id);
  });

  it('R061 is sent to ledger and revenue at the same time, to revenue with invoice and list prices', async () => {
    const begun = { postInvoice: Promise.withResolvers<null>(), modifyContract: Promise.withResolvers<null>() };
    // Each is answered only once the other one has been asked: one after the other, neither would ever be.
    operations.systems.fault = ({ name }) => {
      if (name === 'postInvoice') {
        begun.postInvoice.resolve(null);
        return begun.modifyContract.promise;
      }
      if (name !== 'modifyContract') return null;
      begun.modifyContract.resolve(null);
      return begun.postInvoice.promise;
    };
    const { operation } = await amend();
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    const revenue = operations.systems.calls.findLast(({ name }) => name === 'modifyContract');
    expect(revenue?.payload).toMatchObject({
      invoice: { invoiceId: 'inv_1', total: { minor: '17013698', currency: 'USD' } },
      products: [{ productCode: 'SEAT', listPrice: '1200.00' }],
    });
  });

  it('stays in a person’s hands while the other branch of its books goes on', async () => {
    const revenue = Promise.withResolvers<null>();
    operations.systems.fault = ({ name, lookUp }) => {
      if (name === 'modifyContract') return revenue.promise;
      return name === 'postInvoice' && !lookUp ? { kind: 'ClosedPeriod', period: '2026-08' } : null;
    };
    const { operation } = await amend();
    await operations.until(operation?.id, 'PARKED');
    const stream = await operations.subscribe(
      `subscription ($id: ID!) { syncStatus(filter: { operationId: $id }) { kind operation { status exceptions { id } }
         step { name } } }`,
      { id: operation?.id },
    );
    revenue.resolve(null);
    let parked: Standing | null = null;
    for await (const { data } of stream) {
      const item = data?.['syncStatus'] as { kind: string; operation: Standing; step: { name: string } | null };
      parked = item.operation;
      if (item.kind === 'step.finished' && item.step?.name === 'modifyRevenueContract') break;
    }
    expect(parked?.status).toBe('PARKED');
    operations.systems.fault = () => null;
    const exceptionId = parked?.exceptions[0]?.id;
    const decision = { exceptionId, action: 'RETRY', note: 'It is open again.', idempotencyKey: 'beside' };
    await operations.send('resolveException', decision);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('R123 whose ledger asks to slow down waits as long as it said, and nothing fails', async () => {
    const askedAt: number[] = [];
    operations.systems.fault = ({ name, lookUp }) => {
      if (name !== 'postInvoice' || lookUp) return null;
      askedAt.push(performance.now());
      return askedAt.length < 4 ? { kind: 'RateLimited', retryAfterMs: 400 } : null;
    };
    const { operation } = await amend();
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
    const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? at));
    expect(pauses).toHaveLength(3);
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(395);
    expect((await told(operation?.id)).filter((event) => event.includes('failed'))).toEqual([]);
  });

  it('R128 that goes well leaves nothing for a person', async () => {
    const { operation } = await amend();
    await operations.until(operation?.id);
    const query = 'query { exceptions(first: 100, filter: { status: OPEN }) { totalCount } }';
    expect(await operations.ask(query)).toEqual({ exceptions: { totalCount: 0 } });
  });
});

describe('a service', () => {
  it('R094 that evidence completes is told as delivered, once', async () => {
    const evidence = { obligation: 'SEAT', completedOn: '2026-08-15', evidence: 'Acceptance 12' };
    const wish = { contractId: 'ctr_1', ...evidence, idempotencyKey: 'delivered' };
    const { operation, userErrors } = await operations.send('recordMilestone', wish);
    expect(userErrors).toEqual([]);
    await operations.until(operation?.id);
    const type = 'service.delivery.completed';
    expect((await told(operation?.id)).filter((event) => event === type)).toEqual([type]);
  });

  it.each([
    ['40', []],
    ['99.99', []],
    ['100', ['service.delivery.completed']],
  ])('R094 that evidence meets to %s percent is told as delivered only when it is whole', async (percent, expected) => {
    const evidence = { obligation: 'SEAT', completedOn: '2026-08-15', evidence: `Report of ${percent} percent` };
    const wish = { contractId: 'ctr_1', ...evidence, percentComplete: percent, idempotencyKey: `part ${percent}` };
    const { operation, userErrors } = await operations.send('recordMilestone', wish);
    expect(userErrors).toEqual([]);
    await operations.until(operation?.id);
    const delivered = (await told(operation?.id)).filter((event) => event === 'service.delivery.completed');
    expect(delivered).toEqual(expected);
  });
});

describe('the state of an operation', () => {
  const STATUSES = ['QUEUED', 'RUNNING', 'WAITING', 'PARKED', 'COMPENSATING', 'COMPENSATED', 'FAILED', 'CANCELLED'];
  const STEP_STATUSES = ['PENDING', 'RUNNING', 'SKIPPED', 'FAILED'];

  it('R125 that has ended takes no other one, nor one that nobody knows, by the database’s own word', async () => {
    const { operation } = await amend();
    await operations.until(operation?.id);
    const set = (table: string, id: string, status: string) =>
      operations.sql(`update operations.${table} set status = $2 where ${id} = $1`, [operation?.id, status]);
    for (const status of [...STATUSES, 'DELIGHTED']) {
      await expect(set('operation', 'id', status)).rejects.toThrow(`does not go from SUCCEEDED to ${status}`);
    }
    for (const status of [...STEP_STATUSES, 'DELIGHTED']) {
      await expect(set('step', `name = 'postInvoice' and operation_id`, status)).rejects.toThrow(
        `does not go from DONE to ${status}`,
      );
    }
    const course = (await told(operation?.id)).filter((event) => event.endsWith(' postInvoice'));
    expect(course).toEqual(['step.started postInvoice', 'step.finished postInvoice']);
  });

  it('R105 is told to those only who asked for this contract and these kinds', async () => {
    const query = `query ($filter: SyncStatusFilter) { syncEvents(first: 100, filter: $filter) {
      totalCount edges { node { kind contract { id } } } } }`;
    interface Page {
      readonly totalCount: number;
      readonly edges: readonly {
        readonly node: { readonly kind: string; readonly contract: { readonly id: string } };
      }[];
    }
    const page = async (filter: object) => (await operations.ask<{ syncEvents: Page }>(query, { filter })).syncEvents;
    const { totalCount } = await page({ contractId: 'ctr_1' });
    const some = await page({ contractId: 'ctr_1', kinds: ['operation.succeeded'] });
    expect(some.totalCount).toBeGreaterThan(0);
    expect(some.totalCount).toBeLessThan(totalCount);
    expect(new Set(some.edges.map(({ node }) => `${node.kind} ${node.contract.id}`))).toEqual(
      new Set(['operation.succeeded ctr_1']),
    );
    expect(await page({ contractId: 'ctr_none' })).toMatchObject({ totalCount: 0, edges: [] });
  });
});

describe('a command', () => {
  it('R117 sent again under its key is answered as before, and with another content refused', async () => {
    const { version } = operations.systems.contract;
    const first = await operations.send('amendContract', seatsTo(900, version, 'the same key'));
    await operations.until(first.operation?.id);
    const again = await operations.send('amendContract', seatsTo(900, version, 'the same key'), REVOPS);
    expect(again).toMatchObject({ replayed: true, operation: { id: first.operation?.id } });
    const other = await operations.send('amendContract', seatsTo(901, version, 'the same key'));
    expect(other).toMatchObject({ operation: null, userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  });
});

describe('a refund of what a credit memo left on account', () => {
  const usd = (minor: string) => ({ minor, currency: 'USD' });
  const FINANCE = { ...REVOPS, roles: ['finance' as const] };
  const MEMO = {
    creditMemoId: 'cm_1',
    externalId: 'cn_1',
    number: 'CN-1',
    status: 'ISSUED',
    invoiceId: 'inv_1',
    customerId: 'cust_1',
    contractId: 'ctr_1',
    legalEntity: 'US',
    currency: 'USD',
    issuedOn: '2026-08-16',
    total: usd('500000'),
    tax: usd('0'),
    reducesInvoice: usd('0'),
    onAccount: usd('500000'),
    refunded: usd('0'),
    reason: null,
    lines: [],
  };
  const PAYMENT = {
    paymentId: 'pay_1',
    externalId: 'pi_1',
    customerId: 'cust_1',
    contractId: 'ctr_1',
    invoiceId: 'inv_1',
    legalEntity: 'US',
    status: 'SUCCEEDED',
    amount: usd('12000000'),
    refunded: usd('0'),
    receivedOn: '2026-08-16',
    attempts: 1,
    final: true,
  };
  const wish = (amount: string, more: Record<string, unknown> = {}) => ({
    paymentId: 'pay_1',
    creditMemoId: 'cm_1',
    amount,
    reason: 'Asked for it.',
    idempotencyKey: `refund of credit ${amount} ${JSON.stringify(more)}`,
    ...more,
  });

  beforeAll(() => {
    const { answers } = operations.systems;
    answers.set('readPayment', () => PAYMENT);
    answers.set('readCreditMemo', (asked) =>
      (asked as { readonly creditMemoId: string }).creditMemoId === 'cm_1' ? MEMO : { ...MEMO, customerId: 'cust_2' },
    );
    answers.set('refundPayments', () => ({ refunds: [], effect: null }));
  });

  it('names the credit memo to billing, so that it is not on account besides', async () => {
    const { operation, userErrors } = await operations.send('refundPayment', wish('5000.00'), FINANCE);
    expect(userErrors).toEqual([]);
    await operations.until(operation?.id);
    expect(operations.systems.effects.get(`${operation?.id}:refundPayments`)?.payload).toMatchObject({
      refunds: [{ paymentId: 'pay_1', creditMemoId: 'cm_1', amount: usd('500000') }],
    });
  });

  it.each([
    ['more than it left', wish('5000.01'), 'INVALID_AMOUNT', 'amount'],
    ['another customer’s', wish('1.00', { creditMemoId: 'cm_2' }), 'NOT_FOUND', 'creditMemoId'],
  ])('is refused for %s, before anything is written', async (_what, input, code, field) => {
    const { operation, userErrors } = await operations.send('refundPayment', input, FINANCE);
    expect([operation, userErrors.map((one) => [one.code, one.field?.join('.')])]).toEqual([null, [[code, field]]]);
  });
});

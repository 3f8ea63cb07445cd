import { INVOICE } from '#test/support/fake-systems.ts';
import { seatsTo, startTestOperations, type TestOperations, traces } from '#test/support/operations.ts';

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());
afterEach(() => {
  operations.systems.fault = () => null;
});

const amend = (key: string, quantity: number, expectedVersion = operations.systems.contract.version) =>
  operations.send('amendContract', seatsTo(quantity, expectedVersion, key));
const effectsOf = (id: string | undefined) =>
  [...operations.systems.effects]
    .filter(([key]) => key.startsWith(`${id}:`))
    .map(([, { system, name }]) => `${system}.${name}`);

const PROMISE = ['CRM.amendContract', 'BILLING.amendSubscription'];
/** Side by side: what one does, the other does not wait for. */
const LEDGER = ['ERP.ensureCustomer', 'ERP.postInvoice'];
const REVENUE = ['REVREC.modifyContract'];
const JOURNALS = ['ERP.postJournals', 'REVREC.recordPosted', 'CRM.reportStatus'];
const EFFECTS = PROMISE.length + LEDGER.length + REVENUE.length + JOURNALS.length;

function expectWholeCourse(id: string | undefined): void {
  const effects = effectsOf(id);
  expect(effects.filter((effect) => !REVENUE.includes(effect))).toEqual([...PROMISE, ...LEDGER, ...JOURNALS]);
  expect(effects.filter((effect) => !LEDGER.includes(effect))).toEqual([...PROMISE, ...REVENUE, ...JOURNALS]);
}

describe('an amendment', () => {
  it('goes through CRM and billing, then ledger and revenue side by side, then the journals, each once', async () => {
    const { operation, userErrors, replayed } = await amend('in order', 800);
    expect([userErrors, replayed, operation?.status]).toEqual([[], false, 'QUEUED']);
    expect(await operations.until(operation?.id)).toMatchObject({
      status: 'SUCCEEDED',
      commitment: 'DONE',
      finalization: 'DONE',
    });
    expectWholeCourse(operation?.id);
  });

  it('keeps the promise to the customer before the books are done', async () => {
    const ledger = operations.systems.hold('ERP.postInvoice');
    const { operation } = await amend('promise first', 800);
    await ledger.reached;
    const { seen } = await operations.ask<{ seen: unknown }>(
      'query ($id: ID!) { seen: operation(id: $id) { status commitment finalization } }',
      { id: operation?.id },
    );
    expect(seen).toEqual({ status: 'RUNNING', commitment: 'DONE', finalization: 'PENDING' });
    ledger.release();
    await operations.until(operation?.id);
  });

  it('brings the ledger a credit memo that its invoice drew on, and does not wait for who stands behind it', async () => {
    const { systems } = operations;
    const memo = { creditMemoId: 'cm_1', status: 'ISSUED' };
    const creditsDrawn = [
      { documentId: 'cm_1', amount: { minor: '2500', currency: 'USD' } },
      { documentId: 'inv_0', amount: { minor: '100', currency: 'USD' } },
    ];
    const effect = {
      system: 'BILLING',
      vendor: 'fake-billing',
      connection: 'main',
      type: 'subscription',
      externalId: 's',
    };
    const subscription = { subscriptionId: 'sub_1', externalId: 'sub', invoice: { ...INVOICE, creditsDrawn }, effect };
    systems.answers.set('amendSubscription', () => subscription);
    systems.answers.set('readCreditMemo', (asked) =>
      (asked as { readonly creditMemoId: string }).creditMemoId === 'cm_1' ? memo : null,
    );
    const { operation } = await amend('credit behind', 805);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    systems.answers.clear();
    const ledger = [...systems.effects].flatMap(([key, { system, name, payload }]) =>
      key.startsWith(`${operation?.id}:`) && system === 'ERP' ? [{ name, payload }] : [],
    );
    expect(ledger.slice(2, 4)).toEqual([
      { name: 'postCreditMemo', payload: { creditMemo: memo } },
      { name: 'applyCredit', payload: { invoiceId: INVOICE.invoiceId, legalEntity: 'US', credits: creditsDrawn } },
    ]);
  });

  it('that is sent twenty times at the same instant is one operation with one set of effects', async () => {
    const before = await traces(operations);
    const version = operations.systems.contract.version;
    const answers = await Promise.all(Array.from({ length: 20 }, () => amend('twenty', 810, version)));
    expect(new Set(answers.map(({ operation }) => operation?.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(19);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    const id = answers[0]?.operation?.id;
    await operations.until(id);
    expectWholeCourse(id);
    expect(operations.systems.contract.version).toBe(version + 1);
    expect(await traces(operations)).toMatchObject({
      operations: before.operations + 1,
      // One place in the contract's line, one in that of its books.
      sequences: before.sequences + 2,
    });
  });

  it('that is sent again after its end answers the same operation as it is now', async () => {
    const first = await amend('again', 820);
    await operations.until(first.operation?.id);
    const again = await amend('again', 820, operations.systems.contract.version - 1);
    expect(again).toMatchObject({ replayed: true, operation: { id: first.operation?.id, status: 'SUCCEEDED' } });
  });

  it('with a key that was used for something else is refused', async () => {
    await operations.until((await amend('used', 830)).operation?.id);
    const before = await traces(operations);
    const { operation, userErrors } = await amend('used', 831);
    expect(operation).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT', field: ['idempotencyKey'] }]);
    expect(await traces(operations)).toEqual(before);
  });

  it('of somebody else may use the same key', async () => {
    const first = await amend('shared', 840);
    await operations.until(first.operation?.id);
    const version = operations.systems.contract.version;
    const grace = {
      subject: 'grace',
      roles: ['revops'],
      entities: ['US'],
      scopes: [],
      correlationId: 'cor_g',
    } as const;
    const other = await operations.send('amendContract', seatsTo(841, version, 'shared'), grace);
    expect(other).toMatchObject({ replayed: false, userErrors: [] });
    await operations.until(other.operation?.id);
  });
});

describe('a second amendment while one runs', () => {
  it('with the coming version is taken and runs after it', async () => {
    const version = operations.systems.contract.version;
    const billing = operations.systems.hold('BILLING.amendSubscription');
    const first = await amend('first in line', 900, version);
    await billing.reached;
    const second = await amend('second in line', 950, version + 1);
    expect(second).toMatchObject({ replayed: false, userErrors: [], operation: { status: 'QUEUED' } });
    billing.release();
    await operations.until(second.operation?.id);
    const order = [...operations.systems.effects.keys()].filter((key) =>
      [first, second].some(({ operation }) => key.startsWith(`${operation?.id}:`)),
    );
    expect(order).toHaveLength(2 * EFFECTS);
    const places = (steps: readonly string[]) =>
      [first, second].map(({ operation }) => steps.map((step) => order.indexOf(`${operation?.id}:${step}`)));
    const [promised, promisedNext] = places(['amendCrmContract', 'amendSubscription']);
    expect(Math.max(...(promised ?? []))).toBeLessThan(Math.min(...(promisedNext ?? [])));
    const [booked, bookedNext] = places(['modifyRevenueContract', 'postInvoice', 'postRevenueJournals', 'reportToCrm']);
    expect(Math.max(...(booked ?? []))).toBeLessThan(Math.min(...(bookedNext ?? [])));
    expect(operations.systems.contract.version).toBe(version + 2);
    const payload = operations.systems.effects.get(`${second.operation?.id}:amendCrmContract`)?.payload;
    expect(payload).toMatchObject({ expectedVersion: version + 1, deltas: [{ quantity: '50' }] });
  });

  it('with the old version is refused and told which operation is under way', async () => {
    const version = operations.systems.contract.version;
    const billing = operations.systems.hold('BILLING.amendSubscription');
    const first = await amend('under way', 900, version);
    await billing.reached;
    const before = await traces(operations);
    const second = await amend('too late', 950, version);
    expect(second.operation).toBeNull();
    expect(second.userErrors).toMatchObject([
      {
        code: 'STALE_VERSION',
        field: ['expectedVersion'],
        message: expect.stringContaining(first.operation?.id ?? ''),
      },
    ]);
    expect(second.userErrors[0]?.message).toContain(`version ${version + 1}`);
    expect((await traces(operations)).operations).toBe(before.operations);
    billing.release();
    await operations.until(first.operation?.id);
  });

  it('at the same instant is taken once: of twenty with one version nineteen are stale', async () => {
    const version = operations.systems.contract.version;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => amend(`race ${index}`, 1000 + index, version)),
    );
    const taken = answers.filter(({ operation }) => operation !== null);
    expect(taken).toHaveLength(1);
    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
    expect(codes).toEqual(Array.from({ length: 19 }, () => 'STALE_VERSION'));
    await operations.until(taken[0]?.operation?.id);
    expect(operations.systems.contract.version).toBe(version + 1);
  });

  it('that counted on one which was taken back is taken back too, and harms nothing', async () => {
    const version = operations.systems.contract.version;
    const release = Promise.withResolvers<null>();
    const reached = Promise.withResolvers<void>();
    let refusedOnce = false;
    operations.systems.fault = async ({ name, lookUp }) => {
      if (name !== 'amendSubscription' || lookUp || refusedOnce) return null;
      refusedOnce = true;
      reached.resolve();
      await release.promise;
      return { kind: 'Rejected', code: 'card', field: null, detail: 'Card declined.' };
    };
    const first = await amend('falls', 1100, version);
    await reached.promise;
    const second = await amend('falls with it', 1200, version + 1);
    release.resolve(null);
    expect(await operations.until(first.operation?.id)).toMatchObject({ status: 'COMPENSATED' });
    expect(await operations.until(second.operation?.id)).toMatchObject({ status: 'COMPENSATED' });
    expect(effectsOf(second.operation?.id)).toEqual([]);
    expect(operations.systems.contract.version).toBe(version);
  });
});

describe('an amendment that billing refuses', () => {
  it('is taken back in the CRM, leaves an exception, and the way free for the next one', async () => {
    const version = operations.systems.contract.version;
    operations.systems.failNext('BILLING.amendSubscription', {
      kind: 'Rejected',
      code: 'card_declined',
      field: null,
      detail: 'Card declined.',
    });
    const { operation } = await amend('declined', 1300, version);
    expect(await operations.until(operation?.id)).toMatchObject({
      status: 'COMPENSATED',
      commitment: 'FAILED',
      finalization: 'FAILED',
    });
    expect(effectsOf(operation?.id)).toEqual(['CRM.amendContract', 'CRM.restoreContract']);
    expect(operations.systems.contract.version).toBe(version);
    const { seen } = await operations.ask<{ seen: unknown }>(
      `query ($id: ID!) { seen: operation(id: $id) {
        steps { name status error { code message } } exceptions { cause status explanation } } }`,
      { id: operation?.id },
    );
    expect(seen).toMatchObject({
      exceptions: [{ cause: 'VENDOR_REJECTED', status: 'OPEN', explanation: 'Card declined.' }],
    });
    const { steps } = seen as { steps: { name: string; status: string; error: unknown }[] };
    expect(steps.slice(0, 3)).toEqual([
      { name: 'amendCrmContract', status: 'COMPENSATED', error: null },
      { name: 'amendSubscription', status: 'FAILED', error: { code: 'REJECTED', message: 'Card declined.' } },
      { name: 'provisionEntitlements', status: 'PENDING', error: null },
    ]);
    const next = await amend('after the refusal', 1300, version);
    expect(next.userErrors).toEqual([]);
    expect(await operations.until(next.operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('an amendment whose replies are lost', () => {
  it('is looked up and has each effect once', async () => {
    const lost = new Set<string>();
    operations.systems.fault = ({ key, lookUp, name }) => {
      if (key === null || lookUp || lost.has(name)) return null;
      lost.add(name);
      return 'reply-lost';
    };
    const { operation } = await amend('lost replies', 1400);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(lost.size).toBe(EFFECTS);
    expectWholeCourse(operation?.id);
    const writes = operations.systems.calls.filter(
      ({ key, lookUp }) => !lookUp && key?.startsWith(`${operation?.id}:`),
    );
    expect(writes).toHaveLength(EFFECTS);
  });
});

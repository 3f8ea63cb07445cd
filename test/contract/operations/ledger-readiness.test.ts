import { seatsTo, startTestOperations, type TestOperations, traces } from '#test/support/operations.ts';

let operations: TestOperations;
beforeEach(async () => {
  operations = await startTestOperations();
});
afterEach(() => operations.close());

const NO_ITEM = {
  code: 'ITEM_UNMAPPED',
  subject: 'ANALYTICS',
  detail: 'The ledger has no item AN-1 for the product ANALYTICS',
};
const NO_CURRENCY = {
  code: 'CURRENCY_UNMAPPED',
  subject: 'USD',
  detail: 'The ledger has no currency USD; it has CHF, EUR',
};
const OTHER_PRICE = {
  code: 'PRICE_MISMATCH',
  subject: 'ANALYTICS',
  detail: "ANALYTICS costs 90000.00 USD by the price book and 95000 USD by the ledger's item AN-1",
};
const CLOSED = { code: 'CLOSED_PERIOD', subject: '2026-08', detail: '2026-08 is CLOSED' };
const NO_ACCOUNT = {
  code: 'ACCOUNT_UNMAPPED',
  subject: 'REFUND',
  detail: 'The books of US have no account for REFUND',
};

const ledgerSays = (...obstacles: readonly unknown[]) => {
  operations.systems.answers.set('readReadiness', () => obstacles);
};
const book = (more = {}) =>
  operations.send('bookOpportunity', { opportunityId: 'opp_1', idempotencyKey: 'book', ...more });
const ADD = {
  ...seatsTo(800, 1, 'add'),
  changes: [
    { setQuantity: { productCode: 'SEAT', quantity: '800' } },
    { addProduct: { productCode: 'ANALYTICS', quantity: '1' } },
  ],
};
const asked = () =>
  operations.systems.calls.filter(({ name }) => name === 'readReadiness').map(({ payload }) => payload);

describe('a deal that the ledger could not take', () => {
  it.each([
    ['of a product without an item', NO_ITEM, 'ITEM_UNMAPPED', /item AN-1 for the product ANALYTICS\. .+\.$/],
    [
      'at another price than its own',
      OTHER_PRICE,
      'PRICE_MISMATCH',
      /90000\.00 USD by the price book and 95000 USD by the ledger's item AN-1\. .+\.$/,
    ],
    ['in a currency that it has not', NO_CURRENCY, 'CURRENCY_NOT_SUPPORTED', /currency USD; it has CHF, EUR\. .+\.$/],
  ])('R052 R054 %s is refused with both values, and in the preview as well', async (_what, obstacle, code, message) => {
    const before = await traces(operations);
    ledgerSays(obstacle);
    for (const dryRun of [true, false]) {
      const { operation, userErrors } = await book({ dryRun });
      expect(operation).toBeNull();
      expect(userErrors).toMatchObject([{ code, field: ['opportunityId'], message: expect.stringMatching(message) }]);
    }
    expect(await traces(operations)).toEqual(before);
    expect(operations.systems.done()).toEqual([]);
    const listPrices = [{ productCode: 'SEAT', listPrice: '1200.00' }];
    expect(asked()).toEqual(Array(2).fill({ legalEntity: 'US', currency: 'USD', productCodes: ['SEAT'], listPrices }));
  });

  it.each([
    ['has the item', NO_ITEM],
    ['has the same price', OTHER_PRICE],
  ])('is booked once the ledger %s', async (_what, obstacle) => {
    ledgerSays(obstacle);
    await book();
    ledgerSays();
    const { operation, userErrors } = await book();
    expect(userErrors).toEqual([]);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('the prices that the ledger is asked about', () => {
  it('are the price book’s whatever was signed, each once, and none of a product that it has no price of', async () => {
    const { opportunity } = operations.systems;
    const [seat] = opportunity.lines;
    if (seat === undefined) throw new Error('The deal has no line.');
    operations.systems.opportunity = {
      ...opportunity,
      lines: [
        { ...seat, unitPrice: '900' },
        { ...seat, unitPrice: '1000' },
        { ...seat, listPrice: '1250.00' },
        { ...seat, productCode: 'ANALYTICS', listPrice: null },
      ],
    };
    await book({ dryRun: true });
    expect(asked()).toMatchObject([
      {
        productCodes: ['SEAT', 'ANALYTICS'],
        listPrices: [
          { productCode: 'SEAT', listPrice: '1200.00' },
          { productCode: 'SEAT', listPrice: '1250.00' },
        ],
      },
    ]);
  });
});

describe('a change that adds a product', () => {
  it.each([
    ['the ledger does not have', NO_ITEM],
    ['the ledger has another price of', OTHER_PRICE],
  ])('R052 which %s is refused where it stands in the request', async (_what, obstacle) => {
    ledgerSays(obstacle);
    for (const dryRun of [true, false]) {
      const { operation, userErrors } = await operations.send('amendContract', { ...ADD, dryRun });
      expect(operation).toBeNull();
      expect(userErrors).toMatchObject([{ code: obstacle.code, field: ['changes', '1', 'addProduct', 'productCode'] }]);
    }
    const listPrices = [{ productCode: 'ANALYTICS', listPrice: '90000.00' }];
    expect(asked()).toEqual(
      Array(2).fill({ legalEntity: 'US', currency: 'USD', productCodes: ['ANALYTICS'], listPrices }),
    );
    expect(operations.systems.done()).toEqual([]);
  });

  it('is the only one that is asked for: more of what is held was asked for when it was sold', async () => {
    ledgerSays(NO_ITEM);
    const { operation, userErrors } = await operations.send('amendContract', seatsTo(800, 1, 'more'));
    expect(userErrors).toEqual([]);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(asked()).toEqual([]);
  });
});

describe('a deal is taken all the same', () => {
  it.each([
    ['by a ledger that is down', { kind: 'Unavailable', status: null }],
    ['by a ledger that is asked too much', { kind: 'RateLimited', retryAfterMs: 60_000 }],
    ['by a ledger whose credentials ended', { kind: 'CredentialsExpired', connection: 'netsuite-main' }],
    ['by a ledger that says nothing', 'hang'],
  ] as const)('when nothing is answered %s', async (_who, verdict) => {
    operations.systems.failNext('ERP.readReadiness', verdict);
    const { operation, userErrors } = await book();
    expect(userErrors).toEqual([]);
    expect(await operations.until(operation?.id)).toMatchObject({ commitment: 'DONE', status: 'SUCCEEDED' });
  });

  it('when what is missing is for finance to set up, and is met by the books then', async () => {
    ledgerSays(CLOSED, NO_ACCOUNT);
    const { operation, userErrors } = await book();
    expect(userErrors).toEqual([]);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('when its item is gone only after it was booked: the books wait for a person, the promise stands', async () => {
    const gone = { kind: 'Rejected', code: 'ITEM_UNMAPPED', field: 'lines', detail: 'No item.' } as const;
    operations.systems.failNext('ERP.postInvoice', gone);
    const { operation } = await book();
    expect(await operations.until(operation?.id, 'PARKED')).toMatchObject({
      commitment: 'DONE',
      finalization: 'PENDING',
    });
  });
});

describe('a product without a list price', () => {
  const message = expect.stringMatching(/^ANALYTICS has no list price in USD, .+ Give the price book one\.$/);
  const unpriced = () => {
    const { opportunity } = operations.systems;
    const [seat] = opportunity.lines;
    if (seat === undefined) throw new Error('The deal has no line.');
    return { ...seat, productCode: 'ANALYTICS', listPrice: null };
  };

  it('R171 is refused before anything is billed, in a deal', async () => {
    const { opportunity } = operations.systems;
    operations.systems.opportunity = { ...opportunity, lines: [...opportunity.lines, unpriced()] };
    for (const dryRun of [true, false]) {
      const { operation, userErrors } = await book({ dryRun });
      expect(operation).toBeNull();
      expect(userErrors).toMatchObject([{ code: 'MISSING_SSP', field: ['opportunityId'], message }]);
    }
    expect(operations.systems.done()).toEqual([]);
  });

  it('R171 is refused before anything is billed, where it stands in an amendment', async () => {
    const product = operations.systems.products.get('ANALYTICS');
    if (product === undefined) throw new Error('The price book has no ANALYTICS.');
    operations.systems.products.set('ANALYTICS', { ...product, listPrice: null });
    const add = { addProduct: { productCode: 'ANALYTICS', quantity: '1', unitPrice: '90000' } };
    for (const dryRun of [true, false]) {
      const { operation, userErrors } = await operations.send('amendContract', { ...ADD, changes: [add], dryRun });
      expect(operation).toBeNull();
      const field = ['changes', '0', 'addProduct', 'productCode'];
      expect(userErrors).toMatchObject([{ code: 'MISSING_SSP', field, message }]);
    }
    expect(operations.systems.done()).toEqual([]);
  });

  it('is sold where it is use, which revenue takes as it is billed', async () => {
    const { opportunity } = operations.systems;
    const use = { ...unpriced(), chargeModel: 'USAGE' as const };
    operations.systems.opportunity = { ...opportunity, lines: [...opportunity.lines, use] };
    const { operation, userErrors } = await book();
    expect(userErrors).toEqual([]);
    expect(operation).not.toBeNull();
  });
});

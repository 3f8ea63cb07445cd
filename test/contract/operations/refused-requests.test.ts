import { GERMAN, seatsTo, startTestOperations, type TestOperations, traces } from '#test/support/operations.ts';

let operations: TestOperations;
let before: Awaited<ReturnType<typeof traces>>;
beforeAll(async () => {
  operations = await startTestOperations();
  before = await traces(operations);
});
afterAll(() => operations.close());
afterEach(async () => {
  operations.systems.fault = () => null;
  expect(await traces(operations)).toEqual(before);
  expect(operations.systems.done()).toEqual([]);
});

const AMEND = seatsTo(800, 1, 'k');
const changes = (...list: readonly unknown[]) => ({ changes: list });
const quantity = (text: string) => changes({ setQuantity: { productCode: 'SEAT', quantity: text } });
const AT_QUANTITY = 'changes.0.setQuantity.quantity';
const seat = { setQuantity: { productCode: 'SEAT', quantity: '800' } };

/** What is wrong, the member that says so, and the code and field that the client gets. */
const WRONG: readonly (readonly [string, object, string, string])[] = [
  ['a contract that does not exist', { contractId: 'ctr_none' }, 'NOT_FOUND', 'contractId'],
  ['a contract of another entity', { contractId: 'ctr_de' }, 'NOT_FOUND', 'contractId'],
  ['an old version', { expectedVersion: 0 }, 'STALE_VERSION', 'expectedVersion'],
  ['a version to come that nothing brings', { expectedVersion: 2 }, 'STALE_VERSION', 'expectedVersion'],
  ['a negative version', { expectedVersion: -1 }, 'STALE_VERSION', 'expectedVersion'],
  ['a negative quantity', quantity('-5'), 'INVALID_QUANTITY', AT_QUANTITY],
  ['half a seat', quantity('799.5'), 'INVALID_QUANTITY', AT_QUANTITY],
  ['a quantity beyond the limit', quantity('1000000001'), 'INVALID_QUANTITY', AT_QUANTITY],
  ['a quantity that is no number', quantity('abc'), 'INVALID_QUANTITY', AT_QUANTITY],
  ['an empty quantity', quantity(''), 'INVALID_QUANTITY', AT_QUANTITY],
  ['a quantity with an exponent', quantity('8e2'), 'INVALID_QUANTITY', AT_QUANTITY],
  ['the quantity that holds already', quantity('500'), 'INVALID_INPUT', ''],
  [
    'a product that the contract has not',
    changes({ setQuantity: { productCode: 'ANALYTICS', quantity: '1' } }),
    'NOT_FOUND',
    'changes.0.setQuantity.productCode',
  ],
  [
    'a product that nobody sells',
    changes({ addProduct: { productCode: 'UNICORN', quantity: '1' } }),
    'NOT_FOUND',
    'changes.0.addProduct.productCode',
  ],
  [
    'a product named like a part of every object',
    changes({ addProduct: { productCode: '__proto__', quantity: '1' } }),
    'NOT_FOUND',
    'changes.0.addProduct.productCode',
  ],
  [
    'a malformed price',
    changes({ addProduct: { productCode: 'ANALYTICS', quantity: '1', unitPrice: '90,000.00' } }),
    'INVALID_AMOUNT',
    'changes.0.addProduct.unitPrice',
  ],
  [
    'a negative price',
    changes({ setPrice: { productCode: 'SEAT', unitPrice: '-1.00' } }),
    'INVALID_AMOUNT',
    'changes.0.setPrice.unitPrice',
  ],
  ['a day before the term', { effectiveOn: '2025-12-31' }, 'DATE_OUT_OF_TERM', 'effectiveOn'],
  ['a day after the term', { effectiveOn: '2027-01-01' }, 'DATE_OUT_OF_TERM', 'effectiveOn'],
  ['a day to come', { effectiveOn: '2026-08-17' }, 'UNSUPPORTED_BY_VENDOR', 'effectiveOn'],
  ['no change at all', changes(), 'INVALID_INPUT', 'changes'],
  ['a change without a member', changes({}), 'INVALID_INPUT', 'changes.0'],
  [
    'a change with two members',
    changes({ ...seat, removeProduct: { productCode: 'SEAT' } }),
    'INVALID_INPUT',
    'changes.0',
  ],
  [
    'one product named twice',
    changes(seat, { setPrice: { productCode: 'SEAT', unitPrice: '1' } }),
    'INVALID_INPUT',
    'changes.1',
  ],
  ['twenty-one changes', changes(...Array.from({ length: 21 }, () => seat)), 'INVALID_INPUT', 'changes'],
  [
    'a term that ends before the change',
    changes({ setTerm: { endsOn: '2026-08-15' } }),
    'DATE_OUT_OF_TERM',
    'changes.0.setTerm.endsOn',
  ],
  ['an empty key', { idempotencyKey: '' }, 'INVALID_INPUT', 'idempotencyKey'],
  ['a key of 256 characters', { idempotencyKey: 'k'.repeat(256) }, 'INVALID_INPUT', 'idempotencyKey'],
  ['a text that no database holds', { reason: 'a\u0000b' }, 'INVALID_INPUT', ''],
  ['a reason without end', { reason: 'r'.repeat(1001) }, 'INVALID_INPUT', 'reason'],
];

describe('an amendment with', () => {
  it.each(WRONG)('%s is refused and leaves nothing behind', async (_what, wrong, code, field) => {
    const { operation, userErrors, replayed } = await operations.send('amendContract', { ...AMEND, ...wrong });
    expect([operation, replayed]).toEqual([null, false]);
    expect(userErrors.map((error) => [error.code, error.field.join('.')])).toEqual([[code, field]]);
    expect(userErrors[0]?.message).toMatch(/\.$/);
  });

  it('several mistakes names them all', async () => {
    const { userErrors } = await operations.send('amendContract', {
      ...AMEND,
      effectiveOn: '2025-01-01',
      ...changes(
        { setQuantity: { productCode: 'SEAT', quantity: '-1' } },
        { addProduct: { productCode: 'UNICORN', quantity: '1' } },
      ),
    });
    expect(userErrors.map(({ code }) => code).sort()).toEqual(['DATE_OUT_OF_TERM', 'INVALID_QUANTITY', 'NOT_FOUND']);
  });

  it('a foreign contract reads exactly like one that does not exist', async () => {
    const sentence = async (contractId: string, ...by: readonly (typeof GERMAN)[]) => {
      const { userErrors } = await operations.send('amendContract', { ...AMEND, contractId }, ...by);
      return userErrors.map(({ code, field, message }) => [code, field, message.replace(contractId, 'X')]);
    };
    expect(await sentence('ctr_de')).toEqual(await sentence('ctr_no'));
    expect(await sentence('ctr_1', GERMAN)).toEqual(await sentence('ctr_no', GERMAN));
  });

  it.each([
    ['a number for a quantity', changes({ setQuantity: { productCode: 'SEAT', quantity: 800 } })],
    ['a quantity of 41 characters', quantity('9'.repeat(41))],
    ['a number for a price', changes({ setPrice: { productCode: 'SEAT', unitPrice: 1.1 } })],
    ['a day that the calendar has not', { effectiveOn: '2026-02-30' }],
    ['an instant for a day', { effectiveOn: '2026-08-16T00:00:00Z' }],
    ['a version with a fraction', { expectedVersion: 1.5 }],
  ])('%s is no request at all', async (_what, wrong) => {
    const query = 'mutation ($input: AmendContractInput!) { amendContract(input: $input) { replayed } }';
    const { errors, data } = await operations.execute(query, { input: { ...AMEND, ...wrong } });
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
  });

  it('a number written into the document is no request either', async () => {
    const { errors } = await operations.execute(
      `mutation { amendContract(input: { contractId: "ctr_1", expectedVersion: 1, effectiveOn: "2026-08-16",
        idempotencyKey: "k", changes: [{ setQuantity: { productCode: "SEAT", quantity: 800 } }] }) { replayed } }`,
    );
    expect(errors).toHaveLength(1);
  });

  it('a CRM that does not answer starts nothing and may be sent again', async () => {
    operations.systems.fault = () => ({ kind: 'Unavailable', status: 503 });
    const query = 'mutation ($input: AmendContractInput!) { amendContract(input: $input) { replayed } }';
    const { errors } = await operations.execute(query, { input: AMEND });
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }]);
  });
});

describe('a booking of', () => {
  const won = () => operations.systems.opportunity;
  const line = () => won().lines[0];

  const DEALS: readonly (readonly [string, () => object, string])[] = [
    ['a deal that is not won', () => ({ won: false, stage: 'Negotiation' }), 'INVALID_TRANSITION'],
    ['a deal that has a contract', () => ({ contractId: 'ctr_9' }), 'INVALID_TRANSITION'],
    ['a deal without an end', () => ({ endsOn: null }), 'DATE_OUT_OF_TERM'],
    ['a deal that ends before it begins', () => ({ startsOn: '2027-01-01' }), 'DATE_OUT_OF_TERM'],
    ['a deal without products', () => ({ lines: [] }), 'INVALID_INPUT'],
    ['half a seat', () => ({ lines: [{ ...line(), quantity: '0.5' }] }), 'INVALID_QUANTITY'],
    ['less than nothing', () => ({ lines: [{ ...line(), quantity: '-1' }] }), 'INVALID_QUANTITY'],
    ['seats at a negative price', () => ({ lines: [{ ...line(), unitPrice: '-1' }] }), 'INVALID_AMOUNT'],
  ];

  it.each(DEALS)('%s is refused and leaves nothing behind', async (_what, wrong, code) => {
    const good = won();
    operations.systems.opportunity = { ...good, ...wrong() };
    const { operation, userErrors } = await operations.send('bookOpportunity', {
      opportunityId: 'opp_1',
      idempotencyKey: 'k',
    });
    operations.systems.opportunity = good;
    expect(operation).toBeNull();
    expect(userErrors.map((error) => [error.code, error.field])).toEqual([[code, ['opportunityId']]]);
  });

  it.each([
    ['a deal that does not exist', { opportunityId: 'opp_none' }, 'NOT_FOUND', 'opportunityId'],
    ['a deal of another entity', { opportunityId: 'opp_de' }, 'NOT_FOUND', 'opportunityId'],
    ['a deal without a key', { idempotencyKey: '' }, 'INVALID_INPUT', 'idempotencyKey'],
  ])('%s is refused', async (_what, wrong, code, field) => {
    const input = { opportunityId: 'opp_1', idempotencyKey: 'k', ...wrong };
    const { operation, userErrors } = await operations.send('bookOpportunity', input);
    expect(operation).toBeNull();
    expect(userErrors).toMatchObject([{ code, field: [field] }]);
  });
});

describe('a recognition run', () => {
  it.each([
    ['of an entity that does not exist', { legalEntityId: 'le_none' }, 'NOT_FOUND', 'legalEntityId'],
    ['of another entity', { legalEntityId: 'le_de' }, 'NOT_FOUND', 'legalEntityId'],
    ['up to the middle of a month', { through: '2026-08-15' }, 'INVALID_INPUT', 'through'],
    ['of a month to come', { through: '2026-09-30' }, 'INVALID_INPUT', 'through'],
    ['without a key', { idempotencyKey: '' }, 'INVALID_INPUT', 'idempotencyKey'],
  ])('%s is refused and leaves nothing behind', async (_what, wrong, code, field) => {
    const input = { legalEntityId: 'le_us', through: '2026-08-31', idempotencyKey: 'k', ...wrong };
    const { operation, userErrors } = await operations.send('recognizeRevenue', input);
    expect(operation).toBeNull();
    expect(userErrors.map((error) => [error.code, error.field])).toEqual([[code, [field]]]);
  });
});

import { amend, countAll, gained, meridianContract, seats } from '#test/support/amendments.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

describe('a change of a contract', () => {
  it('sent by 20 clients with one key at the same instant happens once', async () => {
    const contract = await meridianContract(world);
    const before = countAll(world);
    const answers = await Promise.all(Array.from({ length: 20 }, () => amend(world, seats(contract, 510, 'twenty'))));
    const ids = new Set(answers.map(({ operation }) => operation?.id));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(19);
    await (await world.stage()).follow([...ids][0] ?? '');
    const once = gained(world, before);
    expect(once['netsuite']?.['invoice.created']).toBe(1);

    expect(await amend(world, seats(contract, 510, 'twenty'))).toMatchObject({ replayed: true, userErrors: [] });
    expect(gained(world, before)).toEqual(once);
    const conflict = await amend(world, seats(contract, 511, 'twenty'));
    expect(conflict.userErrors.map(({ code }) => code)).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(gained(world, before)).toEqual(once);
  }, 60_000);

  it('sent while another runs is taken with the coming version and runs after it, with the old one it is stale', async () => {
    const contract = await meridianContract(world);
    world.vendors.netsuite.faults.add({ match: { path: '/services/rest/record/v1/invoice' }, fault: '500', count: 2 });
    const first = await amend(world, seats(contract, 520, 'first'));
    const stale = await amend(world, seats(contract, 521, 'stale'));
    expect(stale.userErrors).toMatchObject([{ code: 'STALE_VERSION', field: ['expectedVersion'] }]);
    expect(stale.userErrors[0]?.message).toContain(first.operation?.id);
    const second = await amend(world, seats({ ...contract, version: contract.version + 1 }, 530, 'second'));
    expect(second.userErrors).toEqual([]);
    const stage = await world.stage();
    await stage.follow(second.operation?.id ?? '');
    const { a, b } = await world.graph<Record<'a' | 'b', { sequence: number; status: string; finishedAt: string }>>(
      `query ($a: ID!, $b: ID!) { a: operation(id: $a) { sequence status finishedAt } b: operation(id: $b) { sequence status finishedAt } }`,
      { a: first.operation?.id, b: second.operation?.id },
    );
    expect([a.status, b.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(b.sequence).toBe(a.sequence + 1);
    expect(a.finishedAt <= b.finishedAt).toBe(true);
    expect(await meridianContract(world)).toMatchObject({
      version: contract.version + 2,
      lines: [{ quantity: '530' }],
    });
  }, 60_000);

  it.each([
    ['of an unknown contract', { contractId: 'ctr_unknown' }, 'NOT_FOUND', ['contractId']],
    ['with an old version', { expectedVersion: 0 }, 'STALE_VERSION', ['expectedVersion']],
    [
      'to a negative quantity',
      change('setQuantity', { productCode: 'PLATFORM-SEAT', quantity: '-1' }),
      'INVALID_QUANTITY',
      ['changes', '0', 'setQuantity', 'quantity'],
    ],
    [
      'to a part of a seat',
      change('setQuantity', { productCode: 'PLATFORM-SEAT', quantity: '1.5' }),
      'INVALID_QUANTITY',
      ['changes', '0', 'setQuantity', 'quantity'],
    ],
    [
      'to a huge quantity',
      change('setQuantity', { productCode: 'PLATFORM-SEAT', quantity: '99999999999999999999' }),
      'INVALID_QUANTITY',
      ['changes', '0', 'setQuantity', 'quantity'],
    ],
    [
      'by an unknown product',
      change('addProduct', { productCode: 'NOPE', quantity: '1' }),
      'NOT_FOUND',
      ['changes', '0', 'addProduct', 'productCode'],
    ],
    [
      'at a malformed price',
      change('addProduct', { productCode: 'AUDIT-TRAIL', quantity: '1', unitPrice: '12,50' }),
      'INVALID_AMOUNT',
      ['changes', '0', 'addProduct', 'unitPrice'],
    ],
    ['before its term', { effectiveOn: '2025-12-31' }, 'DATE_OUT_OF_TERM', ['effectiveOn']],
  ] as const)('%s is refused in words and nothing is written anywhere', async (_case, wrong, code, field) => {
    const contract = await meridianContract(world);
    const before = countAll(world);
    const { userErrors, operation } = await amend(world, { ...seats(contract, 600, `wrong ${_case}`), ...wrong });
    expect(operation).toBeNull();
    expect(userErrors).toMatchObject([{ code, field }]);
    expect(gained(world, before)).toEqual({ salesforce: {}, stripe: {}, netsuite: {} });
    expect(await meridianContract(world)).toEqual(contract);
  });
});

function change(member: string, value: Record<string, unknown>) {
  return { changes: [{ [member]: value }] };
}

import { upgrade4000 } from '#local/scenarios/upgrade-4000.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

describe('an upgrade of 4,000 users', () => {
  it('R063 R086 R123 R240 goes through while the ledger refuses every call, without anybody', async () => {
    const stage = await world.stage();
    await upgrade4000.play(stage);
    expect(stage.check.figures.length).toBeGreaterThan(15);
    expect(stage.check.figures.filter(({ got, expected }) => got !== expected)).toEqual([]);
  }, 240_000);
});

import { amend500To800 } from '#local/scenarios/amend-500-800.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

describe('the story of the 500 to 800 seats', () => {
  it('comes out to the cent in every system, and the same when it is told twice', async () => {
    for (const _time of ['first', 'second']) {
      const stage = await world.stage();
      await amend500To800.play(stage);
      expect(stage.check.figures.filter(({ got, expected }) => got !== expected)).toEqual([]);
      expect(stage.check.figures.length).toBeGreaterThan(20);
    }
  }, 60_000);
});

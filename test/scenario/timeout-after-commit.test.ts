import { timeoutAfterCommit } from '#local/scenarios/timeout-after-commit.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

describe('R116 R267 a deal whose vendors save and lose their answers', () => {
  it('stands once in every system, to the cent, also when the story is told twice', async () => {
    for (const _time of ['first', 'second']) {
      const stage = await world.stage();
      await timeoutAfterCommit.play(stage);
      expect(stage.check.figures.filter(({ got, expected }) => got !== expected)).toEqual([]);
      expect(stage.check.figures.length).toBeGreaterThan(20);
    }
  }, 90_000);
});

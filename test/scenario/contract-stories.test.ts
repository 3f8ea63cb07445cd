import { closedWon } from '#local/scenarios/closed-won.ts';
import type { Scenario } from '#local/scenarios/scenario.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

/** Tells a story and gives the figures that came out wrong. */
async function wrongFiguresOf(story: Scenario) {
  const stage = await world.stage();
  await story.play(stage);
  expect(stage.check.figures.length).toBeGreaterThan(15);
  return stage.check.figures.filter(({ got, expected }) => got !== expected);
}

describe('the life of a contract comes out to the cent in every system', () => {
  it('R050 R023 R073 R159 from a closed deal to a paid invoice, without a human', async () => {
    expect(await wrongFiguresOf(closedWon)).toEqual([]);
  }, 60_000);
});

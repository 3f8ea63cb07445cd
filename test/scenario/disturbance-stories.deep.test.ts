import { duplicateAndShuffledWebhooks } from '#local/scenarios/duplicate-and-shuffled-webhooks.ts';
import type { Scenario } from '#local/scenarios/scenario.ts';
import { upgrade4000 } from '#local/scenarios/upgrade-4000.ts';
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

describe('what goes wrong with much at once comes out to the cent, once, in every system', () => {
  it('R096 R113 R114 R117 messages that are doubled, swapped and all sent again', async () => {
    expect(await wrongFiguresOf(duplicateAndShuffledWebhooks)).toEqual([]);
  }, 120_000);

  it('R063 R086 R123 R240 4,000 upgrades while the ledger refuses every call', async () => {
    expect(await wrongFiguresOf(upgrade4000)).toEqual([]);
  }, 240_000);
});

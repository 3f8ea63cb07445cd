import { duplicateAndShuffledWebhooks } from '#local/scenarios/duplicate-and-shuffled-webhooks.ts';
import { upgrade4000 } from '#local/scenarios/upgrade-4000.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';
import { wrongFiguresOf } from '#test/support/story.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

describe('what goes wrong with much at once comes out to the cent, once, in every system', () => {
  it('R096 R113 R114 R117 messages that are doubled, swapped and all sent again', async () => {
    expect(await wrongFiguresOf(world, duplicateAndShuffledWebhooks)).toEqual([]);
  }, 120_000);

  it('R063 R086 R123 R240 4,000 upgrades while the ledger refuses every call', async () => {
    expect(await wrongFiguresOf(world, upgrade4000)).toEqual([]);
  }, 240_000);
});

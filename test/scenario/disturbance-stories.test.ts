import { eventBeforeMaster } from '#local/scenarios/event-before-master.ts';
import { paymentFailureSuspensionRecovery } from '#local/scenarios/payment-failure-suspension-recovery.ts';
import { timeoutAfterCommit } from '#local/scenarios/timeout-after-commit.ts';
import { unmappedProduct } from '#local/scenarios/unmapped-product.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';
import { wrongFiguresOf } from '#test/support/story.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

describe('what goes wrong on the way comes out to the cent, once, in every system', () => {
  it('R116 R267 R083 answers that are lost after the vendor saved, told twice', async () => {
    for (const _time of ['first', 'second']) expect(await wrongFiguresOf(world, timeoutAfterCommit)).toEqual([]);
  }, 120_000);

  it('R095 R098 R110 an invoice and its payment that come before their customer', async () => {
    expect(await wrongFiguresOf(world, eventBeforeMaster)).toEqual([]);
  }, 120_000);

  it('R129 R119 R120 R139 a product that the ledger does not know, until it does and one decision replays', async () => {
    expect(await wrongFiguresOf(world, unmappedProduct)).toEqual([]);
  }, 120_000);

  it('R007 R070 R073 a card that is refused for good, and the payment that has the contract go on', async () => {
    expect(await wrongFiguresOf(world, paymentFailureSuspensionRecovery)).toEqual([]);
  }, 120_000);
});

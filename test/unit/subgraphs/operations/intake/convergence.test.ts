import fc from 'fast-check';
import {
  dealWon,
  invoiceIs,
  MORE_SEATS,
  NEW_DEAL,
  type News,
  paymentIs,
  refunded,
  renamed,
  ShuffledLife,
} from './shuffled-life.ts';

/** Seven things that happen to a contract, in the order in which they happened. */
const SEVEN: readonly News[] = [
  dealWon(1, NEW_DEAL),
  invoiceIs(2, 'inv_1', 'PAID'),
  paymentIs(3, 'pay_1', 'inv_1', 'SUCCEEDED'),
  dealWon(4, MORE_SEATS),
  invoiceIs(5, 'inv_2', 'OPEN'),
  refunded(6, 'ref_1', 'pay_1'),
  renamed(7, 'Meridian Group'),
];

/** A longer life, in which records change more than once. */
const TWELVE: readonly News[] = [
  dealWon(1, NEW_DEAL),
  invoiceIs(2, 'inv_1', 'OPEN'),
  paymentIs(3, 'pay_1', 'inv_1', 'FAILED'),
  paymentIs(4, 'pay_1', 'inv_1', 'SUCCEEDED'),
  invoiceIs(5, 'inv_1', 'PAID'),
  dealWon(6, MORE_SEATS),
  invoiceIs(7, 'inv_2', 'OPEN'),
  paymentIs(8, 'pay_2', 'inv_2', 'SUCCEEDED'),
  paymentIs(9, 'pay_2', 'inv_2', 'DISPUTED'),
  invoiceIs(10, 'inv_3', 'OPEN'),
  invoiceIs(11, 'inv_3', 'VOID'),
  renamed(12, 'Meridian Group'),
];

function endOf(life: readonly News[]) {
  const lived = new ShuffledLife();
  for (const news of life) lived.hear(news);
  return lived.end();
}

function* ordersOf<T>(things: readonly T[]): Generator<readonly T[]> {
  if (things.length === 0) yield [];
  for (const [index, first] of things.entries()) {
    for (const rest of ordersOf(things.toSpliced(index, 1))) yield [first, ...rest];
  }
}

describe('the life of a contract', () => {
  it('ends as it should when its news come in order', () => {
    expect(endOf(SEVEN)).toEqual({
      contract: 'v2 ACTIVE 800 SEAT',
      books: ['inv_1', 'inv_2', 'pay_1', 'ref_1'],
      told: [
        'invoice.finalized invoice:inv_1 1',
        'invoice.finalized invoice:inv_2 1',
        'invoice.paid invoice:inv_1 1',
        'payment.succeeded payment:pay_1 1',
        'refund.issued refund:ref_1 1',
      ],
      customerElsewhere: 'Meridian Group',
      waiting: [],
      problems: [],
    });
  });

  it('ends the same in each of the 5,040 orders in which seven news of it can come', () => {
    const inOrder = JSON.stringify(endOf(SEVEN));
    let orders = 0;
    const others: string[] = [];
    for (const order of ordersOf(SEVEN)) {
      orders += 1;
      if (JSON.stringify(endOf(order)) !== inOrder) others.push(order.map(({ record }) => record).join(' '));
    }
    expect(orders).toBe(5040);
    expect(others).toEqual([]);
  });

  it('ends the same when any of them come several times, in any order', () => {
    const inOrder = endOf(SEVEN);
    const repeated = fc.array(fc.constantFrom(...SEVEN), { maxLength: 7 });
    const lives = repeated.chain((again) => shuffled([...SEVEN, ...again]));
    fc.assert(
      fc.property(lives, (life) => expect(endOf(life)).toEqual(inOrder)),
      { seed: 20260816, numRuns: 300 },
    );
  });

  it('of twelve news, in which records change more than once, ends the same in any order', () => {
    const inOrder = endOf(TWELVE);
    expect(inOrder).toMatchObject({ contract: 'v2 ACTIVE 800 SEAT', books: ['inv_1', 'inv_2', 'pay_1'], waiting: [] });
    fc.assert(
      fc.property(shuffled(TWELVE), (life) => expect(endOf(life)).toEqual(inOrder)),
      { seed: 96, numRuns: 500 },
    );
  });
});

function shuffled<T>(things: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.shuffledSubarray([...things], { minLength: things.length, maxLength: things.length });
}

import fc from 'fast-check';
import {
  type AmendableContract,
  type ContractChange,
  planAmendment,
  planCancellation,
  planRenewal,
  type SellableProduct,
} from '#schema/canonical/amendment.ts';
import { presentLines } from '#schema/canonical/contract.ts';

const seats = (quantity: string, unitPrice = '1200.00') => ({
  productCode: 'SEAT',
  quantity,
  unitPrice,
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
});

const CONTRACT: AmendableContract = {
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  currency: 'USD',
  lines: [seats('500')],
};
const PRODUCTS: readonly SellableProduct[] = [
  { code: 'SEAT', active: true, listPrice: '1200.00' },
  { code: 'ANALYTICS', active: true, listPrice: '90000.00' },
  { code: 'OLD', active: false, listPrice: '1.00' },
  { code: 'UNPRICED', active: true, listPrice: null },
];
const CATALOGUE = new Map(PRODUCTS.map((product) => [product.code, product]));

const plan = (changes: readonly ContractChange[], contract = CONTRACT, effectiveOn = '2026-08-16') =>
  planAmendment(contract, changes, effectiveOn, CATALOGUE);
const planned = (...changes: readonly ContractChange[]) => {
  const answer = plan(changes);
  if ('refusals' in answer) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
};
const refused = (...changes: readonly ContractChange[]) => {
  const answer = plan(changes);
  return 'refusals' in answer ? answer.refusals.map(({ code, change, field }) => [code, change, field.join('.')]) : [];
};

const setQuantity = (quantity: string, productCode = 'SEAT'): ContractChange => ({
  kind: 'SET_QUANTITY',
  productCode,
  quantity,
});
const addProduct = (productCode: string, quantity = '1', unitPrice: string | null = null): ContractChange => ({
  kind: 'ADD_PRODUCT',
  productCode,
  quantity,
  unitPrice,
});
const removeProduct = (productCode: string): ContractChange => ({ kind: 'REMOVE_PRODUCT', productCode });
const setPrice = (unitPrice: string, productCode = 'SEAT'): ContractChange => ({
  kind: 'SET_PRICE',
  productCode,
  unitPrice,
});
const REST = { startsOn: '2026-08-16', endsOn: '2026-12-31' };

describe('an amendment', () => {
  it('of 500 seats to 800 with a new product is 300 seats and the product, to the end of the term', () => {
    expect(planned(setQuantity('800'), addProduct('ANALYTICS'))).toEqual({
      kind: 'UPGRADE',
      endsOn: null,
      frequency: null,
      deltas: [
        { productCode: 'SEAT', quantity: '300', unitPrice: '1200.00', ...REST },
        { productCode: 'ANALYTICS', quantity: '1', unitPrice: '90000.00', ...REST },
      ],
    });
  });

  it('that takes seats away takes the last bought first', () => {
    const contract = { ...CONTRACT, lines: [seats('500'), seats('40', '1000.00'), seats('10', '900.00')] };
    const answer = plan([setQuantity('480')], contract);
    expect('plan' in answer && answer.plan).toEqual({
      kind: 'DOWNGRADE',
      endsOn: null,
      frequency: null,
      deltas: [
        { productCode: 'SEAT', quantity: '-10', unitPrice: '900.00', ...REST },
        { productCode: 'SEAT', quantity: '-40', unitPrice: '1000.00', ...REST },
        { productCode: 'SEAT', quantity: '-20', unitPrice: '1200.00', ...REST },
      ],
    });
  });

  it('that adds seats adds them at the price of the last bought', () => {
    const contract = { ...CONTRACT, lines: [seats('500'), seats('40', '1000.00')] };
    const answer = plan([setQuantity('541')], contract);
    expect('plan' in answer && answer.plan.deltas).toMatchObject([{ quantity: '1', unitPrice: '1000.00' }]);
  });

  it('of a price is a pair: the old price goes, the new one comes', () => {
    expect(planned(setPrice('1300.00'))).toEqual({
      kind: 'PRICE',
      endsOn: null,
      frequency: null,
      deltas: [
        { productCode: 'SEAT', quantity: '-500', unitPrice: '1200.00', ...REST },
        { productCode: 'SEAT', quantity: '500', unitPrice: '1300.00', ...REST },
      ],
    });
  });

  it('of a price leaves alone what has that price already, however it is written', () => {
    expect(refused(setPrice('1200'))).toEqual([['INVALID_INPUT', null, '']]);
  });

  it('that removes a product takes all of it', () => {
    const contract = { ...CONTRACT, lines: [seats('500'), seats('40', '1000.00')] };
    const answer = plan([removeProduct('SEAT')], contract);
    expect('plan' in answer && [answer.plan.kind, answer.plan.deltas.map(({ quantity }) => quantity)]).toEqual([
      'REMOVE_PRODUCT',
      ['-500', '-40'],
    ]);
  });

  it('leaves exactly the quantity that was asked for, whatever was held', () => {
    const held = fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.constantFrom('1200.00', '1000.5', '0')), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(held, fc.integer({ min: 1, max: 5000 }), (lines, wanted) => {
        const contract = { ...CONTRACT, lines: presentLines(lines.map(([n, price]) => seats(String(n), price))) };
        const answer = plan([setQuantity(String(wanted))], contract);
        const deltas = 'plan' in answer ? answer.plan.deltas : [];
        const left = presentLines([...contract.lines, ...deltas]);
        expect(left.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(wanted);
        expect(left.every(({ quantity }) => !quantity.startsWith('-'))).toBe(true);
      }),
      { numRuns: 200, seed: 816 },
    );
  });
});

describe('an amendment that cannot be taken', () => {
  it.each([
    ['abc', 'no number'],
    ['', 'empty'],
    ['-1', 'negative'],
    ['1.5', 'a fraction'],
    ['1e3', 'with an exponent'],
    ['0', 'zero, which is a removal'],
    ['-0', 'minus zero'],
    ['1000000001', 'above a milliard'],
    ['9'.repeat(41), 'longer than any number'],
  ])('names a quantity of %p: %s', (quantity) => {
    expect(refused(setQuantity(quantity))).toEqual([['INVALID_QUANTITY', 0, 'setQuantity.quantity']]);
    expect(refused(addProduct('ANALYTICS', quantity))).toEqual([['INVALID_QUANTITY', 0, 'addProduct.quantity']]);
  });

  it.each([['abc'], ['-0.01'], ['1.1234567890123'], ['1000000000001']])('names a price of %p', (price) => {
    expect(refused(setPrice(price))).toEqual([['INVALID_AMOUNT', 0, 'setPrice.unitPrice']]);
    expect(refused(addProduct('ANALYTICS', '1', price))).toEqual([['INVALID_AMOUNT', 0, 'addProduct.unitPrice']]);
  });

  it('names the product that the contract has not, or has already', () => {
    expect(refused(setQuantity('1', 'NONE'))).toEqual([['NOT_FOUND', 0, 'setQuantity.productCode']]);
    expect(refused(removeProduct('NONE'))).toEqual([['NOT_FOUND', 0, 'removeProduct.productCode']]);
    expect(refused(setPrice('1', 'NONE'))).toEqual([['NOT_FOUND', 0, 'setPrice.productCode']]);
    expect(refused(addProduct('SEAT'))).toEqual([['INVALID_INPUT', 0, 'addProduct.productCode']]);
  });

  it('names the product that is not on sale or has no price', () => {
    expect(refused(addProduct('NONE'))).toEqual([['NOT_FOUND', 0, 'addProduct.productCode']]);
    expect(refused(addProduct('OLD'))).toEqual([['NOT_FOUND', 0, 'addProduct.productCode']]);
    expect(refused(addProduct('UNPRICED'))).toEqual([['INVALID_INPUT', 0, 'addProduct.unitPrice']]);
    expect(planned(addProduct('UNPRICED', '1', '5')).deltas).toHaveLength(1);
  });

  it('names a product of which two things are wanted', () => {
    expect(refused(setQuantity('800'), setPrice('1'))).toEqual([['INVALID_INPUT', 1, '']]);
  });

  it('says when nothing would change', () => {
    expect(refused(setQuantity('500'))).toEqual([['INVALID_INPUT', null, '']]);
  });

  it.each(['2025-12-31', '2027-01-01', '2026-02-30', 'soon'])('names the day %s outside of the term', (day) => {
    const answer = plan([setQuantity('800')], CONTRACT, day);
    expect('refusals' in answer && answer.refusals).toMatchObject([
      { code: 'DATE_OUT_OF_TERM', change: null, field: ['effectiveOn'] },
    ]);
  });

  it('takes the first and the last day of the term', () => {
    for (const day of ['2026-01-01', '2026-12-31']) {
      expect('plan' in plan([setQuantity('800')], CONTRACT, day)).toBe(true);
    }
  });

  it('names everything that is wrong at once', () => {
    expect(refused(setQuantity('-1'), addProduct('NONE'), removeProduct('GONE'))).toHaveLength(3);
  });
});

describe('an amendment of the term', () => {
  it('to a later end goes on with what is held on the last day, changes of the same request included', () => {
    expect(planned(setQuantity('800'), { kind: 'SET_TERM', endsOn: '2027-03-31' })).toEqual({
      kind: 'UPGRADE',
      endsOn: '2027-03-31',
      frequency: null,
      deltas: [
        { productCode: 'SEAT', quantity: '300', unitPrice: '1200.00', ...REST },
        { productCode: 'SEAT', quantity: '800', unitPrice: '1200.00', startsOn: '2027-01-01', endsOn: '2027-03-31' },
      ],
    });
  });

  it('to an earlier end takes the days behind it away', () => {
    expect(planned({ kind: 'CO_TERM', endsOn: '2026-09-30' })).toEqual({
      kind: 'CO_TERM',
      endsOn: '2026-09-30',
      frequency: null,
      deltas: [
        { productCode: 'SEAT', quantity: '-500', unitPrice: '1200.00', startsOn: '2026-10-01', endsOn: '2026-12-31' },
      ],
    });
  });

  it('to an earlier end sells what is new up to that end only', () => {
    const { deltas } = planned(
      { kind: 'SET_QUANTITY', productCode: 'SEAT', quantity: '800' },
      { kind: 'CO_TERM', endsOn: '2026-09-30' },
    );
    expect(deltas).toEqual([
      { productCode: 'SEAT', quantity: '300', unitPrice: '1200.00', startsOn: '2026-08-16', endsOn: '2026-09-30' },
      { productCode: 'SEAT', quantity: '-500', unitPrice: '1200.00', startsOn: '2026-10-01', endsOn: '2026-12-31' },
    ]);
  });

  it('is refused before its own first day, and when it would change nothing', () => {
    expect(refused({ kind: 'SET_TERM', endsOn: '2026-08-15' })).toEqual([['DATE_OUT_OF_TERM', 0, 'setTerm.endsOn']]);
    expect(refused({ kind: 'SET_TERM', endsOn: '2026-12-31' })).toEqual([['INVALID_INPUT', 0, 'setTerm.endsOn']]);
    expect(refused({ kind: 'SET_TERM', endsOn: '2027-01-31' }, { kind: 'CO_TERM', endsOn: '2027-02-28' })).toEqual([
      ['INVALID_INPUT', 1, ''],
    ]);
  });

  it('of the billing frequency changes no line', () => {
    expect(planned({ kind: 'SET_FREQUENCY', frequency: 'MONTHLY' })).toEqual({
      kind: 'BILLING_FREQUENCY',
      endsOn: null,
      frequency: 'MONTHLY',
      deltas: [],
    });
    expect(refused({ kind: 'SET_FREQUENCY', frequency: 'ANNUAL' })).toHaveLength(1);
  });
});

describe('a step of a ramp', () => {
  const RAMP = {
    ...CONTRACT,
    endsOn: '2027-12-31',
    lines: [seats('100'), { ...seats('200'), startsOn: '2027-01-01', endsOn: '2027-12-31' }],
  };

  it('is taken away with all that follow it', () => {
    const answer = plan([removeProduct('SEAT')], RAMP);
    expect('plan' in answer && answer.plan.deltas).toEqual([
      { productCode: 'SEAT', quantity: '-100', unitPrice: '1200.00', startsOn: '2026-08-16', endsOn: '2026-12-31' },
      { productCode: 'SEAT', quantity: '-200', unitPrice: '1200.00', startsOn: '2027-01-01', endsOn: '2027-12-31' },
    ]);
  });

  it('is not set to one quantity, because nobody said for which step', () => {
    const answer = plan([setQuantity('300')], RAMP);
    expect('refusals' in answer && answer.refusals).toMatchObject([{ code: 'INVALID_INPUT', change: 0 }]);
  });
});

describe('a renewal', () => {
  it('holds what recurred on the last day, with its changes, from the day after to the new end', () => {
    const answer = planRenewal(CONTRACT, [setPrice('1260.00')], '2027-12-31', CATALOGUE);
    expect('plan' in answer && [answer.startsOn, answer.plan.deltas]).toEqual([
      '2027-01-01',
      [{ productCode: 'SEAT', quantity: '500', unitPrice: '1260.00', startsOn: '2027-01-01', endsOn: '2027-12-31' }],
    ]);
  });

  it('leaves out what was charged once, and is refused without a later end or with nothing left', () => {
    const setUp = { ...seats('1', '5000.00'), productCode: 'SETUP', chargeModel: 'ONE_TIME' as const };
    const answer = planRenewal({ ...CONTRACT, lines: [seats('500'), setUp] }, [], '2027-12-31', CATALOGUE);
    expect('plan' in answer && answer.plan.deltas.map(({ productCode }) => productCode)).toEqual(['SEAT']);
    const early = planRenewal(CONTRACT, [], '2026-12-31', CATALOGUE);
    expect('refusals' in early && early.refusals).toMatchObject([{ code: 'DATE_OUT_OF_TERM' }]);
    const empty = planRenewal(CONTRACT, [removeProduct('SEAT')], '2027-12-31', CATALOGUE);
    expect('refusals' in empty && empty.refusals).toMatchObject([{ code: 'INVALID_INPUT' }]);
  });
});

describe('a cancellation', () => {
  it('takes away what recurs from its day on, at the end of the term nothing', () => {
    expect(planCancellation(CONTRACT, '2026-10-01')).toEqual([
      { productCode: 'SEAT', quantity: '-500', unitPrice: '1200.00', startsOn: '2026-10-01', endsOn: '2026-12-31' },
    ]);
    expect(planCancellation(CONTRACT, '2027-01-01')).toEqual([]);
  });
});

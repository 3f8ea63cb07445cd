import { faultOf } from './a-case.ts';

const whole = { currency: { code: 'CU', exponent: 0 } };
const passes = (op: string, inputs: object, expected: object, change: object = {}) =>
  expect(faultOf(op, inputs, { expected, ...change })).toBeNull();
const fails = (op: string, inputs: object, change: object = {}) =>
  expect(faultOf(op, inputs, { expected: { any: '0' }, ...change }));

describe('a published price', () => {
  it('of fixed and constrained parts, for a customer who is paid, by costs, by later prices or by tiers comes out', () => {
    const elements = [
      { key: 'bonus', method: 'MOST_LIKELY', estimate: null, constrained: null },
      { key: 'rebate', method: 'EXPECTED', estimate: '-7', constrained: '-9.50' },
    ];
    passes('transactionPrice', { fixed: '100', elements }, { transactionPrice: '90.50' });
    passes(
      'payableToCustomer',
      { payment: '90', expectedPurchases: '700', invoiced: '100' },
      { reduction: '12.86', revenue: '87.14' },
    );
    passes(
      'costToCost',
      { price: '900', otherTotalCost: '600', otherCostToDate: '200' },
      { progress: '1/3', revenue: '300', cost: '200', profit: '100' },
    );
    const costs = { price: '900', otherTotalCost: '600', otherCostToDate: '200' };
    passes(
      'costToCost',
      costs,
      { revenue: '297' },
      { policies: { progressDecimals: 2 }, expectedWhenExact: { revenue: '300' } },
    );
    const periods = [
      { period: 'H1', units: '40', unitPriceEstimate: '2.50' },
      { period: 'H2', units: '10', unitPriceEstimate: '2' },
    ];
    passes('cumulativePrice', { periods }, { revenue: { H1: '100', H2: '0' }, catchUp: { H2: '-20' } });
    const tiers = [{ upTo: '10', unitPrice: '5' }, { unitPrice: '4' }];
    passes(
      'tieredPrice',
      { tiers, expectedUnits: '40', soldUnits: '12' },
      { expectedConsideration: '170', billed: '58', revenue: '51', contractLiability: '7' },
    );
  });

  it('fails by name when its inputs make no price', () => {
    fails('costToCost', { price: '900', otherTotalCost: '600', otherCostToDate: '700' }).toContain(
      'INVALID_EVENT at otherCostToDate',
    );
    fails('transactionPrice', { fixed: '1', elements: [{ key: 'a', method: 'HUNCH', constrained: '0' }] }).toMatch(
      /inputs\.elements\.0\.method/,
    );
    fails('tieredPrice', { tiers: [{ upTo: '10', unitPrice: 0.1 }], expectedUnits: '1', soldUnits: '1' }).toMatch(
      /unitPrice/,
    );
  });
});

describe('a published financing', () => {
  it('comes out at exact instalments and rates', () => {
    const plan = { cashPrice: '10000', contractRate: '0', discountRate: '0.10', periodsPerYear: 1, instalments: 1 };
    passes('presentValueOfInstalments', plan, { transactionPrice: '9090.91' });
    passes('accreteAdvance', { advance: '500', rate: '0.04', years: 3 }, { interest: '62.43', revenue: '562.43' });
    fails('accreteAdvance', { advance: '500', rate: '0.04', years: 1.5 }).toMatch(/inputs\.years/);
  });
});

describe('a published option', () => {
  const primary = { key: 'A', ssp: '300' };

  it('is worth its discount beyond what others get, told as an amount or as a share of its price', () => {
    const option = { optionSsp: '90', optionPrice: '50', generalDiscount: '10', likelihood: '0.5' };
    const expected = { optionSsp: '15', allocated: { A: '200', option: '10' } };
    passes('optionAllocation', { primary, price: '210', option }, expected);
    passes('optionAllocation', { primary, price: '210', option: { ...option, generalDiscount: '1/9' } }, expected);
    const discounted = { key: 'V', purchaseAmount: '60', incrementalDiscountRate: '0.25', likelihood: '1' };
    passes(
      'optionAllocation',
      { primary, price: '210', option: discounted },
      { optionSsp: '15', allocated: { A: '200', V: '10' } },
    );
    fails('optionAllocation', { primary, price: '210', option: { likelihood: '1' } }).toContain('option');
  });

  it('goes on when it is exercised, and is not guessed as a modification', () => {
    const inputs = {
      price: '200',
      weights: { A: '300', B: '100' },
      exercise: { afterMonths: 3, price: '80', termMonths: 12 },
    };
    passes('optionExercise', inputs, { allocated: { A: '150', B: '50' }, considerationForB: '130' });
    fails('optionExercise', inputs, { policies: { materialRightExercise: 'MODIFICATION' } }).toContain('MODIFICATION');
  });

  it('to renew is looked through, with a rate a renewal or one a period', () => {
    const inputs = { fee: '100', weights: ['10', '10', '40'], weightBasis: 'SSP' };
    const expected = { considerationPerContract: '175', yearAllocation: ['70', '35', '70'] };
    passes('lookThrough', { ...inputs, renewalRates: ['0.5', '0.5'] }, expected);
    passes('lookThrough', { ...inputs, renewalRates: ['1', '0.5', '0.5'] }, expected);
    fails('lookThrough', { ...inputs, renewalRates: ['0.5'] }).toContain('renewalRates');
  });

  it('by points earns them as they are redeemed', () => {
    const periods = [
      { redeemedToDate: '1000', expectedTotal: '3000' },
      { redeemedToDate: '2000', expectedTotal: '3500' },
    ];
    passes(
      'loyalty',
      { sales: '60000', pointsIssued: '4000', pointSsp: '2.5', periods },
      { allocated: { product: '51429', points: '8571' }, pointsRevenue: ['2857', '2041'], liability: ['5714', '3673'] },
      whole,
    );
  });
});

describe('a published case of currencies', () => {
  it('releases advances at their own rates and remeasures the receivable only', () => {
    const rate = (date: string, text: string) => ({ date, from: 'CHF', to: 'USD', rate: text });
    const inputs = {
      price: '100',
      currency: 'CHF',
      functionalCurrency: 'USD',
      advances: [{ at: '2026-02-01', amount: '30' }],
      deliveredAt: '2026-03-15',
      closing: [{ at: '2026-03-31' }],
      rates: [rate('2026-02-01', '1.10'), rate('2026-03-15', '0.90'), rate('2026-03-31', '0.80')],
    };
    const figures = { revenue: '96', contractLiabilityRemeasured: false, receivableAtDelivery: '63' };
    passes('fxLayers', inputs, { ...figures, receivableRemeasurement: { '2026-03-31': '-7' } });
    passes(
      'fxLayers',
      inputs,
      { ...figures, receivableRemeasurement: { '2026-03-31': '0' } },
      { policies: { monthEndRemeasurement: false } },
    );
    fails('fxLayers', { ...inputs, rates: [] }).toContain('MISSING_RATE at CHF');
  });

  it('finds the currency to allocate in', () => {
    const line = {
      key: '1',
      amount: '100',
      currency: 'CHF',
      functionalCurrency: 'EUR',
      functionalRate: '0.9',
      reportingRate: '1.25',
    };
    const other = { ...line, key: '2', currency: 'GBP', functionalRate: '1.2', reportingRate: '1.5' };
    const inputs = { reportingCurrency: 'USD', lines: [line, other] };
    passes('allocationCurrency', inputs, { allocationCurrency: 'EUR', converted: { 1: '90', 2: '120' }, total: '210' });
    passes(
      'allocationCurrency',
      inputs,
      { allocationCurrency: 'USD', total: '275' },
      { policies: { mixedCurrency: 'REPORTING' } },
    );
  });

  it('reports revenue in the currency of settlement, with the digits of each', () => {
    const charges = [
      { amount: '19.99', currency: 'USD' },
      { amount: '19.99', currency: 'USD', settlementCurrency: 'JPY', rate: '151.3' },
    ];
    passes('settlement', { charges }, { revenue: { USD: '19.99', JPY: '3024' } });
  });
});

describe('a published disclosure', () => {
  it('is a waterfall, with totals or with one a booked month', () => {
    const booked = [
      { month: '2026-01', amount: '5' },
      { month: '2026-02', amount: '9' },
    ];
    const recognised = [
      { bookedMonth: '2026-01', month: '2026-01', amount: '2' },
      { bookedMonth: '2026-02', month: '2026-03', amount: '4' },
    ];
    const rows = { '2026-01': { '2026-01': '2' }, '2026-02': { '2026-03': '4' } };
    passes('waterfall', { booked, recognised }, { rows, recognisedTotal: '6', remaining: '8' });
    passes('waterfall', { booked, recognised }, { remaining: { '2026-01': '3', '2026-02': '5' } });
    fails('waterfall', { booked: [], recognised }).toContain('2026-01');
  });

  it('is what remains by calendar year', () => {
    const inputs = {
      start: '2026-10-01',
      months: 18,
      fixedPerMonth: '100',
      expectedVariable: '50',
      asOf: '2026-12-31',
    };
    passes('rpo', { ...inputs, bands: ['2027', 2028] }, { bands: { 2027: '1233', 2028: '309' }, total: '1542' }, whole);
    const monthly = { ...inputs, start: '2026-10', asOf: '2026-12', expectedVariable: null };
    passes('rpo', { ...monthly, bands: ['2027'] }, { bands: { 2027: '1200' }, total: '1500' }, whole);
  });
});

describe('a published question as of a moment', () => {
  const added = { id: 'a', recordedAt: '2026-01-05', effectiveAt: '2026-01-01', kind: 'LINE_ADDED', amount: '10' };
  const changed = {
    id: 'b',
    recordedAt: '2026-02-05',
    effectiveAt: '2026-06-01',
    kind: 'LINE_CHANGED',
    line: 'a',
    amount: '7',
  };
  const undone = { id: 'c', recordedAt: '2026-03-05', supersedes: 'b', kind: 'VOID' };
  const right = {
    id: 'd',
    recordedAt: '2026-03-06T10:00:00Z',
    effectiveAt: '2026-01-01',
    kind: 'LINE_ADDED',
    supersedes: 'a',
    amount: '12',
  };
  const asked = (knownAt: string, effectiveAt: string) => ({ knownAt, effectiveAt });

  it('knows what was recorded by then and sums what is in force', () => {
    const queries = [
      asked('2026-01-04', '2026-12-31'),
      asked('2026-01-05', '2026-12-31'),
      asked('2026-02-05', '2026-05-31'),
      asked('2026-02-05', '2026-06-01'),
      asked('2026-03-05', '2026-06-01'),
      asked('2026-03-06T09:59:59Z', '2026-06-01'),
      asked('2026-03-06', '2026-06-01'),
    ];
    const amounts = ['0', '10', '10', '7', '10', '10', '12'];
    passes(
      'asOf',
      { events: [added, changed, undone, right], queries },
      { amounts, treatmentOf: { c: 'CATCH_UP', d: 'CATCH_UP' } },
    );
  });

  it('fails by name for a kind that nobody knows, a fact that lacks something, and one told twice', () => {
    const of = (...events: readonly object[]) => fails('asOf', { events, queries: [] });
    of({ ...added, kind: 'LINE_MOVED' }).toMatch(/inputs\.events\.0\.kind/);
    of({ ...changed, line: undefined }).toBe('events: b is LINE_CHANGED without line');
    of({ ...undone, supersedes: undefined }).toBe('events: c is VOID without supersedes');
    of(added, added).toBe('events: two have the same id');
  });
});

import { faultOf } from './a-case.ts';

const wells = { key: 'W', measure: 'UNITS', total: '10', ssp: '1000' };
const pumps = { key: 'P', measure: 'POINT', ssp: '500' };
const signed = { type: 'INCEPTION', fixed: '1500', obligations: [wells, pumps] };
const four = { type: 'TRANSFER', key: 'W', doneToDate: '4' };
const answers = (addsDistinct: boolean, priceReflectsSsp: boolean, remainingDistinct: unknown) => ({
  approved: true,
  originalTerms: false,
  addsDistinct,
  priceReflectsSsp,
  remainingDistinct,
});
const fault = (
  steps: readonly unknown[],
  expected: readonly unknown[],
  policies: Readonly<Record<string, unknown>> = {},
) => faultOf('contractSteps', { steps }, { policies, expected: { steps: expected } });

describe('a contract step by step', () => {
  it('is signed with an estimate, delivered and billed', () => {
    const estimated = { ...signed, variable: [{ key: 'bonus', constrained: '300', target: 'ALL' }] };
    const steps = [estimated, four, { type: 'TRANSFER', key: 'P' }, { type: 'BILLED', key: 'W', amount: '700' }];
    const expected = [
      { step: 0, transactionPrice: '1800.00', sspTotal: '1500.00', allocated: { W: '1200.00', P: '600.00' } },
      { step: 2, recognisedToDate: { W: '480.00', P: '600.00' }, remaining: { W: '720.00', P: '0.00' } },
      {
        step: 3,
        contractPosition: '-380.00',
        unbilledSplit: { W: '-220.00', P: '600.00' },
        remainingTotal: { W: '6' },
      },
    ];
    expect(fault(steps, expected)).toBeNull();
    // 400 of the standalone price of wells and 500 of pumps were delivered.
    const byDelivered = [{ step: 3, unbilledSplit: { W: '168.89', P: '211.11' } }];
    expect(fault(steps, byDelivered, { unbilledSplit: 'DELIVERED_SSP' })).toBeNull();
    const byRole = { contractAsset: '380.00', contractLiability: '0.00' };
    expect(fault(steps, [{ step: 3, contractPosition: byRole }])).toBeNull();
  });

  it('takes a concession back at once and spreads the rest over more units', () => {
    const change = { concession: '40', priceDelta: '300', extend: [{ key: 'W', total: '14' }] };
    const steps = [
      { ...signed, fixed: '1000', obligations: [wells] },
      four,
      { type: 'MODIFY', answers: answers(true, false, true), ...change },
    ];
    const after = { treatment: 'PROSPECTIVE', immediateRevenue: '-40.00', pool: '900.00', transactionPrice: '1260.00' };
    const units = {
      remainingTotal: { W: '10' },
      firstUnits: { W: ['90.00', '90.00'] },
      unitRevenueAfter: { W: '90.00' },
    };
    expect(
      fault(steps, [{ step: 2, ...after, ...units, allocated: { W: '900.00' }, catchUp: { W: '0.00' } }]),
    ).toBeNull();
  });

  it('keeps an addition at its price apart, told as a line or as more units', () => {
    const apart = answers(true, true, true);
    const line = {
      type: 'MODIFY',
      answers: apart,
      add: [{ key: 'W2', measure: 'UNITS', total: '3', price: '270', ssp: '270' }],
    };
    const added = {
      treatment: 'SEPARATE',
      transactionPrice: '1500.00',
      total: '1770.00',
      remaining: { W: '600.00', W2: '270.00' },
    };
    expect(fault([signed, four, line], [{ step: 2, ...added }])).toBeNull();
    const more = {
      type: 'MODIFY',
      answers: apart,
      priceDelta: '270',
      extend: [{ key: 'W', total: '13', sspDelta: '270' }],
    };
    expect(
      fault([signed, four, more], [{ step: 2, treatment: 'SEPARATE', total: '1770.00', remaining: { W: '870.00' } }]),
    ).toBeNull();
  });

  it('brings every promise to the new rate, and counts what was delivered as it is told', () => {
    const extend = [{ key: 'W', total: '12', sspDelta: '300', deliveredSsp: '300' }];
    const change = { type: 'MODIFY', answers: answers(false, false, false), priceDelta: '120', extend };
    const steps = [
      signed,
      four,
      { type: 'TRANSFER', key: 'P' },
      change,
      { type: 'TRANSFER', key: 'W', doneToDate: '5' },
    ];
    // 1,620 over 1,800: a rate of 0.9.
    const figures = { treatment: 'CATCH_UP', sspTotal: '1800.00', allocated: { W: '1170.00', P: '450.00' } };
    const caughtUp = {
      catchUp: { W: '-130.00', P: '-50.00' },
      catchUpTotal: '-180.00',
      unitRevenueAfter: { W: '112.50' },
    };
    const next = { step: 4, recognisedToDate: { W: '382.50', P: '450.00' } };
    expect(fault(steps, [{ step: 3, ...figures, ...caughtUp }, next])).toBeNull();
  });

  it('decides by promise where an example says which of them is not distinct', () => {
    const change = { type: 'MODIFY', answers: answers(false, false, { W: false, P: true }), priceDelta: '220' };
    // 600 and 500 are left, and 220 come to them.
    const mixed = {
      treatment: 'MIXED',
      pool: '1320.00',
      catchUp: { W: '48.00' },
      allocatedTotal: { W: '1120.00', P: '600.00' },
    };
    expect(fault([signed, four, change], [{ step: 2, ...mixed }])).toBeNull();
  });

  it('splits a new estimate as it was promised, after an amendment too', () => {
    const estimated = { ...signed, variable: [{ key: 'bonus', constrained: '0', target: 'ALL' }] };
    const met = { type: 'TRANSFER', key: 'P', doneToDate: '1' };
    const more = {
      type: 'MODIFY',
      answers: answers(true, false, true),
      priceDelta: '500',
      add: [{ key: 'N', measure: 'POINT', ssp: '1000' }],
    };
    const again = { type: 'REESTIMATE', element: 'bonus', constrained: '150', basis: 'PROMISED_BEFORE' };
    // 100 of it are for wells and 50 for pumps, which are met; the 100 are shared alike with what was added.
    const after = {
      immediateRevenue: '50.00',
      catchUp: { P: '50.00' },
      allocated: { P: '550.00', W: '800.00', N: '800.00' },
      pool: '1600.00',
    };
    expect(fault([estimated, met, more, again], [{ step: 3, ...after }])).toBeNull();
    const current = { ...again, basis: 'CURRENT' };
    expect(
      fault(
        [estimated, met, more, current],
        [{ step: 3, immediateRevenue: '0.00', allocated: { W: '825.00', N: '825.00' } }],
      ),
    ).toBeNull();
    const inOne = { ...more, reestimate: [{ element: 'bonus', constrained: '150' }] };
    expect(
      fault(
        [estimated, met, inOne],
        [{ step: 2, treatment: 'PROSPECTIVE', catchUpTotal: '50.00', transactionPrice: '2150.00' }],
      ),
    ).toBeNull();
  });

  it('changes nothing that is not approved, or that the first contract already gave', () => {
    const change = { type: 'MODIFY', priceDelta: '100', extend: [{ key: 'W', total: '20' }] };
    const open = { ...change, answers: { ...answers(false, false, true), approved: false } };
    expect(
      fault([signed, four, open], [{ step: 2, treatment: 'NONE', total: '1500.00', remainingTotal: { W: '6' } }]),
    ).toBeNull();
    const given = { ...change, answers: { ...answers(false, false, true), originalTerms: true } };
    expect(
      fault([signed, four, given], [{ step: 2, treatment: 'NOT_A_MODIFICATION', catchUpTotal: '0.00' }]),
    ).toBeNull();
  });

  it('rounds progress only where the policy says so', () => {
    const third = { type: 'TRANSFER', key: 'W', doneToDate: '10/3' };
    const lone = { ...signed, fixed: '1000', obligations: [wells] };
    expect(fault([lone, third], [{ step: 1, recognisedToDate: { W: '333.33' } }])).toBeNull();
    expect(fault([lone, third], [{ step: 1, recognisedToDate: { W: '330.00' } }], { progressDecimals: 2 })).toBeNull();
  });

  it('earns a service for its days up to a dated change, where no transfer says how far it is', () => {
    const service = { from: '2026-01-01', to: '2026-12-31' };
    const year = { key: 'S', measure: 'MONTHLY_EVEN', total: '12', ssp: '1200', service };
    const change = { type: 'MODIFY', at: '2026-05-01', answers: answers(false, false, true), priceDelta: '-160' };
    const after = {
      treatment: 'PROSPECTIVE',
      recognisedToDate: { S: '400.00' },
      pool: '640.00',
      remainingTotal: { S: '8' },
    };
    const steps = [{ type: 'INCEPTION', fixed: '1200', obligations: [year] }, change];
    expect(fault(steps, [{ step: 1, ...after, firstUnits: { S: ['80.00', '80.00'] } }])).toBeNull();
  });

  it('is decided by rule where an example does not say whether the rest is distinct', () => {
    const change = { type: 'MODIFY', answers: {}, priceDelta: '100' };
    const hall = { key: 'H', measure: 'COST_TO_COST', total: '10', ssp: '1000' };
    const begun = { type: 'TRANSFER', key: 'H', doneToDate: '4' };
    const lone = { ...signed, fixed: '1000' };
    expect(fault([{ ...lone, obligations: [hall] }, begun, change], [{ step: 2, treatment: 'CATCH_UP' }])).toBeNull();
    expect(
      fault([{ ...lone, obligations: [wells] }, four, change], [{ step: 2, treatment: 'PROSPECTIVE' }]),
    ).toBeNull();
  });

  it('says what is wrong with an example', () => {
    expect(fault([signed, { ...four, key: 'X' }], [{ step: 1, total: '1.00' }])).toContain('X is not promised');
    expect(fault([signed], [{ step: 1, total: '1.00' }])).toContain('there is no step 1');
    expect(fault([signed], [{ step: 0, wealth: '1.00' }])).toContain('wealth is no figure of a step');
    expect(fault([{ type: 'WISH' }], [{ step: 0, total: '1.00' }])).not.toBeNull();
    expect(fault([signed, { ...four, doneToDate: '11' }], [{ step: 1, total: '1.00' }])).toContain('INVALID_EVENT');
  });
});

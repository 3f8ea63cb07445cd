import { faultOf } from './a-case.ts';

const fault = (inputs: unknown, expected: unknown, change: Readonly<Record<string, unknown>> = {}) =>
  faultOf('allocate', inputs, { ...change, expected });
const two = [
  { key: 'A', ssp: '60', stated: '70' },
  { key: 'B', ssp: '40', stated: '20' },
];

describe('an example of an allocation', () => {
  it('splits the stated prices where it names no price, and tells the carve', () => {
    const allocated = { A: '54.00', B: '36.00' };
    const expected = { transactionPrice: '90.00', allocated, carve: { A: '-16.00', B: '16.00' } };
    expect(fault({ lines: two }, expected)).toBeNull();
    expect(fault({ lines: two }, { allocated: { A: '54.01', B: '35.99' } })).toContain('allocated.A');
  });

  it('extends unit prices over quantity and months, and percentages of list', () => {
    const lines = [
      { key: 'A', quantity: '3', months: '12', unitPrice: '10.00', unitSsp: '12.50' },
      { key: 'B', list: '500', sspPct: '0.9', stated: '540' },
    ];
    const expected = { extendedSsp: { A: '450.00', B: '450.00' }, allocated: { A: '450.00', B: '450.00' } };
    expect(fault({ lines }, { ...expected, carve: { A: '90.00', B: '-90.00' } })).toBeNull();
  });

  it('brings foreign lines to the currency of the allocation, and refuses one without a rate', () => {
    const foreign = { key: 'B', list: '100', sspPct: '0.5', stated: '40', currency: 'EUR' };
    const home = { key: 'A', ssp: '40', stated: '60', currency: 'USD' };
    const inputs = { allocationCurrency: 'USD', lines: [home, { ...foreign, rateToAllocation: '1.2' }] };
    const expected = { extendedSsp: { A: '40.00', B: '60.00' }, transactionPrice: '108.00' };
    expect(fault(inputs, { ...expected, allocated: { A: '43.20', B: '64.80' } })).toBeNull();
    expect(fault({ ...inputs, lines: [home, foreign] }, { outcome: 'ALLOCATED' })).toContain('no rate from EUR to USD');
  });

  it('gives the residual line what is left, or says what was left outside its range', () => {
    const lines = [...two, { key: 'C', method: 'RESIDUAL', sspRange: ['10', '30'] }];
    const inside = { outcome: 'ALLOCATED', allocated: { A: '60.00', B: '40.00', C: '30.00' }, residual: '30.00' };
    expect(fault({ transactionPrice: '130', lines }, inside)).toBeNull();
    const outside = { outcome: 'REJECTED_RESIDUAL', residual: '30.01' };
    expect(fault({ transactionPrice: '130.01', lines }, outside)).toBeNull();
  });

  it('keeps a discount with its bundle only on evidence', () => {
    const lines = [...two, { key: 'C', ssp: '100' }];
    const discount = { keys: ['A', 'B'], bundlePrice: '80' };
    const inputs = { transactionPrice: '180', lines, targetedDiscounts: [discount] };
    expect(fault(inputs, { allocated: { A: '48.00', B: '32.00', C: '100.00' } })).toBeNull();
    const without = { ...inputs, targetedDiscounts: [{ ...discount, evidence: '' }] };
    expect(fault(without, { allocated: { A: '54.00', B: '36.00', C: '90.00' } })).toBeNull();
  });

  it('carves a targeted estimate out for its lines, and leaves royalties until they are incurred', () => {
    const part = { element: 'bonus', keys: ['B'], method: 'EXPECTED', estimate: '30', constrained: '20' };
    const inputs = { transactionPrice: '120', lines: two, targetedVariable: [part] };
    const expected = { allocated: { A: '60.00', B: '60.00' }, variableTarget: { bonus: ['B'] } };
    expect(fault(inputs, expected)).toBeNull();
    const royalty = { ...inputs, targetedVariable: [{ ...part, method: 'ROYALTY_EXCEPTION' }] };
    expect(fault(royalty, { allocated: { A: '72.00', B: '48.00' } })).toBeNull();
  });

  it('shares what is incurred by standalone price, by element or in all as it is shown', () => {
    const incurred = [
      { element: 'q1', amount: '10' },
      { element: 'q2', amount: '5' },
    ];
    const inputs = { transactionPrice: '100', lines: two, variableAsIncurred: incurred };
    const inAll = { allocated: { A: '60.00', B: '40.00' }, variableAllocated: { A: '9.00', B: '6.00' } };
    expect(fault(inputs, inAll)).toBeNull();
    const byElement = { q1: { A: '6.00', B: '4.00' }, q2: { A: '3.00', B: '2.00' } };
    expect(fault(inputs, { variableAllocated: byElement })).toBeNull();
  });

  it('follows the policies for ranges and for the steps of a ramp', () => {
    const lines = [
      { key: 'A', stated: '50', sspRange: ['60', '80'] },
      { key: 'B', stated: '90', sspRange: ['30', '40'] },
    ];
    expect(fault({ lines }, { extendedSsp: { A: '60.00', B: '40.00' } })).toBeNull();
    const policies = { sspRange: { BELOW: 'HIGH', ABOVE: 'LOW' } };
    expect(fault({ lines }, { extendedSsp: { A: '80.00', B: '30.00' } }, { policies })).toBeNull();
    const point = { policies: { sspRange: { BELOW: 'POINT' } } };
    expect(fault({ lines }, { outcome: 'ALLOCATED' }, point)).toContain('its range has no point');
    const steps = { policies: { rampTreatment: 'SEPARATE_STEPS' } };
    expect(fault({ lines }, { allocated: { A: '50.00', B: '90.00' } }, steps)).toBeNull();
    expect(fault({ lines }, { outcome: 'ALLOCATED' }, { policies: { rampTreatment: 'STAIRS' } })).toContain(
      'rampTreatment',
    );
  });

  it('that gives a line no standalone price says which', () => {
    expect(fault({ lines: [{ key: 'A', stated: '50' }] }, { outcome: 'ALLOCATED' })).toContain(
      'A: it has no standalone price',
    );
  });
});

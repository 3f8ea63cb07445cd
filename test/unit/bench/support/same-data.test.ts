import { dataHash, firstDifference } from '#bench/support/same-data.ts';

const answer = { customer: { name: 'Acme', invoices: [{ total: '10.00' }, { total: '11.00' }] } };

describe('two answers', () => {
  it('that differ in the order of members have one hash', () => {
    expect(dataHash({ a: [{ b: 1, c: null }], d: 2 })).toBe(dataHash({ d: 2, a: [{ c: null, b: 1 }] }));
  });

  it('that differ in the order of a list or in a figure have two', () => {
    expect(dataHash({ a: [1, 2] })).not.toBe(dataHash({ a: [2, 1] }));
    expect(dataHash({ amount: '10.00' })).not.toBe(dataHash({ amount: '10.01' }));
  });

  it('are told apart by the first place where they differ', () => {
    const other = { customer: { name: 'Acme', invoices: [{ total: '10.00' }, { total: '11.01' }] } };
    expect(firstDifference(answer, other)).toBe('customer.invoices.1.total: "11.00" and "11.01"');
    expect(firstDifference(answer, { customer: null })).toContain('customer');
    expect(firstDifference(answer, structuredClone(answer))).toBeNull();
  });
});

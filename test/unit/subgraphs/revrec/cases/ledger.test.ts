import { amountsOf } from '#revrec/cases/amounts.ts';
import type { Asked } from '#revrec/cases/driver.ts';
import { ledger } from '#revrec/cases/ledger.ts';

const issued = {
  kind: 'INVOICE_ISSUED',
  id: 'A',
  at: '2024-02-01',
  lines: [{ amount: '58', service: { from: '2024-02-01', to: '2024-03-29' } }],
};
const all = { complete: true, postings: {} };

function asked(inputs: unknown, changed: Partial<Asked> = {}): Asked {
  return {
    inputs,
    expected: all,
    preset: 'INVOICE_DRIVEN',
    policies: {},
    currency: { code: 'USD', exponent: 2 },
    amounts: amountsOf(changed.currency?.exponent ?? 2),
    ...changed,
  };
}
const postings = (inputs: unknown, changed: Partial<Asked> = {}) => ledger(asked(inputs, changed))['postings'];
const billedThen = (...events: readonly object[]) => postings({ events: [issued, ...events] });

describe('an example of a ledger', () => {
  it('shows each month and role that moved, in the example’s own digits', () => {
    expect(ledger(asked({ events: [issued] }))).toMatchObject({
      complete: true,
      postings: {
        '2024-02': { AR: '58.00', DEFERRED_REVENUE: '29.00', REVENUE: '29.00' },
        '2024-03': { DEFERRED_REVENUE: '-29.00', REVENUE: '29.00' },
      },
      entries: [
        { dr: 'AR', cr: 'DEFERRED_REVENUE', amount: '58.00' },
        { dr: 'DEFERRED_REVENUE', cr: 'REVENUE', amount: '29.00' },
        { dr: 'DEFERRED_REVENUE', cr: 'REVENUE', amount: '29.00' },
      ],
    });
    const whole = { currency: { code: 'CU', exponent: 0 } };
    expect(postings({ events: [issued] }, whole)).toMatchObject({ '2024-03': { REVENUE: '29' } });
  });

  it('that does not claim to be complete is asked only for what it names, and unmoved is zero', () => {
    const expected = { postings: { '2024-02': { REVENUE: '1', CASH: '1' } } };
    expect(postings({ events: [issued] }, { expected })).toEqual({ '2024-02': { REVENUE: '29.00', CASH: '0.00' } });
  });

  it('may leave amounts out where all of it is meant, and names where there is one invoice', () => {
    const paid = { kind: 'PAYMENT_RECEIVED', at: '2024-02-02' };
    expect(billedThen(paid, { kind: 'REFUNDED', at: '2024-04-02' })).toMatchObject({
      '2024-02': { CASH: '58.00' },
      '2024-04': { CASH: '-58.00', REFUNDS_CONTRA: '58.00' },
    });
  });

  it.each([
    ['creditMemo', { creditMemo: 'C' }],
    ['document', { document: 'C' }],
    ['id', { id: 'C' }],
    ['invoice', { invoice: 'A' }],
  ])('names a voided credit memo by %s', (_, name) => {
    const memo = { kind: 'CREDIT_MEMO', id: 'C', invoice: 'A', at: '2024-04-02', amount: '8' };
    expect(billedThen(memo, { kind: 'CREDIT_MEMO_VOIDED', at: '2024-05-02', ...name })).toMatchObject({
      '2024-04': { AR: '-8.00', CREDIT_NOTES_CONTRA: '8.00' },
      '2024-05': { AR: '8.00', CREDIT_NOTES_CONTRA: '-8.00' },
    });
  });

  it('gives a credit memo its lines with their tax, or its amount', () => {
    const lines = [{ amount: '7', tax: '1' }];
    expect(billedThen({ kind: 'CREDIT_MEMO', id: 'C', invoice: 'A', at: '2024-04-02', lines })).toMatchObject({
      '2024-04': { AR: '-8.00' },
    });
  });

  it('reads every way of paying', () => {
    const paid = (method: string) => billedThen({ kind: 'PAYMENT_RECEIVED', at: '2024-04-02', amount: '58', method });
    expect(paid('EXTERNAL')).toMatchObject({ '2024-04': { EXTERNAL_ASSET: '58.00' } });
    expect(paid('CUSTOMER_BALANCE')).toMatchObject({ '2024-04': { CUSTOMER_BALANCE: '-58.00' } });
    expect(paid('CARD')).toMatchObject({ '2024-04': { CASH: '58.00' } });
  });

  it('converts by the digits of both currencies, and names the difference as the example does', () => {
    const inputs = {
      events: [
        { ...issued, lines: [{ amount: '5800', service: null, currency: 'JPY' }] },
        { kind: 'PAYMENT_RECEIVED', invoice: 'A', at: '2024-03-01', amount: '5800' },
      ],
      functionalCurrency: 'USD',
      rates: [
        { date: '2024-02-01', from: 'JPY', to: 'USD', rate: '0.01' },
        { date: '2024-03-01', from: 'JPY', to: 'USD', rate: '0.0125' },
      ],
    };
    const named = (role: string) => ({ complete: true, postings: { '2024-03': { [role]: '0' } } });
    const march = { CASH: '72.50', AR: '-58.00' };
    expect(postings(inputs)).toMatchObject({ '2024-02': { REVENUE: '58.00' } });
    expect(postings(inputs)).toHaveProperty('2024-03', { ...march, FX_LOSS: '-14.50' });
    expect(postings(inputs, { expected: named('FX_GAIN') })).toHaveProperty('2024-03', { ...march, FX_GAIN: '14.50' });
    const both = named('FX_GAIN_LOSS');
    expect(postings(inputs, { expected: both })).toHaveProperty('2024-03', { ...march, FX_GAIN_LOSS: '-14.50' });
  });

  it('under the contract’s rules owes a contract liability, and leaves corrections of documents to the contract', () => {
    const driven = { preset: 'CONTRACT_DRIVEN' } as const;
    expect(postings({ events: [issued] }, driven)).toMatchObject({ '2024-02': { CONTRACT_LIABILITY: '29.00' } });
    const voided = { kind: 'INVOICE_VOIDED', invoice: 'A', at: '2024-03-01' };
    expect(() => postings({ events: [issued, voided] }, driven)).toThrow('INVOICE_VOIDED');
  });

  it('beside transfers that are told takes an invoice as an amount that falls due, and no other', () => {
    const driven = { preset: 'CONTRACT_DRIVEN' } as const;
    const delivered = { kind: 'DELIVERED', at: '2024-03-01', amount: '58' };
    expect(postings({ events: [issued, delivered] }, driven)).toEqual({
      '2024-02': { AR: '58.00', CONTRACT_LIABILITY: '58.00' },
      '2024-03': { CONTRACT_LIABILITY: '-58.00', REVENUE: '58.00' },
    });
    const taxed = { ...issued, lines: [{ amount: '58', tax: '5' }] };
    expect(() => postings({ events: [taxed, delivered] }, driven)).toThrow('a plain amount that falls due');
  });

  it('says of a policy that it needs that its value is none, and reads past others', () => {
    const policies = (given: Asked['policies']) => () => postings({ events: [issued] }, { policies: given });
    expect(policies({ rounding: 'SOMEHOW', colour: 'blue' })).not.toThrow();
    expect(policies({ monthEndRemeasurement: null })).not.toThrow();
    expect(policies({ monthEndRemeasurement: 'maybe' })).toThrow('policy monthEndRemeasurement has no value "maybe"');
    expect(policies({ aheadOfBilling: 'NOWHERE' })).toThrow('policy aheadOfBilling has no value "NOWHERE"');
  });

  it.each([
    ['an unknown kind', { events: [{ kind: 'SUNK', at: '2024-01-01' }] }],
    ['a day that does not exist', { events: [{ ...issued, at: '2024-02-30' }] }],
    [
      'a period that ends before it starts',
      { events: [{ ...issued, lines: [{ amount: '1', service: { from: '2024-02-02', to: '2024-02-01' } }] }] },
    ],
    ['an amount that is none', { events: [{ ...issued, lines: [{ amount: 'ten', service: null }] }] }],
    ['an invoice that nobody issued', { events: [issued, { kind: 'REFUNDED', invoice: 'B', at: '2024-02-03' }] }],
    [
      'two currencies on one invoice',
      { events: [{ ...issued, lines: [{ amount: '1', currency: 'EUR' }, { amount: '1' }] }] },
    ],
    ['usage that nothing prices', { events: [{ kind: 'USAGE_RATED', at: '2024-02-01', quantity: '3' }] }],
    ['no events', { events: [] }],
  ])('refuses %s', (_, inputs) => {
    expect(() => postings(inputs)).toThrow();
  });
});

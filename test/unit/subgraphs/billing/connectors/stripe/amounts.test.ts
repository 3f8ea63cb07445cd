import { toStripeAmount, toStripeParameters } from '#billing/connectors/stripe/amounts.ts';

const TOO_MUCH = 2n ** 53n;

describe('an amount on its way to Stripe', () => {
  it.each([0n, -1n, 99_999_999n, TOO_MUCH - 1n, 1n - TOO_MUCH])('is sent with every digit: %s', (minor) => {
    expect(toStripeAmount(minor, 'amount')).toEqual({ ok: true, value: minor.toString() });
  });

  it.each([TOO_MUCH, TOO_MUCH + 1n, -TOO_MUCH])('that could not be read back exactly is refused: %s', (minor) => {
    expect(toStripeAmount(minor, 'amount')).toMatchObject({
      ok: false,
      error: { kind: 'Rejected', code: 'AMOUNT_TOO_LARGE', field: 'amount' },
    });
  });

  it('is found wherever it stands in a call, and what is no amount is left as it is', () => {
    const lines = [{ type: 'invoice_line_item', amount: 1700n, quantity: 2 }];
    expect(toStripeParameters({ invoice: 'in_1', lines, memo: null })).toEqual({
      ok: true,
      value: { invoice: 'in_1', lines: [{ type: 'invoice_line_item', amount: '1700', quantity: 2 }], memo: null },
    });
    expect(toStripeParameters({ lines: [{ amount: 1n }, { amount: TOO_MUCH + 1n }] })).toMatchObject({
      ok: false,
      error: { kind: 'Rejected', field: 'amount' },
    });
  });
});

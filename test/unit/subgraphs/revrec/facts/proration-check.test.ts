import { prorationCheck } from '#revrec/facts/proration-check.ts';
import { invoice, upgrade } from '#test/contract/revrec/meridian.ts';

const CONTRACT = { startsOn: '2026-01-01', currency: 'USD' };

describe('the check of billing’s proration', () => {
  it('finds the cent that billing’s rounding of each line explains', () => {
    expect(prorationCheck(upgrade(), CONTRACT)).toEqual({
      billed: { minor: '17013698', currency: 'USD' },
      recomputed: { minor: '17013699', currency: 'USD' },
      difference: { minor: '1', currency: 'USD' },
      explained: true,
      note:
        "Proration differs by 0.01 USD: billing has 170136.98 USD, the contract's lines come to 170136.99 USD; " +
        'billing rounds every invoice line by itself, which explains it.',
    });
  });

  it('explains one cent a line and no more', () => {
    const off = (minor: number) =>
      prorationCheck(
        upgrade({
          invoice: invoice('inv', '2026-08-16', [
            ['PLATFORM-SEAT', 13_610_959],
            ['PREMIUM-ANALYTICS', 3_402_740 - minor],
          ]),
        }),
        CONTRACT,
      );
    expect(off(2)).toMatchObject({ difference: { minor: '2' }, explained: true });
    expect(off(3)).toMatchObject({ difference: { minor: '3' }, explained: false });
    expect(off(-3)).toMatchObject({ difference: { minor: '-3' }, explained: false });
    expect(off(3).note).toContain('more than rounding');
    expect(off(0).note).toContain('agrees');
  });

  it('explains nothing when there is no invoice', () => {
    expect(prorationCheck(upgrade({ invoice: null }), CONTRACT)).toMatchObject({
      billed: { minor: '0' },
      explained: false,
    });
  });

  it('counts days by the contract’s own year, which may be a leap year', () => {
    const days = { startsOn: '2028-02-01', endsOn: '2028-02-29' };
    const delta = { productCode: 'PLATFORM-SEAT', quantity: '1', unitPrice: '366', ...days };
    const check = prorationCheck({ deltas: [delta], invoice: null }, { startsOn: '2028-01-01', currency: 'USD' });
    expect(check.recomputed.minor).toBe('2900');
  });
});

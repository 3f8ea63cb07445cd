import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { isMaterial } from '#operations/policies/materiality.ts';
import type { Materiality } from '#operations/policies/policy.ts';

const POLICY: Materiality = {
  kinds: ['CORRECTION', 'REFUND_PAYMENT'],
  thresholds: [
    { legalEntity: '*', currency: '*', kind: '*', aboveMinor: '10' },
    { legalEntity: 'US', currency: 'USD', kind: '*', aboveMinor: '1000000' },
    { legalEntity: 'US', currency: 'EUR', kind: '*', aboveMinor: '900000' },
    { legalEntity: 'DE', currency: 'EUR', kind: '*', aboveMinor: '500000' },
    { legalEntity: 'DE', currency: 'EUR', kind: 'REFUND_PAYMENT', aboveMinor: '0' },
    { legalEntity: 'JP', currency: 'JPY', kind: '*', aboveMinor: '1500000' },
  ],
};
const material = (legalEntity: string, currency: string, minor: string, kind = 'CORRECTION') =>
  isMaterial(POLICY, { kind, legalEntity, amount: { minor, currency } });

describe('a second person decides', () => {
  it.each([
    ['US', 'USD', 1_000_000n],
    ['US', 'EUR', 900_000n],
    ['DE', 'EUR', 500_000n],
    ['JP', 'JPY', 1_500_000n],
    ['FR', 'CHF', 10n],
  ])('in %s about more %s than the threshold, not about the threshold itself', (entity, currency, threshold) => {
    expect(material(entity, currency, String(threshold))).toBe(false);
    expect(material(entity, currency, String(threshold + 1n))).toBe(true);
    expect(material(entity, currency, String(-threshold))).toBe(false);
    expect(material(entity, currency, String(-threshold - 1n))).toBe(true);
  });

  it('by the rule of the kind where there is one', () => {
    expect(material('DE', 'EUR', '0', 'REFUND_PAYMENT')).toBe(false);
    expect(material('DE', 'EUR', '1', 'REFUND_PAYMENT')).toBe(true);
  });

  it('never about a kind that needs none', () => {
    expect(material('US', 'USD', '99999999999', 'AMEND_CONTRACT')).toBe(false);
  });

  it('about an amount that nobody knows, or in a currency without a threshold', () => {
    expect(isMaterial(POLICY, { kind: 'CORRECTION', legalEntity: 'US', amount: null })).toBe(true);
    const shipped = DEFAULT_POLICIES.materiality;
    expect(
      isMaterial(shipped, { kind: 'CORRECTION', legalEntity: 'US', amount: { minor: '1', currency: 'JPY' } }),
    ).toBe(true);
  });
});

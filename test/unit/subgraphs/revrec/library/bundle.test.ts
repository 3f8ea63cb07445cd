import { aContract, aLine, monthsOf, recognized, sumOf } from './files.ts';

/**
 * A platform at 12,000.00, an integration at 6,000.00 and support at 6,000.00, each its standalone price, are sold together
 * for 18,000.00: three quarters of each, so 9,000.00, 4,500.00 and 4,500.00. From 1 July the integration, of which nothing
 * was done, is taken back against 3,600.00. By then 181 of 365 days are served: 4,463.01 of the platform and 2,231.51 of
 * support. What is left is 4,536.99 + 2,268.49 + 4,500.00 - 3,600.00 = 7,705.48, and the platform weighs twice as much as
 * support for the days that are left: 5,136.99 and 2,568.49.
 */
const bundle = aContract({
  lines: [
    aLine({ key: 'platform', product: 'PLATFORM', ...once('9000', '12000'), method: 'DAILY' }),
    aLine({ key: 'integration', product: 'INTEGRATION', ...once('4500', '6000'), method: 'MILESTONE' }),
    aLine({ key: 'support', product: 'SUPPORT', ...once('4500', '6000'), method: 'DAILY' }),
  ],
  events: [
    {
      type: 'amendment',
      key: 'A-1',
      on: '2026-07-01',
      added: [],
      removed: [{ product: 'INTEGRATION', quantity: '1', credit: '3600.00' }],
    },
  ],
});

function once(unitPrice: string, ssp: string) {
  return { quantity: '1', unitPrice, pricePer: 'TERM', ssp };
}

describe('a bundle of three promises of which one is taken back', () => {
  it('R169 splits what is left of its price over the other two, and leaves what they had earned', () => {
    const one = recognized(bundle);
    const of = (line: string, from: string, to: string) =>
      sumOf(
        Object.entries(monthsOf(one, `C-1/${line}`)).flatMap(([month, minor]) =>
          month >= from && month <= to ? [minor] : [],
        ),
      );
    expect(of('platform', '2026-01', '2026-06')).toBe(446_301n);
    expect(of('platform', '2026-07', '2026-12')).toBe(513_699n);
    expect(of('support', '2026-01', '2026-06')).toBe(223_151n);
    expect(of('support', '2026-07', '2026-12')).toBe(256_849n);
    expect(of('integration', '2026-01', '2026-12')).toBe(0n);
  });
});

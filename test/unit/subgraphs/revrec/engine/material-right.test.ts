import { exerciseAsContinuation, lookThrough, optionSsp } from '#revrec/engine/material-right.ts';
import { formatRatio, ratio } from '#schema/canonical/ratio.ts';

const half = ratio(1n, 2n);

describe('an option to buy for less', () => {
  const priced = {
    kind: 'PRICE',
    ssp: ratio(900n),
    price: ratio(500n),
    generalDiscount: ratio(100n),
    likelihood: half,
  } as const;
  const worth = (terms: Parameters<typeof optionSsp>[0]) => {
    const found = optionSsp(terms);
    return found.ok ? formatRatio(found.value.sspMinor) : found.error;
  };

  it('is worth what its holder gains beyond others, by how likely it is used', () => {
    expect(worth(priced)).toBe('150');
    expect(worth({ kind: 'DISCOUNT', purchase: ratio(77n), rate: ratio(1n, 4n), likelihood: half })).toBe('77/8');
  });

  it('is worth nothing when everybody pays as little', () => {
    expect(worth({ ...priced, generalDiscount: ratio(450n) })).toBe('0');
  });

  it('is refused with a likelihood that is none', () => {
    expect(worth({ ...priced, likelihood: ratio(3n, 2n) })).toMatchObject({ subject: 'likelihood' });
  });

  it('adds what it still holds to the price of the service it brings', () => {
    const weights = [
      { key: 'base', sspMinor: ratio(300n) },
      { key: 'renewal', sspMinor: ratio(100n) },
    ];
    const known = { priceMinor: 200n, weights, exercisePrice: ratio(80n) };
    const exercised = exerciseAsContinuation({ ...known, optionKey: 'renewal' });
    expect(exercised).toMatchObject({
      value: { considerationMinor: 130n, allocated: [{ minor: 150n }, { minor: 50n }] },
    });
    expect(exerciseAsContinuation({ ...known, optionKey: 'other' })).toMatchObject({ error: { subject: 'other' } });
  });
});

describe('options to renew, looked through', () => {
  const periods = [
    { renewalRate: ratio(1n), weight: ratio(10n) },
    { renewalRate: half, weight: ratio(10n) },
    { renewalRate: half, weight: ratio(40n) },
  ];

  it('spread all expected fees by weight, each period by how probably it is reached', () => {
    // 100 + 50 + 25, by 10, 5 and 10.
    expect(lookThrough(ratio(100n), periods)).toMatchObject({
      ok: true,
      value: { considerationMinor: 175n, byPeriod: [70n, 35n, 70n] },
    });
  });

  it('are refused with a rate that is none', () => {
    expect(lookThrough(ratio(100n), [{ renewalRate: ratio(2n), weight: ratio(1n) }])).toMatchObject({ ok: false });
  });
});

import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { accountingPeriodId, legalEntityId } from '#kit/crosswalk/well-known-ids.ts';

const KEY = { kind: 'customer', connection: 'salesforce-main', externalId: '001A' };

describe('the id of a vendor’s record', () => {
  it('is the same whenever and wherever it is given', () => {
    expect(mintedId(KEY)).toBe(mintedId({ ...KEY }));
    expect(mintedId(KEY)).toMatch(/^cust_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it.each([
    ['another record', { ...KEY, externalId: '001B' }],
    ['the same number in another account', { ...KEY, connection: 'salesforce-emea' }],
    ['the same number of another kind', { ...KEY, kind: 'contract' }],
  ])('is not that of %s', (_what, other) => {
    expect(mintedId(other)).not.toBe(mintedId(KEY));
  });

  it('carries its kind, since nodes are found by it', () => {
    expect(mintedId({ ...KEY, kind: 'contract' })).toMatch(/^ctr_/);
  });

  it('is refused for a kind that nobody has named', () => {
    expect(() => mintedId({ ...KEY, kind: 'weather' })).toThrow('weather');
  });
});

describe('the ids that every system can name', () => {
  it('tell entities and months apart', () => {
    const ids = [
      legalEntityId('US'),
      legalEntityId('DE'),
      accountingPeriodId('US', '2026-08'),
      accountingPeriodId('US', '2026-09'),
      accountingPeriodId('DE', '2026-08'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(accountingPeriodId('US', '2026-08')).toBe(accountingPeriodId('US', '2026-08'));
  });
});

import {
  changesUpTo,
  linesUnder,
  operationOfKey,
  renewalBaseline,
  statusOn,
  valueUnder,
  type WholeContract,
} from '#crm/contract-view.ts';
import { formatAmount } from '#schema/canonical/money.ts';

const origin = { connection: 'main', asOf: new Date(0), version: new Date(0), raw: {} };

/** 10 seats at 100 in version 1; in version 2 three are taken away and seven get another price. */
const whole: WholeContract = {
  contract: {
    ...origin,
    id: 'ctr_1',
    externalId: '800A',
    number: '100',
    currentVersion: 2,
    status: 'ACTIVE',
    accountExternalId: '001A',
    opportunityExternalId: null,
    legalEntity: 'US',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    currency: 'USD',
    billingFrequency: null,
    key: null,
  },
  versions: [1, 2].map((number) => ({
    ...origin,
    externalId: `801${number}`,
    contractExternalId: '800A',
    number,
    effectiveOn: number === 1 ? '2026-01-01' : '2026-07-01',
    endsOn: null,
    recordedAt: new Date(0),
    kind: null,
    reason: null,
    requestedBy: null,
    key: null,
    opportunityExternalId: null,
    linkedDeal: false,
    contractStatus: null,
    billingFrequency: null,
  })),
  changes: [
    ['8011', '10', '100'],
    ['8012', '-10', '100'],
    ['8012', '7', '90.5'],
  ].map(([versionExternalId = '', quantity = '', unitPrice = ''], index) => ({
    ...origin,
    externalId: `802${index}`,
    versionExternalId,
    productExternalId: '01tA',
    quantity,
    unitPrice,
    startsOn: null,
    endsOn: null,
    chargeModel: 'PER_UNIT',
  })),
};

describe('a contract of several versions', () => {
  it('holds under each version what its changes add up to', () => {
    expect(linesUnder(whole, 1)).toMatchObject([{ quantity: '10', unitPrice: '100' }]);
    expect(linesUnder(whole, 2)).toMatchObject([{ quantity: '7', unitPrice: '90.5', productExternalId: '01tA' }]);
  });

  it("lets a change without days of its own hold from its version to the contract's end", () => {
    expect(changesUpTo(whole, 2)[1]).toMatchObject({ startsOn: '2026-07-01', endsOn: '2026-12-31' });
  });

  it('shows until a version takes effect also what held before', () => {
    expect(linesUnder(whole, 2, '2026-06-30')).toMatchObject([
      { quantity: '10', unitPrice: '100', startsOn: '2026-01-01', endsOn: '2026-06-30' },
      { quantity: '7', unitPrice: '90.5', startsOn: '2026-07-01' },
    ]);
  });

  it('renews from what recurs on its last day, from nothing once it was cancelled', () => {
    expect(renewalBaseline(whole)).toEqual({ minor: 63_350n, currency: 'USD' });
    const cancelled = { ...whole, contract: { ...whole.contract, status: 'CANCELLED' as const } };
    expect(renewalBaseline(cancelled)).toEqual({ minor: 0n, currency: 'USD' });
  });

  it('is worth what lies within its days, also when it ends before its lines do', () => {
    const cut = { ...whole, contract: { ...whole.contract, endsOn: '2026-06-30' } };
    expect(formatAmount(valueUnder(cut, 2))).toBe('495.89');
    expect(linesUnder(cut, 2)).toEqual([]);
  });

  it('has expired on the day after its last one, unless it was not running', () => {
    expect(statusOn(whole.contract, '2026-12-31')).toBe('ACTIVE');
    expect(statusOn(whole.contract, '2027-01-01')).toBe('EXPIRED');
    expect(statusOn({ ...whole.contract, status: 'CANCELLED' }, '2027-01-01')).toBe('CANCELLED');
  });

  it('knows the operation behind a version by its key', () => {
    expect(operationOfKey('op_01abc:amendCrmContract')).toBe('op_01abc');
    expect(operationOfKey('imported-7')).toBeNull();
    expect(operationOfKey(null)).toBeNull();
  });
});

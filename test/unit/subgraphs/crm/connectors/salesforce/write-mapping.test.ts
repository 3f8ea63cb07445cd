import type * as wire from '#crm/connectors/salesforce/wire.ts';
import {
  toActivation,
  toRemoval,
  toSalesforceAccountReport,
  toVersion,
  toVersionRemoval,
} from '#crm/connectors/salesforce/write-mapping.ts';
import { type CrmContract, type CrmVersion, type NewContract, type NewVersion, NO_RECORDS } from '#crm/port.ts';

describe('what is written to Salesforce', () => {
  const line = {
    productExternalId: '01tA',
    priceExternalId: '01uA',
    priceBookExternalId: '01sA',
    quantity: '-3',
    unitPrice: '9007199254740993.15',
    startsOn: '2026-08-16',
    endsOn: '2026-12-31',
    chargeModel: 'PER_UNIT',
  } as const;
  const contract: CrmContract = {
    externalId: '800A',
    version: new Date(0),
    raw: {},
    number: '00000100',
    currentVersion: 2,
    status: 'ACTIVE',
    accountExternalId: '001A',
    opportunityExternalId: '006A',
    legalEntity: 'US',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    currency: 'USD',
    billingFrequency: null,
    key: null,
  };
  const quiet = { status: null, billingFrequency: null, opportunityExternalId: null, linksDeal: false } as const;
  const third: NewVersion = {
    ...quiet,
    contract,
    number: 3,
    effectiveOn: '2026-08-16',
    endsOn: '2026-12-31',
    kind: 'UPGRADE',
    reason: null,
    requestedBy: 'ada',
    lines: [],
  };
  const aVersion = (number: number, endsOn: string, raw: unknown = {}): CrmVersion => ({
    version: new Date(0),
    raw,
    externalId: `801${number}`,
    contractExternalId: '800A',
    number,
    effectiveOn: '2026-01-01',
    endsOn,
    recordedAt: new Date(0),
    kind: null,
    reason: null,
    requestedBy: null,
    key: null,
    opportunityExternalId: null,
    linkedDeal: false,
    contractStatus: null,
    billingFrequency: null,
  });
  const paths = (parts: readonly wire.SalesforcePart[]) => parts.map(({ method, path }) => `${method} ${path}`);

  it('carries amounts with every digit and each record under a key of the command', () => {
    const longer = { ...third, endsOn: '2027-12-31', kind: 'TERM', lines: [line] };
    const parts = toVersion(longer, 'op_1:amend');
    expect(paths(parts)).toEqual([
      'PATCH /sobjects/Order/RevgraphKey__c/op_1%3Aamend',
      'PATCH /sobjects/OrderItem/RevgraphKey__c/op_1%3Aamend%3A1',
      'PATCH /sobjects/Contract/800A',
    ]);
    expect(JSON.stringify(parts[1]?.body)).toContain('"UnitPrice":9007199254740993.15');
    expect(parts[0]?.body).toMatchObject({ Pricebook2Id: '01sA', Type: 'Amendment', ContractVersion__c: 3 });
    expect(parts[2]?.body).toEqual({ Version__c: 3, EndDate: '2027-12-31' });
  });

  it('leaves the last day alone when it stays', () => {
    const parts = toVersion(third, 'k');
    expect(parts.at(-1)?.body).toEqual({ Version__c: 3 });
  });

  it('carries what the head said before, in the words of the vendor, so that it can be taken back', () => {
    const raw = { Status: 'Hibernating', BillingFrequency__c: 'ANNUAL' };
    const cancelled = { ...third, contract: { ...contract, raw }, status: 'CANCELLED', endsOn: '2026-08-15' } as const;
    const parts = toVersion({ ...cancelled, billingFrequency: 'MONTHLY' }, 'k');
    expect(parts[0]?.body).toMatchObject({
      EndDate: null,
      ContractEndDate__c: '2026-08-15',
      ContractStatus__c: 'Cancelled',
      PreviousStatus__c: 'Hibernating',
      PreviousEndDate__c: '2026-12-31',
      PreviousFrequency__c: 'ANNUAL',
    });
    expect(parts.at(-1)?.body).toEqual({
      Version__c: 3,
      Status: 'Cancelled',
      EndDate: '2026-08-15',
      BillingFrequency__c: 'MONTHLY',
    });
    const ended = {
      ...contract,
      endsOn: '2026-08-15',
      raw: { Status: 'Cancelled', BillingFrequency__c: 'MONTHLY' },
    };
    const back = toVersionRemoval(ended, aVersion(3, '2026-08-15', parts[0]?.body), NO_RECORDS);
    expect(back.at(-1)?.body).toEqual({
      Version__c: 2,
      Status: 'Hibernating',
      EndDate: '2026-12-31',
      BillingFrequency__c: 'ANNUAL',
    });
  });

  it('links a deal that names no contract yet, and frees it again', () => {
    const parts = toVersion({ ...third, opportunityExternalId: '006B', linksDeal: true }, 'k');
    expect(parts.at(-1)).toEqual({
      method: 'PATCH',
      path: '/sobjects/Opportunity/006B',
      body: { ContractId: '800A' },
    });
    const version = { ...aVersion(3, '2026-12-31'), opportunityExternalId: '006B', linkedDeal: true };
    expect(toVersionRemoval(contract, version, NO_RECORDS)[0]).toMatchObject({ body: { ContractId: null } });
    expect(paths(toVersion({ ...third, opportunityExternalId: '006B' }, 'k'))).not.toContain(
      'PATCH /sobjects/Opportunity/006B',
    );
  });

  it('shows an open balance with every digit of its currency', () => {
    const report = { asOf: 'x', invoiceNumber: null, invoiceStatus: null, paymentStatus: null };
    const body = toSalesforceAccountReport({
      ...report,
      openBalance: { amount: '9007199254740993.125', currency: 'KWD' },
    });
    expect(JSON.stringify(body)).toContain('"OpenBalance__c":9007199254740993.125,"OpenBalanceCurrency__c":"KWD"');
  });

  it('activates a contract only after all of it is there', () => {
    const made: NewContract = {
      opportunityExternalId: '006A',
      accountExternalId: '001A',
      legalEntity: 'US',
      currency: 'USD',
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      billingFrequency: null,
      requestedBy: 'ada',
      lines: [line],
    };
    expect(paths(toActivation(made, 'k'))).toEqual([
      'PATCH /sobjects/Contract/RevgraphKey__c/k',
      'PATCH /sobjects/Order/RevgraphKey__c/k',
      'PATCH /sobjects/OrderItem/RevgraphKey__c/k%3A1',
      'PATCH /sobjects/Contract/RevgraphKey__c/k',
      'PATCH /sobjects/Opportunity/006A',
    ]);
  });

  it('takes back one version and no other, with the day that held before', () => {
    const change = (id: string, of: string) => ({
      version: new Date(0),
      raw: {},
      externalId: id,
      versionExternalId: of,
      productExternalId: '01tA',
      quantity: '1',
      unitPrice: '1',
      startsOn: null,
      endsOn: null,
      chargeModel: 'PER_UNIT' as const,
    });
    const [first, second] = [aVersion(1, '2026-06-30'), aVersion(2, '2026-12-31')];
    const records = {
      ...NO_RECORDS,
      versions: [first, second],
      changes: [change('802A', '8011'), change('802B', '8012')],
    };
    const parts = toVersionRemoval(contract, second, records);
    expect(paths(parts)).toEqual([
      'DELETE /sobjects/OrderItem/802B',
      'DELETE /sobjects/Order/8012',
      'PATCH /sobjects/Contract/800A',
    ]);
    expect(parts.at(-1)?.body).toEqual({ Version__c: 1, EndDate: '2026-06-30' });
    expect(paths(toRemoval(contract, records))).toEqual([
      'PATCH /sobjects/Opportunity/006A',
      'DELETE /sobjects/OrderItem/802A',
      'DELETE /sobjects/OrderItem/802B',
      'DELETE /sobjects/Order/8011',
      'DELETE /sobjects/Order/8012',
      'DELETE /sobjects/Contract/800A',
    ]);
  });
});

import {
  contractStatusOf,
  fromSalesforceAccount,
  fromSalesforceContract,
  fromSalesforceOpportunity,
  fromSalesforceOrder,
  plainDecimal,
  toActivation,
  toRemoval,
  toVersion,
  toVersionRemoval,
} from '#crm/connectors/salesforce/mapping.ts';
import * as wire from '#crm/connectors/salesforce/wire.ts';
import { type CrmContract, type NewContract, NO_RECORDS } from '#crm/port.ts';

const SYSTEM = `"Id":"001000000000001AAA","SystemModstamp":"2026-11-21T12:00:00.000+0000","IsDeleted":false`;

const anOpportunity = (json: string) =>
  wire.opportunity.parse(
    wire.parseExact(`{${SYSTEM},"Name":"Deal","AccountId":"001A","StageName":"Closed Won","IsWon":true,"Amount":null,
      "CloseDate":null,"CurrencyIsoCode":"USD","ContractId":null,"TermStart__c":null,"TermEnd__c":null,
      "LegalEntity__c":null,"PaymentTermDays__c":30.0,"ContractVersion__c":null,"ContractedSeats__c":null,
      "InvoiceNumber__c":null,"PostingStatus__c":null,"SyncStatus__c":null,${json}}`),
  );

const anAccount = (json: string) =>
  wire.account.parse(
    wire.parseExact(`{${SYSTEM},"Name":"Nord","Type":null,"ParentId":null,"Owner":null,"BillingCountry":null,
      "LegalEntity__c":null,${json}}`),
  );

describe('an amount of Salesforce', () => {
  it('keeps every digit that a float would lose', () => {
    const mapped = fromSalesforceOpportunity(anOpportunity('"Amount":90071992547409.93'));
    expect(mapped).toMatchObject({ ok: true, value: { amountMinor: 9007199254740993n } });
  });

  it.each([
    ['1200.00', '1200'],
    ['1.25E+1', '12.5'],
    ['-3E2', '-300'],
    ['5E-3', '0.005'],
    ['0.10', '0.1'],
  ])('reads %s as %s', (sent, plain) => {
    expect(plainDecimal(sent)).toBe(plain);
  });

  it('of yen has no digits behind the point', () => {
    const yen = (amount: string) =>
      fromSalesforceOpportunity(anOpportunity(`"CurrencyIsoCode":"JPY","Amount":${amount}`));
    expect(yen('500.00')).toMatchObject({ value: { amountMinor: 500n } });
    expect(yen('500.50')).toMatchObject({ ok: false, error: { kind: 'Unmappable', field: 'Amount' } });
  });
});

describe('a status of Salesforce', () => {
  it.each([
    ['"Customer"', 'ACTIVE'],
    ['"Prospect"', 'PROSPECT'],
    ['"Partner"', 'UNKNOWN'],
    ['"constructor"', 'UNKNOWN'],
    ['null', 'UNKNOWN'],
  ])('%s of an account is %s', (type, status) => {
    expect(fromSalesforceAccount(anAccount(`"Type":${type}`))).toMatchObject({ value: { status } });
  });

  it.each([
    ['Draft', 'DRAFT'],
    ['Activated', 'ACTIVE'],
    ['Hibernating', 'UNKNOWN'],
    ['toString', 'UNKNOWN'],
  ])('%s of a contract is %s', (status, ours) => {
    expect(contractStatusOf(status)).toBe(ours);
  });
});

describe('a contract of Salesforce', () => {
  const aContract = (json: string) =>
    wire.contract.parse(
      wire.parseExact(`{${SYSTEM},"ContractNumber":"00000100","AccountId":"001A","StartDate":"2026-01-01",
        "EndDate":"2026-12-31","Status":"Activated","CurrencyIsoCode":"USD","Version__c":null,"Opportunity__c":null,
        "LegalEntity__c":"US","RevgraphKey__c":null,${json}}`),
    );

  it('that was made by hand is in its first version', () => {
    expect(fromSalesforceContract(aContract('"Version__c":null'))).toMatchObject({ value: { currentVersion: 1 } });
    expect(fromSalesforceContract(aContract('"Version__c":3.0'))).toMatchObject({ value: { currentVersion: 3 } });
  });

  it('without a term cannot be read as ours', () => {
    expect(fromSalesforceContract(aContract('"EndDate":null'))).toMatchObject({ error: { kind: 'Unmappable' } });
  });

  it('has its instants with any offset', () => {
    const read = fromSalesforceContract(aContract('"SystemModstamp":"2026-11-21T14:00:00.000+0200"'));
    expect(read).toMatchObject({ value: { version: new Date('2026-11-21T12:00:00Z') } });
  });
});

describe('an order of Salesforce', () => {
  const anOrder = (json: string) =>
    wire.order.parse(
      wire.parseExact(`{${SYSTEM},"ContractId":"800A","ContractVersion__c":2,"EffectiveDate":"2026-08-16","EndDate":null,
        "CreatedDate":"2026-08-10T08:00:00.000+0000","AmendmentKind__c":"UPGRADE","AmendmentReason__c":null,
        "RequestedBy__c":"ada","RevgraphKey__c":"op_1:amend",${json}}`),
    );

  it('is a version of its contract', () => {
    expect(fromSalesforceOrder(anOrder('"Extra":1'))).toMatchObject({ value: { number: 2, kind: 'UPGRADE' } });
  });

  it('outside any contract is none', () => {
    expect(fromSalesforceOrder(anOrder('"ContractId":null'))).toEqual({ ok: true, value: null });
  });

  it('of a kind that has no meaning here tells no kind', () => {
    expect(fromSalesforceOrder(anOrder('"AmendmentKind__c":"MAGIC"'))).toMatchObject({ value: { kind: null } });
  });
});

describe('what is written to Salesforce', () => {
  const line = {
    productExternalId: '01tA',
    priceExternalId: '01uA',
    priceBookExternalId: '01sA',
    quantity: '-3',
    unitPrice: '9007199254740993.15',
    startsOn: '2026-08-16',
    endsOn: '2026-12-31',
  };
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
    key: null,
  };
  const paths = (parts: readonly wire.SalesforcePart[]) => parts.map(({ method, path }) => `${method} ${path}`);

  it('carries amounts with every digit and each record under a key of the command', () => {
    const parts = toVersion(
      {
        contract,
        number: 3,
        effectiveOn: '2026-08-16',
        endsOn: '2027-12-31',
        kind: 'TERM',
        reason: null,
        requestedBy: 'ada',
        lines: [line],
      },
      'op_1:amend',
    );
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
    const parts = toVersion(
      {
        contract,
        number: 3,
        effectiveOn: '2026-08-16',
        endsOn: '2026-12-31',
        kind: 'UPGRADE',
        reason: null,
        requestedBy: 'ada',
        lines: [],
      },
      'k',
    );
    expect(parts.at(-1)?.body).toEqual({ Version__c: 3 });
  });

  it('activates a contract only after all of it is there', () => {
    const made: NewContract = {
      opportunityExternalId: '006A',
      accountExternalId: '001A',
      legalEntity: 'US',
      currency: 'USD',
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
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
    const base = { version: new Date(0), raw: {} };
    const version = (number: number, endsOn: string) => ({
      ...base,
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
    });
    const change = (id: string, of: string) => ({
      ...base,
      externalId: id,
      versionExternalId: of,
      productExternalId: '01tA',
      quantity: '1',
      unitPrice: '1',
      startsOn: null,
      endsOn: null,
    });
    const [first, second] = [version(1, '2026-06-30'), version(2, '2026-12-31')];
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

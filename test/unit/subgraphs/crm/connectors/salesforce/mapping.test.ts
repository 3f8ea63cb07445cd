import {
  contractStatusOf,
  fromSalesforceAccount,
  fromSalesforceContract,
  fromSalesforceOpportunity,
  fromSalesforceOrder,
  fromSalesforceOrderItem,
  fromSalesforceProduct,
  plainDecimal,
} from '#crm/connectors/salesforce/mapping.ts';
import * as wire from '#crm/connectors/salesforce/wire.ts';
import { parseExact } from '#kit/transport/exact-json.ts';

const SYSTEM = `"Id":"001000000000001AAA","SystemModstamp":"2026-11-21T12:00:00.000+0000","IsDeleted":false`;

const anOpportunity = (json: string) =>
  wire.opportunity.parse(
    parseExact(`{${SYSTEM},"Name":"Deal","AccountId":"001A","StageName":"Closed Won","IsWon":true,"Amount":null,
      "CloseDate":null,"CurrencyIsoCode":"USD","ContractId":null,"TermStart__c":null,"TermEnd__c":null,
      "LegalEntity__c":null,"PaymentTermDays__c":30.0,"Type":null,"BillingFrequency__c":null,
      "Quoted_Contract_Version__c":null,"ApprovalStatus__c":null,"ContractVersion__c":null,"ContractedSeats__c":null,
      "InvoiceNumber__c":null,"PostingStatus__c":null,"SyncStatus__c":null,${json}}`),
  );

const anAccount = (json: string) =>
  wire.account.parse(
    parseExact(`{${SYSTEM},"Name":"Nord","Type":null,"ParentId":null,"Owner":null,"BillingCountry":null,
      "LegalEntity__c":null,"MasterRecordId":null,"LastInvoiceNumber__c":null,"InvoiceStatus__c":null,
      "PaymentStatus__c":null,"OpenBalance__c":null,"OpenBalanceCurrency__c":null,"ReportedAsOf__c":null,${json}}`),
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
      parseExact(`{${SYSTEM},"ContractNumber":"00000100","AccountId":"001A","StartDate":"2026-01-01",
        "EndDate":"2026-12-31","Status":"Activated","CurrencyIsoCode":"USD","Version__c":null,"Opportunity__c":null,
        "LegalEntity__c":"US","BillingFrequency__c":null,"RevgraphKey__c":null,${json}}`),
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
      parseExact(`{${SYSTEM},"ContractId":"800A","ContractVersion__c":2,"EffectiveDate":"2026-08-16","EndDate":null,
        "CreatedDate":"2026-08-10T08:00:00.000+0000","AmendmentKind__c":"UPGRADE","AmendmentReason__c":null,
        "RequestedBy__c":"ada","OpportunityId":null,"LinkedDeal__c":false,"ContractEndDate__c":null,
        "ContractStatus__c":null,"BillingFrequency__c":null,"PreviousStatus__c":null,"PreviousEndDate__c":null,
        "PreviousFrequency__c":null,"RevgraphKey__c":"op_1:amend",${json}}`),
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

describe('how a line of Salesforce is charged', () => {
  const anItem = (json: string) =>
    wire.orderItem.parse(
      parseExact(`{${SYSTEM},"OrderId":"801A","Product2Id":"01tA","Quantity":1,"UnitPrice":1,"ServiceDate":null,
        "EndDate":null,"ChargeModel__c":null,${json}}`),
    );

  it.each([
    ['"ChargeModel__c":"ONE_TIME","Product2":{"ChargeModel__c":"USAGE"}', 'ONE_TIME'],
    ['"Product2":{"ChargeModel__c":"USAGE"}', 'USAGE'],
    ['"Product2":null', 'PER_UNIT'],
  ])('is what the line says, else the product, else by the unit: %s', (json, chargeModel) => {
    expect(fromSalesforceOrderItem(anItem(json))).toMatchObject({ value: { chargeModel } });
  });

  it('is not guessed when the org uses a word that has no meaning here', () => {
    const item = anItem('"ChargeModel__c":"TIERED"');
    expect(fromSalesforceOrderItem(item)).toMatchObject({ error: { kind: 'Unmappable', field: 'ChargeModel__c' } });
    const product = wire.product.parse(
      parseExact(`{${SYSTEM},"Name":"P","ProductCode":"P","IsActive":true,"ChargeModel__c":"toString"}`),
    );
    expect(fromSalesforceProduct(product)).toMatchObject({ error: { kind: 'Unmappable' } });
  });
});

describe('a deal of Salesforce', () => {
  it.each([
    ['null', 'NEW'],
    ['"New Customer"', 'NEW'],
    ['"Existing Customer - Upgrade"', 'AMENDMENT'],
    ['"Renewal"', 'RENEWAL'],
    ['"constructor"', 'NEW'],
  ])('of the type %s is a deal of kind %s', (type, kind) => {
    expect(fromSalesforceOpportunity(anOpportunity(`"Type":${type}`))).toMatchObject({ value: { kind } });
  });

  it('names the contract that came of it, or the one that it is about', () => {
    const linked = '"ContractId":"800A","Quoted_Contract_Version__c":3';
    expect(fromSalesforceOpportunity(anOpportunity(linked))).toMatchObject({
      value: { contractExternalId: '800A', changesContractExternalId: null },
    });
    expect(fromSalesforceOpportunity(anOpportunity(`${linked},"Type":"Renewal"`))).toMatchObject({
      value: { contractExternalId: null, changesContractExternalId: '800A', quotedVersion: 3 },
    });
  });

  it('is not taken for approved when its approval has a word that has no meaning here', () => {
    const approvalOf = (status: string) => fromSalesforceOpportunity(anOpportunity(`"ApprovalStatus__c":${status}`));
    expect(approvalOf('"Approved"')).toMatchObject({ value: { approval: 'APPROVED' } });
    expect(approvalOf('"Almost"')).toMatchObject({ value: { approval: 'UNKNOWN' } });
    expect(approvalOf('null')).toMatchObject({ value: { approval: null } });
  });
});

import {
  currency,
  date,
  datetime,
  double,
  externalKey,
  type Field,
  flag,
  picklist,
  reference,
  text,
  totalPrice,
  whole,
} from './field.ts';

/** One object of the org. Fields are looked up by their lower-cased name: the vendor does not mind the case. */
export interface ObjectType {
  readonly name: string;
  readonly prefix: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** The field that the org numbers itself, from its first number. */
  readonly autoNumber: string | null;
}

const AUTO_NUMBER_FIRST = 100;

const SYSTEM: readonly Field[] = [
  flag('IsDeleted', { writable: false }),
  datetime('CreatedDate', { writable: false }),
  reference('CreatedById', 'User', { writable: false }),
  datetime('LastModifiedDate', { writable: false }),
  reference('LastModifiedById', 'User', { writable: false }),
  datetime('SystemModstamp', { writable: false }),
];

function object(name: string, prefix: string, fields: readonly Field[]): ObjectType {
  const id: Field = { ...text('Id', { writable: false, length: 18 }), type: 'id' };
  const autoNumber = fields.find((field) => field.name === `${name}Number`)?.name ?? null;
  return {
    name,
    prefix,
    fields: new Map([id, ...fields, ...SYSTEM].map((field) => [field.name.toLowerCase(), field])),
    autoNumber,
  };
}

const lineFields = (parent: string): readonly Field[] => [
  reference(`${parent}Id`, parent, { required: true }),
  reference('Product2Id', 'Product2'),
  reference('PricebookEntryId', 'PricebookEntry'),
  double('Quantity', { required: true }),
  currency('UnitPrice', { required: true }),
  currency('TotalPrice', { writable: false, calculate: totalPrice }),
  date('ServiceDate'),
];

const OBJECTS: readonly ObjectType[] = [
  object('User', '005', [
    text('Name', { required: true, length: 121 }),
    text('Username', { required: true, length: 80 }),
  ]),
  object('Account', '001', [
    text('Name', { required: true }),
    picklist('Type'),
    reference('ParentId', 'Account'),
    reference('OwnerId', 'User'),
    text('BillingCountry', { length: 80 }),
    picklist('CurrencyIsoCode'),
    text('LegalEntity__c', { length: 40 }),
    externalKey('RevgraphId__c'),
    text('ErpCustomerId__c', { length: 80 }),
    text('BillingCustomerId__c', { length: 80 }),
    reference('MasterRecordId', 'Account', { writable: false }),
    text('LastInvoiceNumber__c', { length: 80 }),
    picklist('InvoiceStatus__c'),
    picklist('PaymentStatus__c'),
    double('OpenBalance__c', { scale: 3 }),
    text('OpenBalanceCurrency__c', { length: 3 }),
    text('ReportedAsOf__c', { length: 40 }),
  ]),
  object('Product2', '01t', [
    text('Name', { required: true }),
    externalKey('ProductCode', { unique: false }),
    text('Description', { length: 4000 }),
    flag('IsActive'),
    picklist('ChargeModel__c'),
  ]),
  object('Pricebook2', '01s', [
    text('Name', { required: true }),
    flag('IsActive'),
    flag('IsStandard', { writable: false }),
  ]),
  object('PricebookEntry', '01u', [
    reference('Pricebook2Id', 'Pricebook2', { required: true }),
    reference('Product2Id', 'Product2', { required: true }),
    currency('UnitPrice', { required: true }),
    picklist('CurrencyIsoCode'),
    flag('IsActive'),
  ]),
  object('Opportunity', '006', [
    text('Name', { required: true, length: 120 }),
    reference('AccountId', 'Account'),
    reference('OwnerId', 'User'),
    picklist('Type'),
    picklist('StageName', { required: true }),
    flag('IsClosed', {
      writable: false,
      calculate: ({ StageName }) => StageName === 'Closed Won' || StageName === 'Closed Lost',
    }),
    flag('IsWon', { writable: false, calculate: ({ StageName }) => StageName === 'Closed Won' }),
    currency('Amount'),
    date('CloseDate', { required: true }),
    picklist('CurrencyIsoCode'),
    reference('Pricebook2Id', 'Pricebook2'),
    reference('ContractId', 'Contract'),
    date('TermStart__c'),
    date('TermEnd__c'),
    text('LegalEntity__c', { length: 40 }),
    whole('PaymentTermDays__c'),
    picklist('BillingFrequency__c'),
    whole('Quoted_Contract_Version__c'),
    picklist('ApprovalStatus__c'),
    whole('ContractVersion__c'),
    double('ContractedSeats__c'),
    text('InvoiceNumber__c', { length: 80 }),
    picklist('PostingStatus__c'),
    picklist('SyncStatus__c'),
    externalKey('RevgraphKey__c'),
  ]),
  object('OpportunityLineItem', '00k', [
    ...lineFields('Opportunity'),
    text('Description'),
    date('EndDate__c'),
    picklist('ChargeModel__c'),
    externalKey('RevgraphKey__c', { unique: false }),
  ]),
  object('Contract', '800', [
    reference('AccountId', 'Account', { required: true }),
    text('ContractNumber', { writable: false, length: 30 }),
    date('StartDate'),
    date('EndDate'),
    whole('ContractTerm'),
    picklist('Status', { required: true, initial: 'Draft' }),
    picklist('CurrencyIsoCode'),
    reference('OwnerId', 'User'),
    whole('Version__c'),
    reference('Opportunity__c', 'Opportunity'),
    text('LegalEntity__c', { length: 40 }),
    picklist('BillingFrequency__c'),
    externalKey('RevgraphKey__c'),
  ]),
  object('Order', '801', [
    reference('AccountId', 'Account', { required: true }),
    reference('ContractId', 'Contract'),
    text('OrderNumber', { writable: false, length: 30 }),
    date('EffectiveDate', { required: true }),
    date('EndDate'),
    picklist('Status', { required: true, initial: 'Draft' }),
    picklist('Type'),
    picklist('CurrencyIsoCode'),
    reference('Pricebook2Id', 'Pricebook2'),
    reference('OwnerId', 'User'),
    whole('ContractVersion__c'),
    picklist('AmendmentKind__c'),
    text('AmendmentReason__c'),
    text('RequestedBy__c'),
    reference('OpportunityId', 'Opportunity'),
    flag('LinkedDeal__c'),
    date('ContractEndDate__c'),
    picklist('ContractStatus__c'),
    picklist('BillingFrequency__c'),
    picklist('PreviousStatus__c'),
    date('PreviousEndDate__c'),
    picklist('PreviousFrequency__c'),
    externalKey('RevgraphKey__c'),
  ]),
  object('OrderItem', '802', [
    ...lineFields('Order'),
    date('EndDate'),
    text('Description'),
    picklist('ChargeModel__c'),
    externalKey('RevgraphKey__c'),
  ]),
];

const BY_NAME = new Map(OBJECTS.map((type) => [type.name.toLowerCase(), type]));

export function objectTypes(): readonly ObjectType[] {
  return OBJECTS;
}

export function objectType(name: string): ObjectType | undefined {
  return BY_NAME.get(name.toLowerCase());
}

export function fieldOf(type: ObjectType, name: string): Field | undefined {
  return type.fields.get(name.toLowerCase());
}

/** The field behind a relationship's name: `Account` -> `AccountId`. */
export function fieldOfRelationship(type: ObjectType, name: string): Field | undefined {
  const wanted = name.toLowerCase();
  for (const field of type.fields.values()) if (field.relationship?.toLowerCase() === wanted) return field;
  return undefined;
}

/** The field that carries our key, for the ledger. */
export function keyField(type: ObjectType): Field | undefined {
  for (const field of type.fields.values()) if (field.externalId) return field;
  return undefined;
}

export function autoNumber(sequence: number): string {
  return String(AUTO_NUMBER_FIRST + sequence - 1).padStart(8, '0');
}

/** What a field of a record holds. Money is exact in the transaction's currency; a number may be any decimal. */
type FieldKind =
  | { readonly kind: 'text' | 'boolean' | 'date' | 'money' | 'number' | 'instant' | 'choice' }
  | { readonly kind: 'ref'; readonly to: readonly string[] };

export type Field = FieldKind & { readonly readOnly?: true; readonly mandatory?: true };

export interface SublistSchema {
  /** The fields whose values together tell the lines apart; a line of the request without them is a new one. */
  readonly key: readonly string[];
  readonly fields: Readonly<Record<string, Field>>;
}

export interface RecordSchema {
  readonly name: string;
  /** Records of one space share their ids. */
  readonly idSpace: string;
  /** `read`: reference data of the account; `change`: it can be changed but not made. */
  readonly access: 'read' | 'change' | 'write';
  readonly fields: Readonly<Record<string, Field>>;
  readonly sublists: Readonly<Record<string, SublistSchema>>;
  /** The field that names the record to people (`refName`). */
  readonly nameField: string;
}

const text: Field = { kind: 'text' };
const flag: Field = { kind: 'boolean' };
const date: Field = { kind: 'date' };
const money: Field = { kind: 'money' };
const number: Field = { kind: 'number' };
const shownMoney: Field = { kind: 'money', readOnly: true };
/** One of the vendor's own lists: kept as text, shown with an id and a name. */
const choice: Field = { kind: 'choice', readOnly: true };
const shownText: Field = { kind: 'text', readOnly: true };
const ref = (...to: string[]): Field => ({ kind: 'ref', to });
const mandatory = (field: Field): Field => ({ ...field, mandatory: true });
const shown = (field: Field): Field => ({ ...field, readOnly: true });

export const ITEM_TYPES: readonly string[] = ['serviceSaleItem', 'nonInventorySaleItem'];
export const TRANSACTION_TYPES: readonly string[] = [
  'invoice',
  'creditMemo',
  'customerPayment',
  'customerRefund',
  'journalEntry',
];

const STAMPS = {
  createdDate: { kind: 'instant', readOnly: true },
  lastModifiedDate: { kind: 'instant', readOnly: true },
} as const;

const SEGMENTS = { department: ref('department'), class: ref('classification'), location: ref('location') };

const TRANSACTION = {
  tranId: text,
  tranDate: date,
  postingPeriod: ref('accountingPeriod'),
  subsidiary: ref('subsidiary'),
  currency: ref('currency'),
  exchangeRate: number,
  memo: text,
  custbody_revgraph_key: text,
  custbody_revgraph_source: text,
  custbody_revgraph_contract: text,
  custbody_revgraph_reversal: text,
  /** Set by a person who voids the document, never by a body. */
  voided: shown(flag),
  ...STAMPS,
};

const SALE_LINE = {
  line: number,
  item: mandatory(ref(...ITEM_TYPES)),
  quantity: number,
  rate: number,
  amount: money,
  description: text,
  taxCode: ref('salesTaxItem'),
  ...SEGMENTS,
  revRecStartDate: date,
  revRecEndDate: date,
  custcol_revgraph_obligation: text,
  custcol_revgraph_contract: text,
  custcol_revgraph_revenue_account: ref('account'),
  custcol_revgraph_deferral: ref('revenueRecognitionRule'),
};

const applyTo = (...targets: string[]): SublistSchema => ({
  key: ['doc'],
  fields: { doc: mandatory(ref(...targets)), apply: flag, amount: money },
});
/** What is owed: invoices, and journals that debit receivables. evidence: [?] that REST lists journals there. */
const APPLY = applyTo('invoice', 'journalEntry');

/** Tax as another system worked it out. evidence: 2nd: SuiteTax, taxDetailsOverride with the sublist taxDetails. */
const TAX_DETAILS: SublistSchema = {
  key: ['taxDetailsReference'],
  fields: { taxDetailsReference: text, taxCode: mandatory(ref('salesTaxItem')), taxAmount: mandatory(money) },
};

const ITEM = {
  itemId: mandatory(text),
  displayName: text,
  isInactive: flag,
  incomeAccount: mandatory(ref('account')),
  deferredRevenueAccount: ref('account'),
  revenueRecognitionRule: ref('revenueRecognitionRule'),
  taxSchedule: ref('taxSchedule'),
  subsidiary: ref('subsidiary'),
  ...SEGMENTS,
  ...STAMPS,
};

/**
 * The price of one unit by level and currency; `currencyPage` is the currency's id.
 * evidence: 2nd: a client of the record REST that writes base prices so; that the page goes by the currency's id is [?].
 */
const PRICE: SublistSchema = {
  key: ['currencyPage', 'priceLevel'],
  fields: { currencyPage: mandatory(number), priceLevel: mandatory(ref('priceLevel')), price: number },
};

function reference(name: string, fields: RecordSchema['fields'] = {}, nameField = 'name'): RecordSchema {
  return { name, idSpace: name, access: 'read', fields: { name: text, ...fields }, sublists: {}, nameField };
}

const SCHEMAS: readonly RecordSchema[] = [
  {
    name: 'customer',
    idSpace: 'entity',
    access: 'write',
    nameField: 'entityId',
    sublists: {},
    fields: {
      entityId: text,
      companyName: text,
      isPerson: flag,
      firstName: text,
      lastName: text,
      email: text,
      phone: text,
      comments: text,
      isInactive: flag,
      subsidiary: mandatory(ref('subsidiary')),
      currency: ref('currency'),
      terms: ref('term'),
      receivablesAccount: ref('account'),
      parent: ref('customer'),
      custentity_revgraph_id: text,
      ...STAMPS,
    },
  },
  {
    name: 'customerSubsidiaryRelationship',
    idSpace: 'customerSubsidiaryRelationship',
    access: 'write',
    nameField: 'name',
    sublists: {},
    fields: {
      name: shownText,
      entity: mandatory(ref('customer')),
      subsidiary: mandatory(ref('subsidiary')),
      ...STAMPS,
    },
  },
  ...ITEM_TYPES.map(
    (name): RecordSchema => ({
      name,
      idSpace: 'item',
      access: 'write',
      nameField: 'itemId',
      fields: ITEM,
      sublists: { price: PRICE },
    }),
  ),
  {
    name: 'invoice',
    idSpace: 'transaction',
    access: 'write',
    nameField: 'tranId',
    fields: {
      ...TRANSACTION,
      entity: mandatory(ref('customer')),
      account: ref('account'),
      dueDate: date,
      terms: ref('term'),
      otherRefNum: text,
      ...SEGMENTS,
      taxDetailsOverride: flag,
      taxTotal: shownMoney,
      total: shownMoney,
      amountPaid: shownMoney,
      amountRemaining: shownMoney,
      status: choice,
    },
    sublists: { item: { key: ['line'], fields: SALE_LINE }, taxDetails: TAX_DETAILS },
  },
  {
    name: 'creditMemo',
    idSpace: 'transaction',
    access: 'write',
    nameField: 'tranId',
    fields: {
      ...TRANSACTION,
      entity: mandatory(ref('customer')),
      account: ref('account'),
      createdFrom: shown(ref('invoice')),
      otherRefNum: text,
      ...SEGMENTS,
      taxDetailsOverride: flag,
      taxTotal: shownMoney,
      total: shownMoney,
      applied: shownMoney,
      unapplied: shownMoney,
      status: choice,
    },
    sublists: { item: { key: ['line'], fields: SALE_LINE }, taxDetails: TAX_DETAILS, apply: APPLY },
  },
  {
    name: 'customerPayment',
    idSpace: 'transaction',
    access: 'write',
    nameField: 'tranId',
    fields: {
      ...TRANSACTION,
      customer: mandatory(ref('customer')),
      payment: money,
      account: ref('account'),
      arAcct: ref('account'),
      undepFunds: flag,
      checkNum: text,
      total: shownMoney,
      applied: shownMoney,
      unapplied: shownMoney,
      status: choice,
    },
    sublists: { apply: APPLY },
  },
  {
    name: 'customerRefund',
    idSpace: 'transaction',
    access: 'write',
    nameField: 'tranId',
    fields: {
      ...TRANSACTION,
      customer: mandatory(ref('customer')),
      account: mandatory(ref('account')),
      arAcct: ref('account'),
      total: shownMoney,
      status: choice,
    },
    sublists: { apply: applyTo('creditMemo', 'customerPayment') },
  },
  {
    name: 'journalEntry',
    idSpace: 'transaction',
    access: 'write',
    nameField: 'tranId',
    fields: { ...TRANSACTION, approved: flag, reversalDate: date, status: choice },
    sublists: {
      line: {
        key: ['line'],
        fields: {
          line: number,
          account: mandatory(ref('account')),
          debit: money,
          credit: money,
          memo: text,
          entity: ref('customer'),
          ...SEGMENTS,
          custcol_revgraph_obligation: text,
          custcol_revgraph_contract: text,
        },
      },
    },
  },
  {
    name: 'accountingPeriod',
    idSpace: 'accountingPeriod',
    access: 'change',
    nameField: 'periodName',
    sublists: {},
    fields: {
      periodName: shownText,
      startDate: shown(date),
      endDate: shown(date),
      closed: flag,
      closedOnDate: { kind: 'instant', readOnly: true },
      allLocked: flag,
      arLocked: flag,
      apLocked: flag,
      allowNonGLChanges: flag,
      isAdjust: shown(flag),
      isQuarter: shown(flag),
      isYear: shown(flag),
      isPosting: shown(flag),
      parent: shown(ref('accountingPeriod')),
      lastModifiedDate: STAMPS.lastModifiedDate,
    },
  },
  reference('subsidiary', { currency: ref('currency'), country: choice, isInactive: flag, isElimination: flag }),
  reference('account', { acctNumber: text, acctName: text, acctType: text, isInactive: flag }, 'acctName'),
  reference('currency', { symbol: text, currencyPrecision: number, isInactive: flag }),
  reference('department', { isInactive: flag }),
  reference('classification', { isInactive: flag }),
  reference('location', { isInactive: flag }),
  reference('priceLevel', { isInactive: flag }),
  reference('term', { daysUntilNetDue: number }),
  reference('salesTaxItem'),
  reference('taxSchedule'),
  reference('revenueRecognitionRule'),
];

/** The record types of this account by their name in the address. */
export const RECORD_TYPES: ReadonlyMap<string, RecordSchema> = new Map(SCHEMAS.map((schema) => [schema.name, schema]));

export function schemaOf(type: string): RecordSchema {
  const schema = RECORD_TYPES.get(type);
  if (schema === undefined) throw new Error(`There is no record type ${type}.`);
  return schema;
}

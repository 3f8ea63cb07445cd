import type { Books } from '../books.ts';
import { Decimal } from '../decimal.ts';
import { ITEM_TYPES } from '../record-types.ts';
import { type StoredRecord, textOf } from '../records.ts';
import { dateOf, flagOf, nameOfRef, numberField, refField, textField } from './columns.ts';
import { type Table, tableOf } from './table.ts';
import { transactionTables } from './transaction-tables.ts';
import { instant } from './value.ts';

const IDENTITY = {
  id: { read: ({ id }: StoredRecord) => new Decimal(BigInt(id), 0) },
  externalid: { read: ({ externalId }: StoredRecord) => externalId },
  lastmodifieddate: { read: ({ modifiedAt }: StoredRecord) => instant(modifiedAt) },
};

/** The tables that SuiteQL sees, by lower-case name. Column names are the vendor's; see the README for the subset. */
export function suiteQlTables(books: Books): ReadonlyMap<string, Table> {
  const of = (type: string) => () => books.records.all(type);
  const subsidiary = refField('subsidiary', ['subsidiary'], books);
  const currency = refField('currency', ['currency'], books);
  return new Map<string, Table>([
    ...transactionTables(books),
    [
      'customer',
      tableOf(of('customer'), {
        ...IDENTITY,
        entityid: textField('entityId'),
        companyname: textField('companyName'),
        email: textField('email'),
        isperson: flagOf('isPerson'),
        isinactive: flagOf('isInactive'),
        subsidiary,
        currency,
        datecreated: { read: ({ createdAt }: StoredRecord) => instant(createdAt) },
        custentity_revgraph_id: textField('custentity_revgraph_id'),
      }),
    ],
    [
      'item',
      tableOf(() => ITEM_TYPES.flatMap((type) => books.records.all(type)), {
        ...IDENTITY,
        itemid: textField('itemId'),
        displayname: textField('displayName'),
        itemtype: { read: ({ type }: StoredRecord) => (type === 'serviceSaleItem' ? 'Service' : 'NonInvtPart') },
        isinactive: flagOf('isInactive'),
        incomeaccount: refField('incomeAccount', ['account'], books),
        deferredrevenueaccount: refField('deferredRevenueAccount', ['account'], books),
        revenuerecognitionrule: refField('revenueRecognitionRule', ['revenueRecognitionRule'], books),
      }),
    ],
    [
      'accountingperiod',
      tableOf(of('accountingPeriod'), {
        ...IDENTITY,
        periodname: textField('periodName'),
        startdate: dateOf('startDate'),
        enddate: dateOf('endDate'),
        closed: flagOf('closed'),
        closedondate: { read: ({ fields }: StoredRecord) => stampOf(textOf(fields, 'closedOnDate')) },
        arlocked: flagOf('arLocked'),
        aplocked: flagOf('apLocked'),
        alllocked: flagOf('allLocked'),
        isadjust: flagOf('isAdjust'),
        isquarter: flagOf('isQuarter'),
        isyear: flagOf('isYear'),
        isposting: flagOf('isPosting'),
        parent: refField('parent', ['accountingPeriod'], books),
      }),
    ],
    [
      'account',
      tableOf(of('account'), {
        ...IDENTITY,
        acctnumber: textField('acctNumber'),
        fullname: textField('acctName'),
        accountsearchdisplayname: {
          read: ({ fields }: StoredRecord) => `${textOf(fields, 'acctNumber')} ${textOf(fields, 'acctName')}`,
        },
        accountsearchdisplaynamecopy: textField('acctName'),
        accttype: textField('acctType'),
        isinactive: flagOf('isInactive'),
      }),
    ],
    [
      'subsidiary',
      tableOf(of('subsidiary'), {
        ...IDENTITY,
        name: textField('name'),
        fullname: textField('name'),
        country: textField('country'),
        currency,
        isinactive: flagOf('isInactive'),
        iselimination: flagOf('isElimination'),
      }),
    ],
    [
      'currency',
      tableOf(of('currency'), {
        ...IDENTITY,
        name: textField('name'),
        symbol: textField('symbol'),
        currencyprecision: numberField('currencyPrecision'),
        isinactive: flagOf('isInactive'),
      }),
    ],
    ...['department', 'classification', 'location', 'term'].map((type): [string, Table] => [
      type,
      tableOf(of(type), { ...IDENTITY, name: textField('name'), isinactive: flagOf('isInactive') }),
    ]),
    [
      'customersubsidiaryrelationship',
      tableOf(of('customerSubsidiaryRelationship'), {
        ...IDENTITY,
        entity: { ...numberField('entity'), display: nameOfRef('entity', ['customer'], books) },
        subsidiary,
      }),
    ],
  ]);
}

function stampOf(text: string | null) {
  return text === null ? null : instant(text);
}

import type { Books } from '../books.ts';
import { Decimal } from '../decimal.ts';
import { ITEM_TYPES } from '../record-types.ts';
import { type StoredRecord, textOf } from '../records.ts';
import { dateOf, flagOf, nameOfRef, numberField, refField, textField } from './columns.ts';
import { linkTable } from './link-table.ts';
import { pricingTable } from './pricing-table.ts';
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
  const byId = (...types: readonly string[]) => ({
    id: (id: string) => types.flatMap((type) => books.records.get(type, id) ?? []),
    externalid: (externalId: string) => types.flatMap((type) => books.records.byExternalId(type, externalId) ?? []),
  });
  const subsidiary = refField('subsidiary', ['subsidiary'], books);
  const currency = refField('currency', ['currency'], books);
  return new Map<string, Table>([
    ...transactionTables(books),
    // Both names are the vendor's; the direction of the link is in the columns, so one table serves.
    ['nexttransactionlinelink', linkTable(books)],
    ['previoustransactionlinelink', linkTable(books)],
    [
      'customer',
      tableOf(
        of('customer'),
        {
          ...IDENTITY,
          entityid: textField('entityId'),
          companyname: textField('companyName'),
          email: textField('email'),
          isperson: flagOf('isPerson'),
          isinactive: flagOf('isInactive'),
          subsidiary,
          currency,
          parent: refField('parent', ['customer'], books),
          datecreated: { read: ({ createdAt }: StoredRecord) => instant(createdAt) },
          custentity_revgraph_id: textField('custentity_revgraph_id'),
        },
        byId('customer'),
      ),
    ],
    [
      'item',
      tableOf(
        () => ITEM_TYPES.flatMap((type) => books.records.all(type)),
        {
          ...IDENTITY,
          itemid: textField('itemId'),
          displayname: textField('displayName'),
          itemtype: { read: ({ type }: StoredRecord) => (type === 'serviceSaleItem' ? 'Service' : 'NonInvtPart') },
          isinactive: flagOf('isInactive'),
          incomeaccount: refField('incomeAccount', ['account'], books),
          deferredrevenueaccount: refField('deferredRevenueAccount', ['account'], books),
          revenuerecognitionrule: refField('revenueRecognitionRule', ['revenueRecognitionRule'], books),
        },
        byId(...ITEM_TYPES),
      ),
    ],
    ['pricing', pricingTable(books)],
    [
      'accountingperiod',
      tableOf(
        of('accountingPeriod'),
        {
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
        },
        byId('accountingPeriod'),
      ),
    ],
    [
      'account',
      tableOf(
        of('account'),
        {
          ...IDENTITY,
          acctnumber: textField('acctNumber'),
          fullname: textField('acctName'),
          accountsearchdisplayname: {
            read: ({ fields }: StoredRecord) => `${textOf(fields, 'acctNumber')} ${textOf(fields, 'acctName')}`,
          },
          accountsearchdisplaynamecopy: textField('acctName'),
          accttype: textField('acctType'),
          isinactive: flagOf('isInactive'),
        },
        byId('account'),
      ),
    ],
    [
      'subsidiary',
      tableOf(
        of('subsidiary'),
        {
          ...IDENTITY,
          name: textField('name'),
          fullname: textField('name'),
          country: textField('country'),
          currency,
          isinactive: flagOf('isInactive'),
          iselimination: flagOf('isElimination'),
        },
        byId('subsidiary'),
      ),
    ],
    [
      'currency',
      tableOf(
        of('currency'),
        {
          ...IDENTITY,
          name: textField('name'),
          symbol: textField('symbol'),
          currencyprecision: numberField('currencyPrecision'),
          isinactive: flagOf('isInactive'),
        },
        byId('currency'),
      ),
    ],
    ...['department', 'classification', 'location', 'priceLevel', 'term', 'salesTaxItem', 'revenueRecognitionRule'].map(
      (type): [string, Table] => [
        type.toLowerCase(),
        tableOf(of(type), { ...IDENTITY, name: textField('name'), isinactive: flagOf('isInactive') }),
      ],
    ),
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

import type { Fields, RecordContent, Records, Scalar, StoredRecord } from './records.ts';

/** Number, name and NetSuite's account type. */
const CHART: readonly (readonly [string, string, string])[] = [
  ['1000', 'Undeposited Funds', 'OthCurrAsset'],
  ['1010', 'Operating Bank', 'Bank'],
  ['1100', 'Accounts Receivable', 'AcctRec'],
  ['1150', 'Unbilled Receivable', 'OthCurrAsset'],
  ['1400', 'Deferred Contract Costs', 'DeferExpense'],
  ['2000', 'Accounts Payable', 'AcctPay'],
  ['2200', 'Sales Tax Payable', 'OthCurrLiab'],
  ['2400', 'Customer Deposits', 'OthCurrLiab'],
  ['2450', 'Refund Liability', 'OthCurrLiab'],
  ['2500', 'Deferred Revenue', 'DeferRevenue'],
  ['3000', 'Retained Earnings', 'Equity'],
  ['4000', 'Subscription Revenue', 'Income'],
  ['4100', 'Services Revenue', 'Income'],
  ['4200', 'Usage Revenue', 'Income'],
  ['4900', 'Discounts and Credits', 'Income'],
  ['6000', 'Commission Expense', 'Expense'],
  ['6900', 'Bad Debt Expense', 'Expense'],
  ['6990', 'Rounding', 'Expense'],
  ['7200', 'Realized Exchange Gain or Loss', 'OthIncome'],
];

const CURRENCIES: readonly (readonly [string, string, number])[] = [
  ['USD', 'US Dollar', 2],
  ['EUR', 'Euro', 2],
  ['GBP', 'British Pound', 2],
  ['JPY', 'Japanese Yen', 0],
];

const NAMES: Readonly<Record<string, readonly string[]>> = {
  department: ['Sales', 'Customer Success', 'Professional Services', 'Finance'],
  classification: ['Subscription', 'Services', 'Usage'],
  location: ['Austin', 'Munich'],
  // evidence: 2nd: price level 1 is the base price
  priceLevel: ['Base Price', 'Alternate Price 1'],
  salesTaxItem: ['Not Taxable', 'DE VAT 19%'],
  taxSchedule: ['Not Taxable', 'Standard'],
  revenueRecognitionRule: ['Straight-line, exact days', 'Point in time', 'Percent complete'],
};

const TERMS: readonly (readonly [string, string])[] = [
  ['Due on receipt', '0'],
  ['Net 30', '30'],
  ['Net 45', '45'],
  ['Net 60', '60'],
];

const YEARS: readonly number[] = [2025, 2026, 2027, 2028];
const MONTH_NAMES: readonly string[] = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Puts the account's reference data in place, once; ids count from 1 in the order of these lists. */
export function populateAccount(records: Records): void {
  if (records.all('currency').length > 0) return;
  for (const [symbol, name, precision] of CURRENCIES) {
    put(records, 'currency', { symbol, name, currencyPrecision: String(precision), isInactive: false });
  }
  for (const [acctNumber, acctName, acctType] of CHART) {
    put(records, 'account', { acctNumber, acctName, name: acctName, acctType, isInactive: false });
  }
  put(records, 'subsidiary', { name: 'US', country: 'US', currency: '1', isInactive: false, isElimination: false });
  put(records, 'subsidiary', { name: 'DE', country: 'DE', currency: '2', isInactive: false, isElimination: false });
  for (const [type, names] of Object.entries(NAMES)) for (const name of names) put(records, type, { name });
  for (const [name, daysUntilNetDue] of TERMS) put(records, 'term', { name, daysUntilNetDue });
  for (const year of YEARS) populateYear(records, year);
}

function populateYear(records: Records, year: number): void {
  const whole = putPeriod(records, { name: `FY ${year}`, from: [year, 1], months: 12, parent: null });
  for (let quarter = 1; quarter <= 4; quarter += 1) {
    const first = quarter * 3 - 2;
    const parent = putPeriod(records, {
      name: `Q${quarter} ${year}`,
      from: [year, first],
      months: 3,
      parent: whole.id,
    });
    for (let month = first; month < first + 3; month += 1) {
      const name = `${MONTH_NAMES[month - 1] ?? ''} ${year}`;
      putPeriod(records, { name, from: [year, month], months: 1, parent: parent.id });
    }
  }
}

interface Span {
  readonly name: string;
  readonly from: readonly [year: number, month: number];
  readonly months: number;
  readonly parent: string | null;
}

function putPeriod(records: Records, { name, from: [year, month], months, parent }: Span): StoredRecord {
  const fields: Record<string, Scalar> = {
    periodName: name,
    startDate: civilDate(year, month - 1, 1),
    endDate: civilDate(year, month - 1 + months, 0),
    closed: false,
    allLocked: false,
    arLocked: false,
    apLocked: false,
    allowNonGLChanges: true,
    isAdjust: false,
    isQuarter: months === 3,
    isYear: months === 12,
    isPosting: months === 1,
  };
  if (parent !== null) fields['parent'] = parent;
  return put(records, 'accountingPeriod', fields);
}

function civilDate(year: number, monthIndex: number, day: number): string {
  return new Date(Date.UTC(year, monthIndex, day)).toISOString().slice(0, 10);
}

function put(records: Records, type: string, fields: Fields): StoredRecord {
  const content: RecordContent = {
    type,
    id: String(records.all(type).length + 1),
    externalId: null,
    fields,
    sublists: {},
    gl: [],
  };
  return records.put(content);
}

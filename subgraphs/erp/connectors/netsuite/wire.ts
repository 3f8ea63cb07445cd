import { z } from 'zod';
import { parseRatio } from '#schema/canonical/ratio.ts';

/** NetSuite's answers as they come over REST and SuiteQL, with every number as the text that was sent. */

// evidence: 2nd: SuiteQL answers texts and leaves empty columns out (sandbox README, Quirks)
const text = z.string();
const optional = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? null : value));
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const optionalDay = day.nullish().transform((value) => value ?? null);
const flag = z.enum(['T', 'F']).transform((value) => value === 'T');
// evidence: ?: the account's own time zone; connections are set up with UTC (netsuite.md, Unchecked)
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
  .transform((value) => new Date(`${value.replace(' ', 'T')}Z`));

export const subsidiaryRow = z.object({ id: text, name: text, currency: text, isinactive: flag, version: instant });
export type SubsidiaryRow = z.infer<typeof subsidiaryRow>;

export const accountRow = z.object({
  id: text,
  acctnumber: text,
  name: text,
  isinactive: flag,
  version: instant,
});
export type AccountRow = z.infer<typeof accountRow>;

export const itemRow = z.object({
  id: text,
  externalid: optional,
  itemid: text,
  displayname: optional,
  isinactive: flag,
  incomeaccount: optional,
  deferredrevenueaccount: optional,
  revenuerecognitionrule: optional,
  version: instant,
});
export type ItemRow = z.infer<typeof itemRow>;

export const priceRow = z.object({
  item: text,
  currency: text,
  // evidence: ?: a fraction may come without its leading zero
  unitprice: optional
    .transform((value) => value?.replace(/^(-?)\./, '$10.') ?? null)
    .refine((value) => value === null || parseRatio(value) !== null, 'A price must be a plain decimal'),
});
export type PriceRow = z.infer<typeof priceRow>;

/** Rows of several tables of names; `id` carries the table. */
export const dimensionRow = z.object({ id: text, name: text, isinactive: flag, version: instant });
export type DimensionRow = z.infer<typeof dimensionRow>;

export const periodRow = z.object({
  id: text,
  periodname: text,
  startdate: day,
  enddate: day,
  closed: flag,
  alllocked: flag,
  arlocked: flag,
  version: instant,
});
export type PeriodRow = z.infer<typeof periodRow>;

export const customerRow = z.object({
  id: text,
  name: text,
  legalentity: text,
  customerid: optional,
  parent: optional,
  version: instant,
});
export type CustomerRow = z.infer<typeof customerRow>;

export const transactionRow = z.object({
  id: text,
  type: text,
  tranid: text,
  trandate: day,
  duedate: optionalDay,
  period: optional,
  entity: optional,
  currency: text,
  foreigntotal: optional,
  foreignamountunpaid: optional,
  foreignpaymentamountunused: optional,
  status: optional,
  posting: flag,
  memo: optional,
  key: optional,
  source: optional,
  contract: optional,
  reversal: optional,
  created: instant,
  version: instant,
});
export type TransactionRow = z.infer<typeof transactionRow>;

/** A line with its legal entity, for whom it stands. */
export const lineRow = z.object({
  transaction: text,
  line: text,
  legalentity: text,
  currency: text,
  contract: optional,
  obligation: optional,
});
export type LineRow = z.infer<typeof lineRow>;

/** What a line did to an account, in the legal entity's currency. */
export const postingRow = z.object({
  transaction: text,
  line: text,
  account: text,
  debit: optional,
  credit: optional,
});
export type PostingRow = z.infer<typeof postingRow>;

export const identityRow = z.object({ id: text, version: instant });
export const linkRow = z.object({ previousdoc: text, foreignamount: optional });
export const keyedRow = z.object({ id: text, externalid: text });
export const currencyRow = z.object({ id: text, symbol: text });

function stamp(column: string): string {
  return `TO_CHAR(${column}, 'YYYY-MM-DD HH24:MI:SS')`;
}
const date = (column: string, name: string) => `TO_CHAR(${column}, 'YYYY-MM-DD') AS ${name}`;

/** Tables of names, by the kind that they are to us; a currency goes by its symbol. */
export const DIMENSIONS = {
  DEPARTMENT: dimensionQuery('department', 'd.name'),
  TAX_CODE: dimensionQuery('salestaxitem', 'd.name'),
  DEFERRAL: dimensionQuery('revenuerecognitionrule', 'd.name'),
  CURRENCY: dimensionQuery('currency', 'd.symbol'),
} as const;

function dimensionQuery(table: string, name: string): string {
  return `SELECT d.id, ${name} AS name, d.isinactive, ${stamp('d.lastmodifieddate')} AS version FROM ${table} d`;
}

/** SELECT … FROM of each kind; columns are named as the schemas above ask for them. */
export const QUERIES = {
  subsidiary: `SELECT s.id, s.name, c.symbol AS currency, s.isinactive, ${stamp('s.lastmodifieddate')} AS version
    FROM subsidiary s INNER JOIN currency c ON c.id = s.currency`,
  account: `SELECT a.id, NVL(a.acctnumber, a.accountsearchdisplaynamecopy) AS acctnumber, a.accountsearchdisplaynamecopy AS name, a.isinactive,
    ${stamp('a.lastmodifieddate')} AS version FROM account a`,
  item: `SELECT i.id, i.externalid, i.itemid, i.displayname, i.isinactive, i.incomeaccount, i.deferredrevenueaccount, i.revenuerecognitionrule,
    ${stamp('i.lastmodifieddate')} AS version FROM item i`,
  // evidence: 2nd: pricing.item, pricelevel (1 = base price), quantity, unitprice; currency as in the search's join
  price: `SELECT p.item, c.symbol AS currency, p.unitprice
    FROM pricing p INNER JOIN currency c ON c.id = p.currency WHERE p.pricelevel = 1`,
  period: `SELECT p.id, p.periodname, ${date('p.startdate', 'startdate')}, ${date('p.enddate', 'enddate')}, p.closed,
    p.alllocked, p.arlocked, ${stamp('p.lastmodifieddate')} AS version FROM accountingperiod p
    WHERE p.isquarter = 'F' AND p.isyear = 'F' AND p.isadjust = 'F'`,
  customer: `SELECT k.id, NVL(k.companyname, k.entityid) AS name, s.name AS legalentity, k.custentity_revgraph_id AS customerid,
    k.parent,    ${stamp('k.lastmodifieddate')} AS version FROM customer k INNER JOIN subsidiary s ON s.id = k.subsidiary`,
  transaction: `SELECT t.id, t.type, t.tranid, ${date('t.trandate', 'trandate')}, ${date('t.duedate', 'duedate')},
    TO_CHAR(p.startdate, 'YYYY-MM') AS period, t.entity, c.symbol AS currency, t.foreigntotal, t.foreignamountunpaid,
    t.foreignpaymentamountunused, t.status, t.posting, t.memo, t.custbody_revgraph_key AS key,
    t.custbody_revgraph_source AS source,
    t.custbody_revgraph_contract AS contract, t.custbody_revgraph_reversal AS reversal,
    ${stamp('t.createddate')} AS created, ${stamp('t.lastmodifieddate')} AS version
    FROM transaction t INNER JOIN currency c ON c.id = t.currency LEFT JOIN accountingperiod p ON p.id = t.postingperiod`,
  line: `SELECT l.transaction, l.id AS line, s.name AS legalentity, c.symbol AS currency,
    l.custcol_revgraph_contract AS contract, l.custcol_revgraph_obligation AS obligation
    FROM transactionline l INNER JOIN subsidiary s ON s.id = l.subsidiary INNER JOIN currency c ON c.id = s.currency`,
  posting: `SELECT g.transaction, g.transactionline AS line, g.account, g.debit, g.credit
    FROM transactionaccountingline g`,
  link: 'SELECT k.previousdoc, k.foreignamount FROM nexttransactionlinelink k',
  keyed: 'SELECT t.id, t.externalid FROM transaction t',
  currency: 'SELECT c.id, c.symbol FROM currency c',
} as const;

export const queryPage = z.object({ hasMore: z.boolean(), items: z.array(z.unknown()) });

/** Of a record read by its external id nothing is needed but its id: the rest is read by SuiteQL. */
export const record = z.object({ id: text });

export const token = z.object({ access_token: text });

export const problem = z.object({
  'o:errorDetails': z.array(
    z.object({
      detail: z.string(),
      'o:errorCode': z.string().optional(),
      'o:errorPath': z.string().optional(),
      'o:errorQueryParam': z.string().optional(),
      'o:errorHeader': z.string().optional(),
    }),
  ),
});

export const oauthRefusal = z.object({ error: z.string() });

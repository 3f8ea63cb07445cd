import type { Books } from './books.ts';
import { TRANSACTION_TYPES } from './record-types.ts';
import { nameOf, type StoredRecord, textOf } from './records.ts';

/** What the ledger of effects says of a record: enough to compare amounts, period and legal entity. */
export function summaryOf(record: StoredRecord, books: Books): Readonly<Record<string, unknown>> {
  const { fields } = record;
  if (record.type === 'accountingPeriod') {
    const { closed, arLocked, allLocked } = fields;
    return { name: nameOf(record), closed, arLocked, allLocked };
  }
  if (!TRANSACTION_TYPES.includes(record.type))
    return { name: nameOf(record), subsidiary: textOf(fields, 'subsidiary') };
  const period = books.records.get('accountingPeriod', textOf(fields, 'postingPeriod') ?? '');
  const currency = books.records.get('currency', textOf(fields, 'currency') ?? '');
  const subsidiary = textOf(fields, 'subsidiary');
  return {
    tranId: textOf(fields, 'tranId'),
    tranDate: textOf(fields, 'tranDate'),
    period: period === undefined ? null : nameOf(period),
    subsidiary,
    currency: textOf(currency?.fields ?? {}, 'symbol'),
    entity: textOf(fields, 'entity') ?? textOf(fields, 'customer'),
    total: textOf(fields, 'total'),
    source: textOf(fields, 'custbody_revgraph_source'),
    key: textOf(fields, 'custbody_revgraph_key'),
    applied: (record.sublists['apply'] ?? []).map((line) => ({ doc: line['doc'], amount: line['amount'] })),
    /** In minor units of the subsidiary's currency. */
    postings: record.gl.map(({ account, debit, credit }) => ({
      account: textOf(books.records.get('account', account)?.fields ?? {}, 'acctNumber'),
      debit,
      credit,
    })),
  };
}

import type { Books } from '../books.ts';
import { decimalOf, type Fields, type StoredRecord, textOf } from '../records.ts';
import { type Table, tableOf } from './table.ts';
import { instant, numberOf, whole } from './value.ts';

interface Link {
  readonly applier: StoredRecord;
  readonly line: Fields;
}

/** Which document (`previousdoc`) a payment, credit memo or refund (`nextdoc`) was applied to. evidence: 2nd: the column names. */
export function linkTable(books: Books): Table {
  const links = (applier: StoredRecord): Link[] => (applier.sublists['apply'] ?? []).map((line) => ({ applier, line }));
  return tableOf(
    () => books.records.space('transaction').flatMap(links),
    {
      previousdoc: { read: ({ line }) => numberOf(textOf(line, 'doc')) },
      previousline: { read: () => whole(0) },
      previoustype: { read: ({ line }) => codeOf(books.transaction(textOf(line, 'doc') ?? '')) },
      nextdoc: { read: ({ applier }) => numberOf(applier.id) },
      nextline: { read: () => whole(0) },
      nexttype: { read: ({ applier }) => codeOf(applier) },
      linktype: { read: () => 'Payment' },
      foreignamount: { read: ({ line }) => decimalOf(line, 'amount') },
      lastmodifieddate: { read: ({ applier }) => instant(applier.modifiedAt) },
    },
    {
      previousdoc: (id) =>
        books.records
          .appliersOf(id)
          .flatMap(links)
          .filter(({ line }) => textOf(line, 'doc') === id),
      nextdoc: (id) =>
        ['creditMemo', 'customerPayment', 'customerRefund']
          .flatMap((type) => books.records.get(type, id) ?? [])
          .flatMap(links),
    },
  );
}

const CODES: ReadonlyMap<string, string> = new Map([
  ['invoice', 'CustInvc'],
  ['creditMemo', 'CustCred'],
  ['customerPayment', 'CustPymt'],
  ['customerRefund', 'CustRfnd'],
  ['journalEntry', 'Journal'],
]);

function codeOf(record: StoredRecord | undefined): string | null {
  return CODES.get(record?.type ?? '') ?? null;
}

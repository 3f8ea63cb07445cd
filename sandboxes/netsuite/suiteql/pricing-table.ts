import type { Books } from '../books.ts';
import { ITEM_TYPES } from '../record-types.ts';
import { type Fields, nameOf, type StoredRecord } from '../records.ts';
import { numberField, refField } from './columns.ts';
import { type Table, tableOf } from './table.ts';
import { numberOf, whole } from './value.ts';

interface Price {
  readonly item: StoredRecord;
  readonly fields: Fields;
}

/**
 * What items cost, a row for each level and currency. evidence: 2nd: the table and its columns item, pricelevel, quantity
 * and unitprice, 0 being the quantity of a price without breaks; currency is one of the search's join of the same name.
 */
export function pricingTable(books: Books): Table {
  const pricesOf = (item: StoredRecord): Price[] => (item.sublists['price'] ?? []).map((fields) => ({ item, fields }));
  return tableOf(
    () => ITEM_TYPES.flatMap((type) => books.records.all(type)).flatMap(pricesOf),
    {
      item: { read: ({ item }) => numberOf(item.id), display: ({ item }) => nameOf(item) },
      pricelevel: refField('priceLevel', ['priceLevel'], books),
      currency: refField('currencyPage', ['currency'], books),
      quantity: { read: () => whole(0) },
      unitprice: numberField('price'),
    },
    { item: (id) => ITEM_TYPES.flatMap((type) => books.records.get(type, id) ?? []).flatMap(pricesOf) },
  );
}

import type { EntityManager } from 'typeorm';
import type { RecordedRow } from '#kit/events/event.ts';
import { recordOf } from '#kit/events/record-of.ts';

/** A table of the mirror and the column that holds the id of the record that it belongs to. */
interface Part {
  readonly table: string;
  readonly column: string;
}

/** The tables of each kind of record, itself first. */
export const TABLES = {
  subscription: [
    { table: 'billing.subscription', column: 'external_id' },
    { table: 'billing.subscription_item', column: 'subscription_external_id' },
  ],
  invoice: [
    { table: 'billing.invoice', column: 'external_id' },
    { table: 'billing.invoice_line', column: 'invoice_external_id' },
  ],
  creditMemo: [
    { table: 'billing.credit_memo', column: 'external_id' },
    { table: 'billing.credit_memo_line', column: 'credit_memo_external_id' },
  ],
  payment: [
    { table: 'billing.payment', column: 'external_id' },
    { table: 'billing.dispute', column: 'payment_external_id' },
  ],
  refund: [{ table: 'billing.refund', column: 'external_id' }],
  customer: [{ table: 'billing.customer', column: 'external_id' }],
} as const satisfies Readonly<Record<string, readonly Part[]>>;

const LINKS: Part = { table: 'billing.crosswalk', column: 'external_id' };
const CUSTOMERS: Part = { table: 'billing.customer', column: 'external_id' };
const PRODUCTS: Part = { table: 'billing.product', column: 'external_id' };

interface Told {
  readonly externalId: string;
  readonly customerExternalId?: string;
}

/**
 * The rows of the mirror that each of these records stands on, with its customer, its products and their links to our
 * ids, so that the mirror can be built again from the log alone. One query a table.
 */
export async function recordsOf(
  em: EntityManager,
  connection: string,
  parts: readonly Part[],
  found: readonly Told[],
): Promise<(told: Told) => readonly RecordedRow[]> {
  const customerIds = [...new Set(found.flatMap(({ customerExternalId }) => customerExternalId ?? []))];
  const ids = found.map(({ externalId }) => externalId);
  const read = (part: Part, of: readonly string[]) => recordOf(em, { ...part, connection }, of);
  const own = await inTurn([...parts, LINKS], (part) => read(part, ids));
  const beside = await inTurn([CUSTOMERS, LINKS], (part) => read(part, customerIds));
  const rowsOf = (id: string) => own.flatMap((table) => table.get(id) ?? []);
  const products = await read(PRODUCTS, [...new Set(ids.flatMap((id) => productsIn(rowsOf(id))))]);
  return ({ externalId, customerExternalId = '' }) => {
    const rows = rowsOf(externalId);
    return [
      ...rows,
      ...beside.flatMap((table) => table.get(customerExternalId) ?? []),
      ...productsIn(rows).flatMap((id) => products.get(id) ?? []),
    ];
  };
}

/** One after the other: they share a transaction. */
async function inTurn<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
}

function productsIn(rows: readonly RecordedRow[]): readonly string[] {
  const ids = rows.flatMap(({ row }) => {
    const id = new Map(Object.entries(row)).get('product_external_id');
    return typeof id === 'string' ? [id] : [];
  });
  return [...new Set(ids)];
}

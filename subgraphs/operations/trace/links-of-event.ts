import { thingOf } from './expected.ts';
import { type Found, findLinks, type Node, type Thing } from './links.ts';

/** An event of the log with the rows that it brought. */
export interface TracedEvent {
  readonly type: string;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly data: unknown;
  readonly record: readonly { readonly table: string; readonly row: unknown }[] | null;
}

/** The member that stands for a row's own id, by its table. */
const ID_OF_TABLE: ReadonlyMap<string, string> = new Map([
  ['crm.customer', 'customerId'],
  ['crm.opportunity', 'opportunityId'],
  ['crm.contract', 'contractId'],
  ['billing.subscription', 'subscriptionId'],
  ['billing.invoice', 'invoiceId'],
  ['billing.payment', 'paymentId'],
  ['billing.credit_memo', 'creditMemoId'],
  ['billing.refund', 'refundId'],
  ['erp.posting', 'postingId'],
  ['erp.journal_entry', 'journalEntryId'],
]);

const DOCUMENTS: ReadonlyMap<Thing, string> = new Map([
  ['invoice', 'invoiceId'],
  ['creditMemo', 'creditMemoId'],
  ['payment', 'paymentId'],
  ['refund', 'refundId'],
]);

/** What an event says about which things belong together. */
export function linksOfEvent(event: TracedEvent): Found {
  const about = aboutOf(event);
  const found = [
    findLinks(event.data, about),
    findLinks(postedDocument(event), null),
    ...(event.record ?? []).map(({ table, row }) => findLinks(asFacts(table, row), about)),
  ];
  return { links: found.flatMap(({ links }) => links), names: found.flatMap(({ names }) => names) };
}

function aboutOf({ contract_id, customer_id }: TracedEvent): Node | null {
  const node = (thing: Thing, id: string | null) => (id === null ? null : { thing, id });
  return node('contract', contract_id) ?? node('customer', customer_id);
}

/** A posting names its document without saying of which kind in the name; its id says it, whatever the ledger keeps. */
function postedDocument({ type, data }: TracedEvent): unknown {
  if (type !== 'posting.changed' || typeof data !== 'object' || data === null) return null;
  const facts = new Map<string, unknown>(Object.entries(data));
  const member = DOCUMENTS.get(thingOf(String(facts.get('documentId'))));
  return member === undefined
    ? null
    : { [member]: facts.get('documentId'), posting: { postingId: facts.get('postingId') } };
}

/** A row of a mirror with the members of the facts that commands speak in. */
function asFacts(table: string, row: unknown): unknown {
  const idMember = ID_OF_TABLE.get(table);
  if (idMember === undefined || typeof row !== 'object' || row === null) return null;
  const members = Object.entries(row).map(([column, value]) => [
    column === 'id' ? idMember : column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(members);
}

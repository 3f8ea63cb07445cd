import { undeposited } from './applications.ts';
import type { Books } from './books.ts';
import { Decimal, fromMinor } from './decimal.ts';
import { type Field, type RecordSchema, schemaOf } from './record-types.ts';
import { decimalOf, type Fields, isTrue, nameOf, type Scalar, type StoredRecord, textOf } from './records.ts';
import type { WireObject, WireValue } from './wire-json.ts';

export interface View {
  readonly books: Books;
  /** Where the account is reached, without a slash at its end. */
  readonly origin: string;
  readonly expand: boolean;
  /** Null = every field. */
  readonly only: ReadonlySet<string> | null;
}

export const RECORD_PATH = '/services/rest/record/v1';

export function hrefOf(origin: string, { type, id }: Pick<StoredRecord, 'type' | 'id'>): string {
  return `${origin}${RECORD_PATH}/${type}/${id}`;
}

/** A record as `GET` answers it. */
export function showRecord(record: StoredRecord, view: View): WireObject {
  const schema = schemaOf(record.type);
  const self = hrefOf(view.origin, record);
  const shown: Record<string, WireValue> = { links: selfLink(self), id: record.id };
  if (record.externalId !== null) shown['externalId'] = record.externalId;
  Object.assign(shown, showFields(schema.fields, withDerived(record, view.books), view));
  for (const name of Object.keys(schema.sublists)) {
    if (view.only !== null && !view.only.has(name)) continue;
    shown[name] = view.expand ? showSublist(record, name, view) : { links: selfLink(`${self}/${name}`) };
  }
  return shown;
}

/** The lines of a sublist as a collection. */
export function showSublist(record: StoredRecord, name: string, view: View): WireObject {
  const fields = schemaOf(record.type).sublists[name]?.fields ?? {};
  const lines = record.sublists[name] ?? [];
  const count = new Decimal(BigInt(lines.length), 0);
  return {
    links: selfLink(`${hrefOf(view.origin, record)}/${name}`),
    items: lines.map((line) => showFields(fields, line, { ...view, only: null })),
    count,
    hasMore: false,
    offset: new Decimal(0n, 0),
    totalResults: count,
  };
}

function selfLink(href: string): WireValue {
  return [{ rel: 'self', href }];
}

/** The stored fields with those that follow from other records. */
export function withDerived(record: StoredRecord, books: Books): Fields {
  const stamps = { createdDate: record.createdAt, lastModifiedDate: record.modifiedAt };
  const digits = books.digits(textOf(record.fields, 'currency') ?? '');
  const text = (minor: bigint) => fromMinor(minor, digits).toString();
  switch (record.type) {
    case 'invoice': {
      const paid = books.paidOf(record);
      const amountRemaining = text(books.totalOf(record) - paid);
      return { ...record.fields, ...stamps, amountPaid: text(paid), amountRemaining, status: statusOf(record, books) };
    }
    case 'creditMemo':
    case 'customerPayment': {
      const applied = books.appliedBy(record);
      const unapplied = text(books.unusedOf(record));
      return { ...record.fields, ...stamps, applied: text(applied), unapplied, status: statusOf(record, books) };
    }
    case 'customerRefund':
    case 'journalEntry':
      return { ...record.fields, ...stamps, status: statusOf(record, books) };
    default:
      return { ...record.fields, ...stamps };
  }
}

/** The word for people. evidence: docs for an invoice's two; the others are [?]. */
export function statusOf(record: StoredRecord, books: Books): string {
  if (isTrue(record.fields, 'voided')) return 'Voided';
  switch (record.type) {
    case 'invoice':
      return books.paidOf(record) === books.totalOf(record) ? 'Paid In Full' : 'Open';
    case 'creditMemo':
      return books.unusedOf(record) === 0n ? 'Fully Applied' : 'Open';
    case 'customerPayment':
      return undeposited(record.fields) ? 'Not Deposited' : 'Deposited';
    case 'customerRefund':
      return 'Issued';
    default:
      return record.fields['approved'] === true ? 'Approved for Posting' : 'Pending Approval';
  }
}

function showFields(fields: RecordSchema['fields'], values: Fields, view: View): WireObject {
  const shown: Record<string, WireValue> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined || (view.only !== null && !view.only.has(name))) continue;
    shown[name] = showValue(field, name, values, view);
  }
  return shown;
}

function showValue(field: Field, name: string, values: Fields, view: View): WireValue {
  const value: Scalar = values[name] ?? '';
  switch (field.kind) {
    case 'money':
    case 'number':
      return decimalOf(values, name) ?? value;
    case 'choice':
      return { id: value, refName: value };
    case 'ref':
      return showReference(field.to, String(value), view);
    default:
      return value;
  }
}

function showReference(types: readonly string[], id: string, { books, origin }: View): WireValue {
  for (const type of types) {
    const record = books.records.get(type, id);
    if (record !== undefined) return { links: selfLink(hrefOf(origin, record)), id, refName: nameOf(record) };
  }
  return { id };
}

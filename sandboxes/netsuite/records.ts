import type { SandboxClock } from '../kit/clock.ts';
import type { Collection, Store } from '../kit/store.ts';
import { Decimal, parseDecimal } from './decimal.ts';
import { schemaOf } from './record-types.ts';

/** A field as it is kept: a reference is the id, a decimal and a date are text. An absent field has no value. */
export type Scalar = string | boolean;
export type Fields = Readonly<Record<string, Scalar>>;

/** One line of the general ledger, in minor units of the subsidiary's currency as text; one side is `0`. */
export interface GlLine {
  /** 0 is the document as a whole; null is a rounding or exchange difference. */
  readonly line: number | null;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
}

export interface StoredRecord {
  readonly type: string;
  readonly id: string;
  readonly externalId: string | null;
  readonly fields: Fields;
  readonly sublists: Readonly<Record<string, readonly Fields[]>>;
  readonly gl: readonly GlLine[];
  readonly createdAt: string;
  readonly modifiedAt: string;
}

export type RecordContent = Omit<StoredRecord, 'createdAt' | 'modifiedAt'>;

const FIRST_ID = 1000;

/** The account's records, found by id and by external id; what was applied to an invoice is counted from the appliers. */
export class Records {
  readonly #store: Store;
  readonly #clock: SandboxClock;
  #byExternalId = new Map<string, string>();
  #appliers = new Map<string, Set<string>>();

  constructor(store: Store, clock: SandboxClock) {
    this.#store = store;
    this.#clock = clock;
    this.reindex();
  }

  /** Must be called when the store was emptied behind our back. */
  reindex(): void {
    this.#byExternalId = new Map();
    this.#appliers = new Map();
    for (const space of ['entity', 'item', 'transaction', 'customerSubsidiaryRelationship']) {
      for (const record of this.#collection(space).values()) this.#index(record);
    }
  }

  get(type: string, id: string): StoredRecord | undefined {
    const record = this.#collection(schemaOf(type).idSpace).get(id);
    return record?.type === type ? record : undefined;
  }

  byExternalId(type: string, externalId: string): StoredRecord | undefined {
    const id = this.#byExternalId.get(`${type}:${externalId}`);
    return id === undefined ? undefined : this.get(type, id);
  }

  /** `id` is an internal id or `eid:` and an external id. */
  find(type: string, id: string): StoredRecord | undefined {
    return id.startsWith('eid:') ? this.byExternalId(type, id.slice('eid:'.length)) : this.get(type, id);
  }

  all(type: string): StoredRecord[] {
    return this.#collection(schemaOf(type).idSpace).filter((record) => record.type === type);
  }

  space(idSpace: string): StoredRecord[] {
    return this.#collection(idSpace).values();
  }

  nextId(type: string): string {
    return String(FIRST_ID + this.#store.next(schemaOf(type).idSpace));
  }

  /** The next number of a kind of document, such as `INV1001`. */
  nextNumber(prefix: string): string {
    return `${prefix}${FIRST_ID + this.#store.next(`number:${prefix}`)}`;
  }

  put(content: RecordContent): StoredRecord {
    const collection = this.#collection(schemaOf(content.type).idSpace);
    const before = collection.get(content.id);
    const now = this.#clock.now().toISOString();
    if (before !== undefined) this.#forget(before);
    const record = collection.put(content.id, { ...content, createdAt: before?.createdAt ?? now, modifiedAt: now });
    this.#index(record);
    return record;
  }

  delete(record: StoredRecord): void {
    this.#forget(record);
    this.#collection(schemaOf(record.type).idSpace).delete(record.id);
  }

  /** The credit memos and payments that are applied to an invoice. */
  appliersOf(invoiceId: string): StoredRecord[] {
    const collection = this.#collection('transaction');
    return [...(this.#appliers.get(invoiceId) ?? [])].flatMap((id) => collection.get(id) ?? []);
  }

  #collection(idSpace: string): Collection<StoredRecord> {
    return this.#store.collection<StoredRecord>(idSpace);
  }

  #index(record: StoredRecord): void {
    if (record.externalId !== null) this.#byExternalId.set(`${record.type}:${record.externalId}`, record.id);
    for (const { doc } of record.sublists['apply'] ?? []) {
      const appliers = this.#appliers.get(String(doc)) ?? new Set();
      this.#appliers.set(String(doc), appliers.add(record.id));
    }
  }

  #forget(record: StoredRecord): void {
    if (record.externalId !== null) this.#byExternalId.delete(`${record.type}:${record.externalId}`);
    for (const { doc } of record.sublists['apply'] ?? []) this.#appliers.get(String(doc))?.delete(record.id);
  }
}

export function textOf(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' ? value : null;
}

export function isTrue(fields: Fields, name: string): boolean {
  return fields[name] === true;
}

/** A decimal that was checked when it was taken in; null where the field is absent. */
export function decimalOf(fields: Fields, name: string): Decimal | null {
  const text = textOf(fields, name);
  return text === null ? null : (parseDecimal(text) ?? new Decimal(0n, 0));
}

/** What a person calls the record. */
export function nameOf(record: StoredRecord): string {
  return textOf(record.fields, schemaOf(record.type).nameField) ?? record.id;
}

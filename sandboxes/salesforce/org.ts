import type { SandboxParts } from '../kit/server.ts';
import type { Collection } from '../kit/store.ts';
import { type ApiError, done, type Outcome, refused } from './errors.ts';
import type { JsonObject } from './exact-json.ts';
import type { Field, FieldValue, SObjectRecord } from './field.ts';
import { autoNumber, keyField, type ObjectType, objectType } from './metadata.ts';
import { recordId } from './record-id.ts';
import { missingFields, readRecord, type Values } from './record-input.ts';
import { instantText } from './values.ts';

/** Who writes, for the system fields and the change events. */
export interface Writer {
  readonly userId: string;
  /** As a change event names it: `com/salesforce/api/rest/64.0;client=…`. */
  readonly origin: string;
}

/** One record made, changed or removed, with the values that are new. */
export interface RecordChange {
  readonly entityName: string;
  readonly recordId: string;
  readonly changeType: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly values: Values;
}

export type OnCommit = (changes: readonly RecordChange[], writer: Writer) => void;

/** The records of the org and the rules under which they change. */
export class Org {
  readonly #parts: SandboxParts;
  readonly #onCommit: OnCommit;
  #changes: RecordChange[] | null = null;

  constructor(parts: SandboxParts, onCommit: OnCommit) {
    this.#parts = parts;
    this.#onCommit = onCommit;
  }

  /**
   * One API transaction: all of its writes or, when `keep` says no to the answer, none. Inside another one it is
   * a savepoint. Changes are told to `onCommit` once, at the end of the outermost.
   */
  transact<T>(writer: Writer, work: () => T, keep: (answer: T) => boolean = () => true): T {
    const outer = this.#changes;
    const changes = outer ?? [];
    const start = changes.length;
    this.#changes = changes;
    try {
      return this.#parts.store.atomically(() => {
        const answer = work();
        if (!keep(answer)) changes.length = start;
        else if (outer === null && changes.length > 0) this.#onCommit(changes, writer);
        return answer;
      }, keep);
    } finally {
      this.#changes = outer;
    }
  }

  /** The record, a deleted one too. */
  get(type: ObjectType, id: string): SObjectRecord | undefined {
    return this.#records(type).get(id);
  }

  all(type: ObjectType): readonly SObjectRecord[] {
    return this.#records(type).values();
  }

  idsByExternalId(type: ObjectType, field: Field, value: string): readonly string[] {
    return this.#external(type, field).get(value) ?? [];
  }

  create(type: ObjectType, input: JsonObject, writer: Writer): Outcome<string> {
    const read = this.#read(type, input);
    if (!read.ok) return read;
    const initial: Record<string, FieldValue> = {};
    for (const field of type.fields.values()) if (field.initial !== null) initial[field.name] = field.initial;
    const values = this.#derive(type, { ...initial, ...read.value });
    const wrong = this.#check(type, null, values);
    if (wrong !== null) return { ok: false, error: wrong };
    return this.transact(writer, () => done(this.#insert(type, values, writer)));
  }

  /** Puts a record in place without telling anyone: the org's first inventory. Answers its id. */
  seed(type: ObjectType, values: Values, writer: Writer): string {
    return this.#insert(type, values, writer, true);
  }

  /** Changes the named fields; values that are the same as before count as no change. */
  update(type: ObjectType, id: string, input: JsonObject, writer: Writer): Outcome<string> {
    const before = this.#records(type).get(id);
    if (before === undefined || before['IsDeleted'] === true) return this.missing(before);
    const read = this.#read(type, input);
    if (!read.ok) return read;
    const wrong = this.#check(type, id, read.value);
    if (wrong !== null) return { ok: false, error: wrong };
    const changed = Object.fromEntries(
      Object.entries(read.value).filter(([name, value]) => (before[name] ?? null) !== value),
    );
    return this.transact(writer, () => {
      const stamps = this.#stamps(writer);
      this.#records(type).put(id, { ...before, ...changed, ...stamps });
      this.#index(type, id, before, changed);
      this.#change(type, id, 'UPDATE', { ...changed, LastModifiedDate: stamps.LastModifiedDate });
      if (Object.keys(changed).length > 0) this.#record(type, id, 'updated', changed);
      return done(id);
    });
  }

  /**
   * Marks the record as deleted: it stays in the bin, its external ids are free again. `masterId` is the record that it
   * was merged into.
   */
  remove(type: ObjectType, id: string, writer: Writer, masterId?: string): Outcome<string> {
    const before = this.#records(type).get(id);
    if (before === undefined || before['IsDeleted'] === true) return this.missing(before);
    return this.transact(writer, () => {
      this.#record(type, id, 'deleted', {});
      const freed = Object.fromEntries(
        [...type.fields.values()].filter((f) => f.externalId).map((f) => [f.name, null]),
      );
      this.#index(type, id, before, freed);
      const merged = masterId === undefined ? {} : { MasterRecordId: masterId };
      this.#records(type).put(id, { ...before, IsDeleted: true, ...merged, ...this.#stamps(writer) });
      this.#change(type, id, 'DELETE', {});
      return done(id);
    });
  }

  missing(record: SObjectRecord | undefined) {
    if (record === undefined) return refused('NOT_FOUND', 'The requested resource does not exist', [], 404);
    return refused('ENTITY_IS_DELETED', 'entity is deleted', [], 404);
  }

  #records(type: ObjectType): Collection<SObjectRecord> {
    return this.#parts.store.collection<SObjectRecord>(`sobject:${type.name}`);
  }

  #external(type: ObjectType, field: Field): Collection<readonly string[]> {
    return this.#parts.store.collection<readonly string[]>(`external-id:${type.name}.${field.name}`);
  }

  #read(type: ObjectType, input: JsonObject): Outcome<Values> {
    return readRecord(type, input, (parent, field, value) => this.idsByExternalId(parent, field, value));
  }

  /** What the org fills in by itself: the product of a price book entry. */
  #derive(type: ObjectType, values: Values): Values {
    const entryType = objectType('PricebookEntry');
    const entryId = values['PricebookEntryId'];
    if (entryType === undefined || typeof entryId !== 'string' || !type.fields.has('product2id')) return values;
    const product = this.get(entryType, entryId)?.['Product2Id'];
    return { ...values, Product2Id: values['Product2Id'] ?? product ?? null };
  }

  #check(type: ObjectType, id: string | null, values: Values): ApiError | null {
    const missing = missingFields(type, values, id === null);
    if (missing.length > 0) {
      return refused('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing).error;
    }
    for (const [name, value] of Object.entries(values)) {
      const field = type.fields.get(name.toLowerCase());
      const wrong = field === undefined || typeof value !== 'string' ? null : this.#checkValue(type, id, field, value);
      if (wrong !== null) return wrong;
    }
    return null;
  }

  #checkValue(type: ObjectType, id: string | null, field: Field, value: string): ApiError | null {
    const parent = field.referenceTo === null ? undefined : objectType(field.referenceTo);
    if (parent !== undefined) {
      const record = value.startsWith(parent.prefix) ? this.get(parent, value) : undefined;
      if (record !== undefined && record['IsDeleted'] !== true) return null;
      return refused('INVALID_CROSS_REFERENCE_KEY', `${field.name}: invalid cross reference id`, [field.name]).error;
    }
    if (!field.unique) return null;
    const holder = this.idsByExternalId(type, field, value).find((other) => other !== id);
    if (holder === undefined) return null;
    const message = `duplicate value found: ${field.name} duplicates value on record with id: ${holder}`;
    return refused('DUPLICATE_VALUE', message, [field.name]).error;
  }

  #insert(type: ObjectType, values: Values, writer: Writer, quiet = false): string {
    const { store, clock } = this.#parts;
    const sequence = store.next(`sobject:${type.name}`);
    const id = recordId(type.prefix, sequence);
    const created = { CreatedDate: instantText(clock.now()), CreatedById: writer.userId };
    const numbered = type.autoNumber === null ? {} : { [type.autoNumber]: autoNumber(sequence) };
    const owned = type.fields.has('ownerid') ? { OwnerId: values['OwnerId'] ?? writer.userId } : {};
    const record = { ...values, ...owned, ...numbered, ...created, ...this.#stamps(writer) };
    this.#records(type).put(id, { Id: id, IsDeleted: false, ...record });
    this.#index(type, id, {}, values);
    if (quiet) return id;
    const present = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
    this.#change(type, id, 'CREATE', present);
    this.#record(type, id, 'created', { ...values, ...numbered });
    return id;
  }

  #stamps(writer: Writer) {
    const now = instantText(this.#parts.clock.now());
    return { LastModifiedDate: now, LastModifiedById: writer.userId, SystemModstamp: now };
  }

  #index(type: ObjectType, id: string, before: SObjectRecord, values: Values): void {
    for (const field of type.fields.values()) {
      if (!field.externalId || !(field.name in values)) continue;
      const ids = this.#external(type, field);
      const old = before[field.name];
      const next = values[field.name];
      if (typeof old === 'string') {
        const left = (ids.get(old) ?? []).filter((other) => other !== id);
        if (left.length === 0) ids.delete(old);
        else ids.put(old, left);
      }
      if (typeof next === 'string') ids.put(next, [...(ids.get(next) ?? []), id]);
    }
  }

  #change(type: ObjectType, id: string, changeType: RecordChange['changeType'], values: Values): void {
    this.#changes?.push({ entityName: type.name, recordId: id, changeType, values });
  }

  /** Tells the ledger; the kind is the object's name in kebab case with what was done: `order-item.created`. */
  #record(type: ObjectType, id: string, verb: string, summary: Values): void {
    const noun = type.name.replace(/(?<=[a-z])[A-Z]/g, (capital) => `-${capital}`).toLowerCase();
    const key = keyField(type);
    const value = key === undefined ? null : this.get(type, id)?.[key.name];
    this.#parts.ledger.record({ kind: `${noun}.${verb}`, id, key: typeof value === 'string' ? value : null, summary });
  }
}

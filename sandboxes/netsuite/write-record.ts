import type { SandboxParts } from '../kit/server.ts';
import type { AccountPreferences } from './account-preferences.ts';
import type { Books } from './books.ts';
import { mergeDraft } from './merge-draft.ts';
import { closedPeriod, refusalOfPeriod } from './periods.ts';
import { type Detail, userError } from './problem.ts';
import type { Draft } from './read-body.ts';
import { type RecordSchema, schemaOf, TRANSACTION_TYPES } from './record-types.ts';
import { type Fields, nameOf, type StoredRecord, textOf } from './records.ts';
import type { Candidate, Settled } from './settle-header.ts';
import { settleJournal } from './settle-journal.ts';
import { settleCustomer, settleItem, settlePeriod, settleRelationship } from './settle-list.ts';
import { settlePayment } from './settle-payment.ts';
import { settleRefund } from './settle-refund.ts';
import { settleSale } from './settle-sale.ts';
import { summaryOf } from './summary.ts';

interface WriteCall {
  readonly type: string;
  /** The record that is changed; undefined when one is made. */
  readonly before: StoredRecord | undefined;
  readonly externalId: string | null;
  readonly draft: Draft;
  readonly replaced: ReadonlySet<string>;
  /** As the request came in, for the rules of faults. */
  readonly method: string;
  readonly path: string;
}

/** What a write needs of the sandbox. */
export interface WriteParts extends SandboxParts {
  readonly preferences: AccountPreferences;
}

export type Written =
  | { readonly ok: true; readonly record: StoredRecord }
  | { readonly ok: false; readonly problems: readonly Detail[] };

const SETTLE: ReadonlyMap<string, (candidate: Candidate, books: Books) => Settled> = new Map([
  ['customer', settleCustomer],
  ['customerSubsidiaryRelationship', settleRelationship],
  ['serviceSaleItem', settleItem],
  ['nonInventorySaleItem', settleItem],
  ['accountingPeriod', settlePeriod],
  ['invoice', settleSale],
  ['creditMemo', settleSale],
  ['customerPayment', settlePayment],
  ['customerRefund', settleRefund],
  ['journalEntry', settleJournal],
]);

const NUMBER_PREFIX: ReadonlyMap<string, string> = new Map([
  ['invoice', 'INV'],
  ['creditMemo', 'CM'],
  ['customerPayment', 'PYMT'],
  ['customerRefund', 'CR'],
  ['journalEntry', 'JE'],
]);

/** Makes or changes a record with all that follows from it, or says why not and leaves no trace, not even a number. */
export function writeRecord(call: WriteCall, books: Books, parts: WriteParts): Written {
  return parts.store.atomically(
    () => write(call, books, parts),
    ({ ok }) => ok,
  );
}

function write(call: WriteCall, books: Books, parts: WriteParts): Written {
  const { type, before, draft, externalId } = call;
  if (draft.problems.length > 0) return { ok: false, problems: draft.problems };
  const schema = schemaOf(type);
  const candidate = mergeDraft(schema, before, draft, call.replaced);
  const missing = [...missingFields(schema, candidate), ...parts.preferences.missingOf(candidate)];
  if (missing.length > 0) return { ok: false, problems: missing };
  const twin = externalId === null ? undefined : books.records.byExternalId(type, externalId);
  if (twin !== undefined && twin.id !== before?.id) {
    return { ok: false, problems: [{ detail: 'This record already exists.', code: 'DUP_RCRD', path: 'externalId' }] };
  }
  const settle = SETTLE.get(type);
  if (settle === undefined) throw new Error(`The record type ${type} has no rules.`);
  const settled = settle(candidate, books);
  if (!settled.ok) return settled;
  const closed = changesBooks(call, settled) ? closedPeriodOf(call, settled.fields, books, parts) : null;
  if (closed !== null) return { ok: false, problems: [closed] };

  const prefix = NUMBER_PREFIX.get(type);
  const fields: Fields =
    prefix === undefined || textOf(settled.fields, 'tranId') !== null
      ? settled.fields
      : { ...settled.fields, tranId: books.records.nextNumber(prefix) };
  const record = books.records.put({
    type,
    id: before?.id ?? books.records.nextId(type),
    externalId: externalId ?? before?.externalId ?? null,
    fields,
    sublists: settled.sublists,
    gl: settled.gl,
  });
  recordEffect(record, before === undefined ? 'created' : 'updated', books, parts);
  return { ok: true, record };
}

/**
 * What is applied to what, and a text field, may change in a closed month: the general ledger stays as it is.
 * evidence: docs: accountingPeriod.allowNonGLChanges; that applying counts as such is [?].
 */
function changesBooks({ before, draft }: WriteCall, settled: Extract<Settled, { readonly ok: true }>): boolean {
  if (before === undefined || Object.keys(draft.sublists).some((name) => name !== 'apply')) return true;
  const bound = ['postingPeriod', 'tranDate', 'subsidiary', 'currency', 'exchangeRate'];
  if (bound.some((name) => before.fields[name] !== settled.fields[name])) return true;
  return JSON.stringify(before.gl) !== JSON.stringify(settled.gl);
}

/** Takes a record out of the account, or says why it has to stay. */
export function deleteRecord(call: Omit<WriteCall, 'draft'>, books: Books, parts: WriteParts): Detail | null {
  const { before } = call;
  if (before === undefined) return null;
  if (schemaOf(call.type).access !== 'write') return userError('This record cannot be deleted.');
  const closed = closedPeriodOf(call, {}, books, parts);
  if (closed !== null) return closed;
  if (isReferredTo(before, books)) {
    return userError(`The record ${nameOf(before)} cannot be deleted because other records depend on it.`);
  }
  parts.store.atomically(() => {
    books.records.delete(before);
    recordEffect(before, 'deleted', books, parts);
  });
  return null;
}

function recordEffect(record: StoredRecord, verb: string, books: Books, { ledger }: WriteParts): void {
  const key = record.externalId ?? textOf(record.fields, 'custbody_revgraph_key');
  ledger.record({ kind: `${record.type}.${verb}`, id: record.id, key, summary: summaryOf(record, books) });
}

/** A posted document is bound to the period it leaves as well as to the one it enters. */
function closedPeriodOf(
  { type, before, method, path }: Omit<WriteCall, 'draft'>,
  fields: Fields,
  books: Books,
  { faults }: WriteParts,
): Detail | null {
  if (!TRANSACTION_TYPES.includes(type)) return null;
  const periods = [textOf(before?.fields ?? {}, 'postingPeriod'), textOf(fields, 'postingPeriod')];
  for (const period of periods) {
    const refusal = period === null ? null : refusalOfPeriod(type, period, books);
    if (refusal !== null) return refusal;
  }
  if (faults.strike(['closed-period'], method, path) === null) return null;
  const period = books.records.get('accountingPeriod', periods[1] ?? periods[0] ?? '');
  return closedPeriod(period === undefined ? '' : nameOf(period), 'closed');
}

function missingFields(schema: RecordSchema, candidate: Candidate): Detail[] {
  const missing = mandatoryOf(schema.fields).filter((name) => candidate.fields[name] === undefined);
  const ofLines = Object.entries(schema.sublists).flatMap(([sublist, { fields }]) =>
    (candidate.sublists[sublist] ?? []).flatMap((line, index) =>
      mandatoryOf(fields)
        .filter((name) => line[name] === undefined)
        .map((name) => `${sublist}.items[${index}].${name}`),
    ),
  );
  return [...missing, ...ofLines].map((path) => userError(`Please enter value(s) for: ${path}.`, path));
}

function mandatoryOf(fields: RecordSchema['fields']): string[] {
  return Object.entries(fields).flatMap(([name, field]) => (field.mandatory === true ? [name] : []));
}

function isReferredTo(record: StoredRecord, books: Books): boolean {
  if (TRANSACTION_TYPES.includes(record.type)) return books.records.appliersOf(record.id).length > 0;
  return books.records
    .space('transaction')
    .some(({ fields, sublists }) => mentions([fields, ...Object.values(sublists).flat()], record));
}

function mentions(places: readonly Fields[], { type, id }: StoredRecord): boolean {
  const names = type === 'customer' ? ['entity', 'customer'] : ['item'];
  return places.some((fields) => names.some((name) => fields[name] === id));
}

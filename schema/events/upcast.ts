import type { MoneyWire } from '../canonical/money.ts';
import { fail, ok, type Result } from '../errors/result.ts';
import { CANONICAL_EVENTS, type CanonicalEvent, type CanonicalEventType } from './catalogue.ts';

/** An event as it was kept, perhaps years ago. */
export interface StoredEvent {
  readonly type: string;
  readonly schemaVersion: number;
  /** Of the operation whose command brought it about; null when a system told it by itself. */
  readonly operationId: string | null;
  readonly data: unknown;
}

/** Why an event cannot be read today. None of them goes away by trying again: a person, or a newer release, is needed. */
export type UpcastFailure =
  | { readonly kind: 'UnknownType'; readonly type: string }
  /** Written by a release that is newer than this one. */
  | { readonly kind: 'FromTheFuture'; readonly type: string; readonly schemaVersion: number; readonly known: number }
  /** There never was such a version, or its step was forgotten. */
  | { readonly kind: 'NoStep'; readonly type: string; readonly schemaVersion: number }
  /** It says something else than its version promised. */
  | { readonly kind: 'Malformed'; readonly type: string; readonly schemaVersion: number; readonly detail: string };

type Data = Readonly<Record<string, unknown>>;
/** From the data of one version to that of the next. Adds what the old one did not tell; never invents a figure. */
type Step = (data: Data, event: StoredEvent) => Data;

const withoutPrevious: Step = (data) => ({ ...data, previousStatus: null });

/** By type, then by the version that the step begins with. */
const STEPS: ReadonlyMap<CanonicalEventType, ReadonlyMap<number, Step>> = new Map<
  CanonicalEventType,
  ReadonlyMap<number, Step>
>([
  ['customer.changed', new Map([[1, (data: Data) => ({ ...data, fields: [], mergedInto: null })]])],
  // The first release booked new deals and nothing else.
  [
    'opportunity.changed',
    new Map([[1, (data: Data) => ({ ...data, previousWon: null, kind: 'NEW', changesContractId: null })]]),
  ],
  [
    'contract.changed',
    new Map([
      [1, (data: Data, { operationId }: StoredEvent) => ({ ...data, status: 'UNKNOWN', ours: operationId !== null })],
    ]),
  ],
  ['subscription.changed', new Map([[1, withoutPrevious]])],
  ['invoice.changed', new Map([[1, withoutPrevious]])],
  ['payment.changed', new Map([[1, paymentFromFirst]])],
  ['creditMemo.changed', new Map([[1, (data: Data) => ({ ...data, status: 'UNKNOWN', previousStatus: null })]])],
  // The first release posted invoices and nothing else of ours.
  ['posting.changed', new Map([[1, (data: Data) => ({ ...data, kind: 'INVOICE', previousStatus: null })]])],
]);

/**
 * What the first release told of a payment was its receipt: it knew of no refund, and of no second attempt. A failed one
 * is not taken for the last attempt, so that nothing is started by an old event.
 */
function paymentFromFirst(data: Data): Data {
  const amount = data['amount'];
  const refunded: unknown = isMoney(amount) ? { minor: '0', currency: amount.currency } : undefined;
  return { ...data, previousStatus: null, refunded, attempts: 1, final: false };
}

function isMoney(value: unknown): value is MoneyWire {
  return typeof value === 'object' && value !== null && 'currency' in value && typeof value.currency === 'string';
}

/** The event as it would be written today. Pure: the same event always reads the same. */
export function upcast(event: StoredEvent): Result<CanonicalEvent, UpcastFailure> {
  const { type, schemaVersion } = event;
  if (!isCanonical(type)) return fail({ kind: 'UnknownType', type });
  const known = CANONICAL_EVENTS[type].version;
  if (schemaVersion > known) return fail({ kind: 'FromTheFuture', type, schemaVersion, known });
  if (!isData(event.data)) return fail({ kind: 'Malformed', type, schemaVersion, detail: 'no members' });
  let data: Data = event.data;
  for (let version = schemaVersion; version < known; version += 1) {
    const step = STEPS.get(type)?.get(version);
    if (step === undefined) return fail({ kind: 'NoStep', type, schemaVersion });
    data = step(data, event);
  }
  const read = CANONICAL_EVENTS[type].data.safeParse(data);
  if (!read.success) return fail({ kind: 'Malformed', type, schemaVersion, detail: read.error.message });
  // The schema that has just read the data is that of this type and version.
  return ok({ type, schemaVersion: known, data: read.data } as CanonicalEvent);
}

/** Why this event may not be written: it does not fit the catalogue. Null when it does, or is none of the catalogue. */
export function misfitOf(event: Pick<StoredEvent, 'type' | 'schemaVersion' | 'data'>): string | null {
  const { type, schemaVersion, data } = event;
  if (!isCanonical(type)) return null;
  const { version, data: schema } = CANONICAL_EVENTS[type];
  if (schemaVersion !== version) return `${type} is written in version ${version}, not ${schemaVersion}`;
  const read = schema.safeParse(data);
  return read.success ? null : `${type} says something else than its schema: ${read.error.message}`;
}

function isCanonical(type: string): type is CanonicalEventType {
  return Object.hasOwn(CANONICAL_EVENTS, type);
}

function isData(data: unknown): data is Data {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

import type { Prerequisite } from '#schema/errors/connector-error.ts';
import type {
  BusinessEventType,
  CanonicalEvent,
  CanonicalEventOf,
  CanonicalEventType,
} from '#schema/events/catalogue.ts';
import { type Subject, subjectOf } from './subject.ts';

/** What an event calls for. It never says what is to be done about a document: the document's present state does. */
export type Reaction =
  /** This thing is to be looked at. */
  | { readonly kind: 'LOOK_AT'; readonly subject: Subject }
  /** Who waits for this may go on. */
  | { readonly kind: 'RELEASE'; readonly prerequisite: Prerequisite; readonly id: string }
  /** It is on record for good: who, what, why refused. */
  | {
      readonly kind: 'AUDIT';
      readonly action: string;
      readonly actor: string;
      readonly about: string;
      readonly said: unknown;
    }
  /** Clients are told, once for each document. */
  | { readonly kind: 'TELL'; readonly type: BusinessEventType; readonly subject: Subject; readonly data: unknown };

/** What of an event's envelope decides with its data. */
export interface EventAbout {
  readonly contractId: string | null;
  readonly customerId: string | null;
}

type React<Type extends CanonicalEventType> = (
  data: CanonicalEventOf<Type>['data'],
  about: EventAbout,
) => readonly Reaction[];

const lookAt = (subject: Subject): Reaction => ({ kind: 'LOOK_AT', subject });
const release = (prerequisite: Prerequisite, id: string): Reaction => ({ kind: 'RELEASE', prerequisite, id });

type Document = { readonly documentId: string; readonly total: unknown };

/** One event for each type of the document, under the document's own name. */
function tell(types: readonly BusinessEventType[] | undefined, subject: Subject, data: Document): readonly Reaction[] {
  return (types ?? []).map((type) => ({ kind: 'TELL', type, subject, data }));
}

/**
 * What a state says has happened, also what must have happened before it: messages that were lost or come late then
 * change neither what is told nor how often.
 */
const INVOICE_TOLD: ReadonlyMap<string, readonly BusinessEventType[]> = new Map([
  ['OPEN', ['invoice.finalized']],
  ['UNCOLLECTIBLE', ['invoice.finalized']],
  ['PAID', ['invoice.finalized', 'invoice.paid']],
  ['VOID', ['invoice.finalized', 'invoice.voided']],
]);
const PAYMENT_TOLD: ReadonlyMap<string, readonly BusinessEventType[]> = new Map([
  ['FAILED', ['payment.failed']],
  ['SUCCEEDED', ['payment.succeeded']],
  ['REFUNDED', ['payment.succeeded']],
  ['PARTIALLY_REFUNDED', ['payment.succeeded']],
  ['DISPUTED', ['payment.succeeded', 'payment.disputed']],
]);
/** Invoice states that may change whether a contract's payments are overdue for good. */
const SETTLES: ReadonlySet<string> = new Set(['PAID', 'VOID', 'UNCOLLECTIBLE']);
/** What billing and the ledger show of a customer. */
const COPIED: ReadonlySet<string> = new Set(['name', 'parent', 'mergedInto']);

const delinquencyOf = ({ contractId }: EventAbout): readonly Reaction[] =>
  contractId === null ? [] : [lookAt(subjectOf('delinquency', contractId))];

type SourceType = Exclude<CanonicalEventType, BusinessEventType>;

const REACTIONS: { readonly [Type in SourceType]: React<Type> } = {
  'opportunity.changed': ({ opportunityId }) => [lookAt(subjectOf('opportunity', opportunityId))],
  'contract.changed': ({ contractId }) => [lookAt(subjectOf('contract', contractId)), release('CONTRACT', contractId)],
  'customer.changed': ({ customerId, fields, mergedInto }) => [
    release('CUSTOMER', customerId),
    ...(mergedInto === null ? [] : [release('CUSTOMER', mergedInto)]),
    // The first release did not say which fields.
    ...(mergedInto !== null || fields.length === 0 || fields.some((field) => COPIED.has(field))
      ? [lookAt(subjectOf('customer', mergedInto ?? customerId))]
      : []),
  ],
  'invoice.changed': ({ invoiceId, status, total }, about) => {
    const subject = subjectOf('invoice', invoiceId);
    return [
      ...tell(INVOICE_TOLD.get(status), subject, { documentId: invoiceId, total }),
      lookAt(subject),
      ...(SETTLES.has(status) ? delinquencyOf(about) : []),
    ];
  },
  'payment.changed': ({ paymentId, status, amount: total }, about) => {
    const subject = subjectOf('payment', paymentId);
    return [
      ...tell(PAYMENT_TOLD.get(status), subject, { documentId: paymentId, total }),
      lookAt(subject),
      ...delinquencyOf(about),
    ];
  },
  'creditMemo.changed': ({ creditMemoId, status, total }) => {
    const subject = subjectOf('creditMemo', creditMemoId);
    const told: readonly BusinessEventType[] = status === 'ISSUED' || status === 'VOID' ? ['creditMemo.issued'] : [];
    return [...tell(told, subject, { documentId: creditMemoId, total }), lookAt(subject)];
  },
  'refund.changed': ({ refundId, status, amount: total }) => {
    const subject = subjectOf('refund', refundId);
    const told: readonly BusinessEventType[] = status === 'SUCCEEDED' ? ['refund.issued'] : [];
    return [...tell(told, subject, { documentId: refundId, total }), lookAt(subject)];
  },
  // What a command of ours made is announced by its operation; the mirror's own word starts nothing.
  'subscription.changed': () => [],
  'posting.changed': ({ documentId, kind }) => {
    // An invoice below zero, and credit that others draw on, stand in the ledger as credit memos.
    if (kind === 'INVOICE' || kind === 'CREDIT_MEMO') return [release('INVOICE_POSTING', documentId)];
    return kind === 'PAYMENT' ? [release('PAYMENT_POSTING', documentId)] : [];
  },
  // An exception about a closed period is a person's to retry: they may have decided for another month meanwhile.
  'period.changed': () => [],
  'ownership.contested': ({ entity, id, field, system }) => [
    lookAt(subjectOf('contested', [entity, id, field, system].join(':'))),
  ],
  'command.refused': ({ system, command, principal, key, roles, reason }) => [
    {
      kind: 'AUDIT',
      action: 'command.refused',
      actor: principal,
      about: `command:${system}.${command}`,
      said: { key, roles, reason },
    },
  ],
  'mapping.published': ({ key }) => [release('ITEM_MAPPING', key)],
  'revenue.recalculated': (_data, { contractId }) =>
    contractId === null ? [] : [release('REVENUE_CONTRACT', contractId)],
};

/** What a source event calls for. Business events are our own word and call for nothing. */
export function reactionsTo({ type, data }: CanonicalEvent, about: EventAbout): readonly Reaction[] {
  if (!isSource(type)) return [];
  // The table's row is that of the data's own type.
  const react = REACTIONS[type] as (data: unknown, about: EventAbout) => readonly Reaction[];
  return react(data, about);
}

function isSource(type: CanonicalEventType): type is SourceType {
  return Object.hasOwn(REACTIONS, type);
}

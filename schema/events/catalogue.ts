import { z } from 'zod';
import { moneyWire } from '../commands/values.ts';

/** Who tells it: SOURCE = a system's record was seen changed; DERIVED = we concluded it. */
type Origin = 'SOURCE' | 'DERIVED';

/** One kind of event: additive changes only; a change of meaning is a new version with a step in `upcast.ts`. */
interface Described<Version extends number, Data extends z.ZodType> {
  readonly version: Version;
  readonly data: Data;
  readonly origin: Origin;
  /** The room that writes it. */
  readonly owner: 'crm' | 'billing' | 'erp' | 'revrec' | 'operations';
  /** Rooms that act on it. */
  readonly consumers: readonly ('operations' | 'clients')[];
  readonly meaning: string;
}

function described<const Version extends number, Data extends z.ZodType>(
  event: Described<Version, Data>,
): Described<Version, Data> {
  return event;
}

const id = z.string();
const status = z.string();
/** What it was before; null for a record that was not known. */
const previousStatus = z.string().nullable();
const document = z.object({ documentId: id, total: moneyWire }).readonly();
const contractAct = z.object({ contractId: id, version: z.number().int() }).readonly();

/** A change that was seen in a system's record. The mirror holds it when the event can be read. */
const SOURCE_EVENTS = {
  'customer.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'crm',
    consumers: ['operations'],
    meaning: 'A customer was seen new or changed. `fields` are those that changed; `mergedInto` is who it is now.',
    data: z.object({ customerId: id, fields: z.array(z.string()).readonly(), mergedInto: id.nullable() }).readonly(),
  }),
  'opportunity.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'crm',
    consumers: ['operations'],
    meaning: 'A deal was seen new or changed; won when it was closed with success.',
    data: z
      .object({
        opportunityId: id,
        stage: z.string(),
        won: z.boolean(),
        previousWon: z.boolean().nullable(),
        kind: z.enum(['NEW', 'AMENDMENT', 'RENEWAL']),
        changesContractId: id.nullable(),
      })
      .readonly(),
  }),
  'contract.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'crm',
    consumers: ['operations'],
    meaning: 'A contract was seen new or changed in the CRM; `ours` when one of our commands did it.',
    data: z.object({ contractId: id, version: z.number().int(), status, ours: z.boolean() }).readonly(),
  }),
  'subscription.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'billing',
    consumers: ['operations'],
    meaning: 'A billing subscription was seen new or changed.',
    data: z.object({ subscriptionId: id, status, previousStatus }).readonly(),
  }),
  'invoice.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'billing',
    consumers: ['operations'],
    meaning: 'An invoice was seen new or changed in billing.',
    data: z.object({ invoiceId: id, status, previousStatus, total: moneyWire }).readonly(),
  }),
  'payment.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'billing',
    consumers: ['operations'],
    meaning: 'A payment was seen new or changed; `final` of a failed one that is not tried again by itself.',
    data: z
      .object({
        paymentId: id,
        invoiceId: id.nullable(),
        status,
        previousStatus,
        amount: moneyWire,
        refunded: moneyWire,
        attempts: z.number().int(),
        final: z.boolean(),
      })
      .readonly(),
  }),
  'creditMemo.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'billing',
    consumers: ['operations'],
    meaning: 'A credit memo was seen new or changed in billing.',
    data: z.object({ creditMemoId: id, invoiceId: id.nullable(), status, previousStatus, total: moneyWire }).readonly(),
  }),
  'refund.changed': described({
    version: 1,
    origin: 'SOURCE',
    owner: 'billing',
    consumers: ['operations'],
    meaning: 'A refund was seen new or changed in billing.',
    data: z.object({ refundId: id, paymentId: id, status, previousStatus, amount: moneyWire }).readonly(),
  }),
  'posting.changed': described({
    version: 2,
    origin: 'SOURCE',
    owner: 'erp',
    consumers: ['operations'],
    meaning: 'What the ledger holds of a document was seen new or changed.',
    data: z
      .object({
        postingId: id,
        documentId: id,
        kind: z.enum(['INVOICE', 'CREDIT_MEMO', 'PAYMENT', 'REFUND', 'JOURNAL']),
        status,
        previousStatus,
      })
      .readonly(),
  }),
  'period.changed': described({
    version: 1,
    origin: 'SOURCE',
    owner: 'erp',
    consumers: ['operations'],
    meaning: 'An accounting period was opened, locked or closed.',
    data: z.object({ periodId: id, status }).readonly(),
  }),
  'ownership.contested': described({
    version: 1,
    origin: 'SOURCE',
    owner: 'operations',
    consumers: ['operations'],
    meaning: 'A system changed a field that another one owns. The value was not taken over.',
    data: z
      .object({
        entity: z.string(),
        id,
        field: z.string(),
        system: z.enum(['CRM', 'BILLING', 'ERP', 'REVREC']),
        value: z.string().nullable(),
      })
      .readonly(),
  }),
  'command.refused': described({
    version: 1,
    origin: 'SOURCE',
    owner: 'operations',
    consumers: ['operations'],
    meaning: 'Somebody who is no saga asked a system for a command. Nothing was done.',
    data: z
      .object({
        system: z.enum(['CRM', 'BILLING', 'ERP', 'REVREC']),
        command: z.string(),
        key: z.string().nullable(),
        principal: z.string(),
        roles: z.array(z.string()).readonly(),
        reason: z.string(),
      })
      .readonly(),
  }),
  'mapping.published': described({
    version: 1,
    origin: 'SOURCE',
    owner: 'erp',
    consumers: ['operations'],
    meaning: 'A mapping to the ledger has a new version; what waits for it may go on.',
    data: z.object({ kind: z.string(), key: z.string(), version: z.number().int() }).readonly(),
  }),
  'revenue.recalculated': described({
    version: 1,
    origin: 'DERIVED',
    owner: 'revrec',
    consumers: ['operations'],
    meaning: 'A revenue contract has a new schedule.',
    data: z.object({ revenueContractId: id, version: z.number().int() }).readonly(),
  }),
} as const;

function business<Data extends z.ZodType>(meaning: string, data: Data) {
  return described({ version: 1, origin: 'DERIVED', owner: 'operations', consumers: ['clients'], meaning, data });
}

/** What happened in the business, once, whatever the number of records and messages that told it. */
const BUSINESS_EVENTS = {
  'order.activated': business('A deal became a contract that is billed.', contractAct),
  'subscription.created': business('Billing runs a new subscription.', z.object({ subscriptionId: id }).readonly()),
  'subscription.suspended': business('Service was suspended.', contractAct),
  'subscription.resumed': business('Service goes on.', contractAct),
  'subscription.cancelled': business('A contract was ended before or at its term.', contractAct),
  'amendment.approved': business(
    'Sales won a change of a contract.',
    z.object({ opportunityId: id, contractId: id }).readonly(),
  ),
  'contract.amended': business('A contract says something else, in CRM and billing.', contractAct),
  'renewal.accepted': business('A contract goes on for another term.', contractAct),
  'invoice.finalized': business('Billing issued an invoice.', document),
  'invoice.posted': business(
    'The ledger has an invoice.',
    z.object({ documentId: id, documentNumber: z.string() }).readonly(),
  ),
  'invoice.paid': business('Nothing of an invoice is open.', document),
  'invoice.voided': business('An invoice was taken back.', document),
  'payment.succeeded': business('Money came in.', document),
  'payment.failed': business('A payment did not come in.', document),
  'payment.disputed': business('The payer’s bank claims a payment back.', document),
  'payment.applied': business(
    'The ledger has a payment against its invoice.',
    z.object({ documentId: id, documentNumber: z.string() }).readonly(),
  ),
  'refund.issued': business('Money went back.', document),
  'creditMemo.issued': business('Billing issued a credit.', document),
  'usage.threshold.breached': business(
    'Usage went beyond what was agreed.',
    z.object({ contractId: id, productCode: z.string() }).readonly(),
  ),
  'service.delivery.completed': business(
    'Evidence says that a promise was met.',
    z.object({ contractId: id, obligation: z.string() }).readonly(),
  ),
} as const;

/** Every kind of canonical event, by its type. */
export const CANONICAL_EVENTS = { ...SOURCE_EVENTS, ...BUSINESS_EVENTS } as const;

export type CanonicalEventType = keyof typeof CANONICAL_EVENTS;

/** An event of that type as it is written today. */
export type CanonicalEventOf<Type extends CanonicalEventType> = Type extends CanonicalEventType
  ? {
      readonly type: Type;
      readonly schemaVersion: (typeof CANONICAL_EVENTS)[Type]['version'];
      readonly data: z.infer<(typeof CANONICAL_EVENTS)[Type]['data']>;
    }
  : never;

export type CanonicalEvent = CanonicalEventOf<CanonicalEventType>;

/** What happened in the business; derived from source events and from the ends of operations. */
export type BusinessEventType = keyof typeof BUSINESS_EVENTS;

import { createHash } from 'node:crypto';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { firstRow } from '#kit/persistence/query.ts';
import { legalEntityFacts } from '#schema/commands/erp.ts';
import type { OperationKind } from '#schema/generated/operations.ts';
import { anySaga, type Saga } from '../engine/saga.ts';
import { invoiceIssuerOf } from '../ownership/postgres-ownership.ts';
import { reportsToCrm } from '../policies/postgres-policies.ts';
import type { Acceptance, Answer } from '../requests/accepted.ts';
import { amendContract } from '../requests/amend-contract.ts';
import { bookOpportunity } from '../requests/book-opportunity.ts';
import { accept, lineOfDocument } from '../requests/postgres-accept.ts';
import { renewContract } from '../requests/renew-contract.ts';
import type { RequestParts } from '../requests/request.ts';
import { resumeContract, suspendContract } from '../requests/suspend-contract.ts';
import { read } from '../requests/systems.ts';
import { applyPayment } from '../sagas/apply-payment.ts';
import { takeCreditMemo } from '../sagas/issue-credit-memo.ts';
import { type DocumentSagaInput, postInvoice } from '../sagas/post-invoice.ts';
import { takeRefund } from '../sagas/refund-payment.ts';
import { type SyncCustomerInput, syncCustomer } from '../sagas/sync-customer.ts';
import type { DocumentKind, DocumentStart, Start } from './decision.ts';
import type { Item } from './postgres-items.ts';

/** Under which the operations are known that news began. */
export const INTAKE = 'revgraph-intake';

interface DocumentWay {
  readonly kind: OperationKind;
  readonly saga: Saga<DocumentSagaInput>;
  /**
   * In whose line its books stand. What may have to wait for a document that comes after it stands in a line of its own,
   * else the two would wait for each other.
   */
  readonly line: 'CONTRACT' | 'OWN';
}

const DOCUMENTS: { readonly [Kind in DocumentKind]: DocumentWay } = {
  POST_INVOICE: { kind: 'POST_INVOICE', saga: postInvoice, line: 'CONTRACT' },
  APPLY_PAYMENT: { kind: 'APPLY_PAYMENT', saga: applyPayment, line: 'OWN' },
  TAKE_CREDIT_MEMO: { kind: 'ISSUE_CREDIT_MEMO', saga: takeCreditMemo, line: 'CONTRACT' },
  TAKE_REFUND: { kind: 'REFUND_PAYMENT', saga: takeRefund, line: 'OWN' },
};

const KINDS: { readonly [Act in Start['act']]: OperationKind } = {
  POST_INVOICE: DOCUMENTS.POST_INVOICE.kind,
  APPLY_PAYMENT: DOCUMENTS.APPLY_PAYMENT.kind,
  TAKE_CREDIT_MEMO: DOCUMENTS.TAKE_CREDIT_MEMO.kind,
  TAKE_REFUND: DOCUMENTS.TAKE_REFUND.kind,
  BOOK: 'BOOK_OPPORTUNITY',
  AMEND: 'AMEND_CONTRACT',
  RENEW: 'RENEW_CONTRACT',
  SUSPEND: 'SUSPEND_CONTRACT',
  RESUME: 'RESUME_CONTRACT',
  SYNC_CUSTOMER: 'SYNC_CUSTOMER',
};

/** What is started, for which news, under which key. */
export interface Starting {
  readonly item: Item;
  readonly start: Start;
  readonly key: string;
}

/**
 * The key of a start: the thing, the state that is to be reached and how often it was reached before. The same news after
 * a crash comes to the same key.
 */
export function keyOfStart(subject: string, reached: string, ordinal: number): string {
  const key = `${subject}:${reached}:${ordinal}`;
  // States that are longer than a key may be are told apart by their hash.
  return key.length <= 200 ? key : `${subject}:${hashOf(reached)}:${ordinal}`;
}

/** An operation that news began. */
export interface Begun {
  readonly id: string;
  readonly kind: string;
  readonly contract_id: string | null;
  readonly legal_entity: string;
}

/** The operation that was started under this key; null when there is none. */
export function begunUnder(parts: RequestParts, key: string): Promise<Begun | null> {
  return firstRow<Begun>(
    parts.dataSource.manager,
    `select id, kind, contract_id, legal_entity from operations.operation
     where client = $1 and kind = any($2) and idempotency_key = $3`,
    [INTAKE, [...new Set(Object.values(KINDS))], key],
  );
}

/** Starts an operation as a person's request would. Throws `SystemUnavailable` when a system has to be asked first. */
export function startOperation(parts: RequestParts, starting: Starting): Promise<Answer> {
  const { start, item, key } = starting;
  const principal: Principal = {
    subject: INTAKE,
    roles: ['service'],
    entities: [start.legalEntity],
    scopes: [],
    correlationId: item.correlation_id,
  };
  const idempotencyKey = key;
  switch (start.act) {
    case 'BOOK':
      return bookOpportunity(parts, principal, { opportunityId: start.opportunityId, idempotencyKey });
    case 'AMEND':
      return amendContract(parts, principal, { ...start.input, idempotencyKey }, start.opportunityId);
    case 'RENEW':
      return renewContract(parts, principal, { ...start.input, idempotencyKey }, start.opportunityId);
    case 'SUSPEND':
    case 'RESUME': {
      const { contractId, version: expectedVersion, reason } = start;
      const input = { contractId, expectedVersion, effectiveOn: parts.clock.today(), idempotencyKey };
      return start.act === 'SUSPEND'
        ? suspendContract(parts, principal, { ...input, reason })
        : resumeContract(parts, principal, input);
    }
    case 'SYNC_CUSTOMER':
      return startSync(parts, starting, start);
    default:
      return startDocument(parts, starting, start);
  }
}

async function startDocument(parts: RequestParts, starting: Starting, start: DocumentStart): Promise<Answer> {
  const { act, documentId, customerId, contractId, legalEntity } = start;
  const way = DOCUMENTS[act];
  const operationId = parts.ids.next('op');
  const { manager } = parts.dataSource;
  const sagaInput: DocumentSagaInput = {
    operationId,
    documentId,
    legalEntity,
    customerId,
    contractId,
    businessDate: parts.clock.today(),
    invoiceIssuer: await invoiceIssuerOf(manager, legalEntity, parts.clock.now()),
    connected: parts.connected,
    reportsToCrm: await reportsToCrm(manager, { kind: way.kind, legalEntity }, parts.clock.now()),
  };
  const line = way.line === 'OWN' ? starting.item.subject : await lineOfDocument(manager, contractId, customerId);
  const acceptance = acceptanceOf(starting, { operationId, customerId, contractId, line });
  return accept(parts, { ...acceptance, saga: anySaga(way.saga), sagaInput }, async () => null);
}

async function startSync(
  parts: RequestParts,
  starting: Starting,
  { customerId, legalEntity, mergedFrom }: Extract<Start, { readonly act: 'SYNC_CUSTOMER' }>,
): Promise<Answer> {
  const participants = parts.participantsFor(starting.item.correlation_id, [legalEntity]);
  const payload = { code: legalEntity };
  const entity = await read(participants, 'ERP', 'readLegalEntity', payload, legalEntityFacts.nullable());
  if (entity === null) {
    const message = `The ledger has no legal entity ${legalEntity}.`;
    return { kind: 'REFUSED', refusals: [{ code: 'NOT_FOUND', field: ['legalEntity'], message }] };
  }
  const operationId = parts.ids.next('op');
  const { currency } = entity;
  const sagaInput: SyncCustomerInput = { operationId, customerId, legalEntity, currency, mergedFrom };
  const line = `customer:${customerId}`;
  const acceptance = acceptanceOf(starting, { operationId, customerId, contractId: null, line });
  return accept(parts, { ...acceptance, saga: anySaga(syncCustomer), sagaInput }, async () => null);
}

function acceptanceOf(
  { item, start, key }: Starting,
  about: Pick<Acceptance, 'operationId' | 'customerId' | 'contractId' | 'line'>,
): Omit<Acceptance, 'saga' | 'sagaInput'> {
  return {
    ...about,
    kind: KINDS[start.act],
    client: INTAKE,
    idempotencyKey: key,
    inputHash: hashOf(canonicalJson(start)),
    input: start,
    correlationId: item.correlation_id,
    legalEntity: start.legalEntity,
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

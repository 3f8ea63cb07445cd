import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { firstRow, rows } from '#kit/persistence/query.ts';
import {
  contractBillingFacts,
  creditMemoFacts,
  invoiceStateFacts,
  paymentFacts,
  refundFacts,
} from '#schema/commands/billing.ts';
import { contractFacts, customerFacts, opportunityFacts } from '#schema/commands/crm.ts';
import { postingFacts } from '#schema/commands/erp.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Participants } from '../engine/ports.ts';
import type { CommandSystem } from '../engine/saga.ts';
import { invoiceIssuerOf } from '../ownership/postgres-ownership.ts';
import { lineOfContract, liveBooking, runningOperation } from '../requests/postgres-accept.ts';
import { decideBooking, decideCustomer, decideDelinquency } from './decide-contract.ts';
import { decideDeal } from './decide-deal.ts';
import { decideCreditMemo, decideInvoice, decidePayment, decideRefund } from './decide-document.ts';
import type { Known } from './decision.ts';
import { type Decision, nothing } from './decision.ts';
import { type Item, reachedOf } from './postgres-items.ts';
import { readSubject, type SubjectKind, subjectOf } from './subject.ts';

/** A system did not say what a decision needs. */
export class NotAnswered extends Error {
  readonly system: CommandSystem;
  readonly error: ConnectorError;
  constructor(system: CommandSystem, error: ConnectorError) {
    super(`${system} did not answer: ${error.kind}`);
    this.system = system;
    this.error = error;
  }
}

/** What a decision may look at. */
export interface Looking {
  readonly em: EntityManager;
  readonly participants: Participants;
  readonly now: Date;
  readonly today: string;
}

type Judge = (looking: Looking, item: Item, id: string) => Promise<Decision>;

const DECIDERS: { readonly [Kind in Exclude<SubjectKind, 'contested' | 'event'>]: Judge } = {
  opportunity: decideOnDeal,
  contract: async (looking, item, id) =>
    decideBooking(await contractOf(looking, id), { busy: await busyWith(looking, item, id) }),
  customer: decideOnCustomer,
  invoice: decideOnInvoice,
  payment: async (looking, item, id) => {
    const payment = await read(looking, 'BILLING', 'readPayment', { paymentId: id }, paymentFacts);
    return decidePayment(payment, await knownOf(looking, item, payment));
  },
  refund: async (looking, item, id) => {
    const refund = await read(looking, 'BILLING', 'readRefund', { refundId: id }, refundFacts);
    // Asked first: an operation at work claims what it gave back before it ends, so after that the owner is seen.
    const making = await atWorkOn(looking.em, refund?.creditMemoId ?? null);
    const known = await knownOf(looking, item, refund);
    return decideRefund(refund, { ...known, owner: known.owner ?? making });
  },
  creditMemo: decideOnCreditMemo,
  delinquency: async (looking, item, contractId) => {
    const contract = await contractOf(looking, contractId);
    if (contract === null) return nothing('the CRM has no such contract');
    const billing = await read(looking, 'BILLING', 'readContractBilling', { contractId }, contractBillingFacts);
    return decideDelinquency({ contract, billing, known: await knownOf(looking, item, { contractId }) });
  },
};

/** Reads what a decision about the item's subject needs, then decides. Throws `NotAnswered`. */
export function decide(looking: Looking, item: Item): Promise<Decision> {
  const { kind, id } = readSubject(item.subject);
  if (kind === 'contested' || kind === 'event') throw new Error(`${item.subject} is not decided on`);
  return DECIDERS[kind](looking, item, id);
}

async function decideOnDeal(looking: Looking, item: Item, opportunityId: string): Promise<Decision> {
  const { em, today } = looking;
  const deal = await read(looking, 'CRM', 'readOpportunity', { opportunityId }, opportunityFacts);
  const changes = deal === null || (deal.kind ?? 'NEW') === 'NEW' ? null : (deal.changesContractId ?? null);
  const contract = changes === null ? null : await contractOf(looking, changes);
  const began = await firstRow<{ began_on: string | null }>(em, 'select began_on::text from operations.intake_cursor');
  const seenOpen = await firstRow(
    em,
    `select number from operations.intake_item
     where subject = $1 and data -> 'won' = 'true' and data -> 'previousWon' = 'false' limit 1`,
    [item.subject],
  );
  const known = await knownOf(looking, item, { contractId: changes });
  return decideDeal({
    deal,
    wasSeenOpen: seenOpen !== null,
    beganOn: began?.began_on ?? today,
    booking: await liveBooking(em, opportunityId),
    contract,
    today,
    known,
  });
}

async function decideOnInvoice(looking: Looking, item: Item, invoiceId: string): Promise<Decision> {
  const state = await read(looking, 'BILLING', 'readInvoice', { invoiceId }, invoiceStateFacts);
  const contractId = state?.invoice.contractId ?? null;
  const contract = contractId === null ? null : await contractOf(looking, contractId);
  return decideInvoice({
    state,
    issuer: await invoiceIssuerOf(looking.em, state?.invoice.legalEntity ?? '', looking.now),
    contractCurrency: contract?.currency ?? null,
    known: await knownOf(looking, item, state?.invoice ?? null),
  });
}

async function decideOnCreditMemo(looking: Looking, item: Item, creditMemoId: string): Promise<Decision> {
  const memo = await read(looking, 'BILLING', 'readCreditMemo', { creditMemoId }, creditMemoFacts);
  const known = await knownOf(looking, item, memo);
  return decideCreditMemo({ memo, known, invoiceIsKnown: await isInvoiceKnown(looking, memo?.invoiceId ?? null) });
}

async function isInvoiceKnown(looking: Looking, invoiceId: string | null): Promise<boolean> {
  if (invoiceId === null) return true;
  const { reached } = await reachedOf(looking.em, subjectOf('invoice', invoiceId));
  if (reached !== null || (await ownerOf(looking.em, invoiceId)) !== null) return true;
  const posting = await read(looking, 'ERP', 'readPosting', { documentId: invoiceId }, postingFacts);
  return posting !== null;
}

async function decideOnCustomer(looking: Looking, item: Item, customerId: string): Promise<Decision> {
  const { em } = looking;
  const customer = await read(looking, 'CRM', 'readCustomer', { customerId }, customerFacts);
  const merged = await rows<{ id: string }>(
    em,
    `select distinct data ->> 'customerId' as id from operations.intake_item
     where subject = $1 and data ->> 'mergedInto' = $2 order by 1`,
    [item.subject, customerId],
  );
  const mergedFrom = merged.map(({ id }) => id);
  const dealt = await firstRow(em, 'select id from operations.operation where customer_id = any($1) limit 1', [
    [customerId, ...mergedFrom],
  ]);
  const known = await knownOf(looking, item, null);
  return decideCustomer({ customer, isKnownElsewhere: dealt !== null, mergedFrom, known });
}

function contractOf(looking: Looking, contractId: string) {
  return read(looking, 'CRM', 'readContract', { contractId, freshness: 'CACHED' }, contractFacts);
}

async function knownOf(
  looking: Looking,
  item: Item,
  whose: { readonly contractId: string | null } | null,
): Promise<Known> {
  // Asked first: what an operation made is its own with the commit that keeps its promise, so after that the owner is seen.
  const busy = await busyWith(looking, item, whose?.contractId ?? null);
  const { reached } = await reachedOf(looking.em, item.subject);
  return { reached, owner: await ownerOf(looking.em, readSubject(item.subject).id), busy };
}

/** The operation that takes care of the document; null when there is none, or it was taken back. */
async function ownerOf(em: EntityManager, documentId: string): Promise<string | null> {
  const row = await firstRow<{ id: string }>(
    em,
    `select o.id from operations.document d join operations.operation o on o.id = d.operation_id
     where d.document_id = $1 and o.status not in ('COMPENSATING', 'COMPENSATED', 'FAILED', 'CANCELLED')`,
    [documentId],
  );
  return row?.id ?? null;
}

/**
 * The operation that made this credit memo, as long as it has not ended: it gives back itself what the memo left, also
 * where news of that is faster than billing's answer.
 */
async function atWorkOn(em: EntityManager, creditMemoId: string | null): Promise<string | null> {
  const row = await firstRow<{ id: string }>(
    em,
    `select o.id from operations.document d join operations.operation o on o.id = d.operation_id
     where d.document_id = $1 and o.finished_at is null`,
    [creditMemoId],
  );
  return row?.id ?? null;
}

/** An operation that may have made the document, or is changing the contract, and has not come to its promise yet. */
async function busyWith({ em }: Looking, item: Item, contractId: string | null): Promise<string | null> {
  const source = await firstRow<{ id: string }>(
    em,
    `select id from operations.operation where id = $1 and commitment = 'PENDING' and finished_at is null`,
    [item.source_operation],
  );
  if (source !== null) return source.id;
  if (contractId === null) return null;
  const { line } = await lineOfContract(em, contractId);
  return line === null ? null : runningOperation(em, line);
}

async function read<Answer>(
  { participants }: Looking,
  system: CommandSystem,
  name: string,
  payload: unknown,
  answer: z.ZodType<Answer>,
): Promise<Answer | null> {
  const reply = await participants.write({ system, name, payload, reads: true }, '');
  if (!reply.ok) throw new NotAnswered(system, reply.error);
  return answer.nullable().parse(reply.value);
}

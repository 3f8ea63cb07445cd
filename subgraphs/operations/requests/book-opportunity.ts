import { z } from 'zod';
import type { Principal } from '#kit/identity/principal.ts';
import { parseTerm } from '#schema/canonical/calendar.ts';
import { decimalOf } from '#schema/canonical/contract.ts';
import type { StartSubscription } from '#schema/commands/billing.ts';
import type { ContractFacts, OpportunityFacts } from '#schema/commands/crm.ts';
import type { RecognizeContract } from '#schema/commands/revrec.ts';
import type { BookOpportunityInput } from '#schema/generated/operations.ts';
import type { Participants } from '../engine/ports.ts';
import { anySaga } from '../engine/saga.ts';
import { invoiceIssuerOf } from '../ownership/postgres-ownership.ts';
import { type BookOpportunityInput as SagaInput, bookOpportunity as saga } from '../sagas/book-opportunity.ts';
import { seatsOf } from '../sagas/contract-documents.ts';
import type { Answer } from './accepted.ts';
import { readinessOf, refuseUnready } from './ledger-readiness.ts';
import { billedLines } from './planned-change.ts';
import { accept, answerOfKey, liveBooking } from './postgres-accept.ts';
import { previewAnswer, previewBilling, previewWindow } from './preview.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';
import { refuseUnpriced } from './revenue-readiness.ts';
import { read, readOpportunity } from './systems.ts';

/** Checks the deal in the CRM, then starts durably and answers at once; with `dryRun` it shows what would happen. */
export async function bookOpportunity(
  parts: RequestParts,
  principal: Principal,
  input: BookOpportunityInput,
): Promise<Answer> {
  const key = requestKey(principal, 'BOOK_OPPORTUNITY', input);
  const unreadable = refuseInput(input);
  if (unreadable.length > 0) return { kind: 'REFUSED', refusals: unreadable };
  const known = input.dryRun === true ? null : await answerOfKey(parts.dataSource.manager, key);
  if (known !== null) return known;
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const opportunity = await readOpportunity(participants, input.opportunityId);
  if (opportunity === null || !principal.entities.includes(opportunity.legalEntity)) {
    const message = `There is no opportunity ${input.opportunityId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['opportunityId'], message) };
  }
  const refusals = [
    ...refuseDeal(opportunity),
    ...refuseBooked(await liveBooking(parts.dataSource.manager, input.opportunityId)),
  ];
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  const unready = await refuseUnsellable(parts, participants, opportunity);
  if (unready.length > 0) return { kind: 'REFUSED', refusals: unready };
  if (input.dryRun === true) return preview(participants, opportunity, parts.clock.today());

  const operationId = parts.ids.next('op');
  const { legalEntity, currency, customer } = opportunity;
  const sagaInput: SagaInput = {
    operationId,
    opportunityId: opportunity.opportunityId,
    legalEntity,
    currency,
    customer,
    requestedBy: principal.subject,
    opportunity,
    frequency: opportunity.billingFrequency ?? null,
    businessDate: parts.clock.today(),
    seats: seatsOf(opportunity.lines),
    invoiceIssuer: await invoiceIssuerOf(parts.dataSource.manager, legalEntity, parts.clock.now()),
    connected: parts.connected,
  };
  return accept(
    parts,
    {
      ...key,
      operationId,
      input,
      correlationId: principal.correlationId,
      customerId: customer.customerId,
      contractId: null,
      legalEntity,
      line: opportunity.opportunityId,
      saga: anySaga(saga),
      sagaInput,
    },
    async (em) => {
      const now = refuseBooked(await liveBooking(em, input.opportunityId));
      return now.length > 0 ? now : null;
    },
  );
}

/** A deal is booked once. A booking that was taken back leaves the way free. */
function refuseBooked(booking: string | null): readonly Refusal[] {
  if (booking === null) return [];
  return refuse('INVALID_TRANSITION', ['opportunityId'], `Operation ${booking} books this opportunity already.`);
}

/** Everything that is missing for a booking, all at once. */
function refuseDeal(deal: OpportunityFacts): readonly Refusal[] {
  const at = ['opportunityId'];
  const refusals: Refusal[] = [];
  if (!deal.won) {
    refusals.push(
      ...refuse('INVALID_TRANSITION', at, `The opportunity is at stage ${deal.stage}; only a won one is booked.`),
    );
  }
  if (deal.contractId !== null) {
    refusals.push(...refuse('INVALID_TRANSITION', at, `The opportunity has contract ${deal.contractId} already.`));
  }
  if (deal.startsOn === null || deal.endsOn === null || parseTerm(deal.startsOn, deal.endsOn) === null) {
    refusals.push(
      ...refuse('DATE_OUT_OF_TERM', at, 'The opportunity needs the first and last day of the term, in order.'),
    );
  }
  if (deal.lines.length === 0) refusals.push(...refuse('INVALID_INPUT', at, 'The opportunity has no products.'));
  for (const line of deal.lines) {
    const quantity = decimalOf(line.quantity);
    if (quantity.n <= 0n || quantity.d !== 1n) {
      refusals.push(
        ...refuse('INVALID_QUANTITY', at, `${line.productCode}: the quantity must be whole and above zero.`),
      );
    }
    if (decimalOf(line.unitPrice).n < 0n) {
      refusals.push(...refuse('INVALID_AMOUNT', at, `${line.productCode}: the unit price must not be negative.`));
    }
  }
  return refusals;
}

/** What the ledger could not take of the deal, or revenue not reckon. */
async function refuseUnsellable(
  parts: RequestParts,
  participants: Participants,
  deal: OpportunityFacts,
): Promise<readonly Refusal[]> {
  const field = () => ['opportunityId'];
  const unready = await refuseUnready(parts, participants, readinessOf(deal, deal.lines), field);
  return [...unready, ...refuseUnpriced(deal.lines, deal.currency, field)];
}

async function preview(participants: Participants, deal: OpportunityFacts, businessDate: string): Promise<Answer> {
  const contract: ContractFacts = {
    contractId: 'preview',
    externalId: 'preview',
    number: 'preview',
    version: 1,
    status: 'DRAFT',
    currency: deal.currency,
    legalEntity: deal.legalEntity,
    startsOn: deal.startsOn ?? '',
    endsOn: deal.endsOn ?? '',
    opportunityId: deal.opportunityId,
    customer: deal.customer,
    lines: deal.lines,
    ...(deal.billingFrequency === undefined ? {} : { billingFrequency: deal.billingFrequency }),
  };
  const start: StartSubscription = {
    customer: deal.customer,
    contractId: contract.contractId,
    contractNumber: contract.number,
    legalEntity: contract.legalEntity,
    currency: contract.currency,
    startsOn: contract.startsOn,
    endsOn: contract.endsOn,
    paymentTermDays: deal.paymentTermDays,
    lines: billedLines(contract),
    ...(deal.billingFrequency === undefined ? {} : { frequency: deal.billingFrequency }),
  };
  const billed = await previewBilling(participants, 'previewStart', start);
  if ('refusals' in billed) return { kind: 'REFUSED', refusals: billed.refusals };
  const window = await previewWindow(participants, contract.legalEntity, businessDate);
  const recognition: RecognizeContract = { contract, invoice: billed.invoice, operationId: 'preview', window };
  const revenue = await read(participants, 'REVREC', 'previewContract', recognition, z.unknown());
  const facts = { legalEntity: contract.legalEntity, contractId: contract.contractId, invoice: billed.invoice };
  return previewAnswer(participants, facts, revenue);
}

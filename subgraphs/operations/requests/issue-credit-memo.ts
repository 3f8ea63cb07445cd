import type { Principal } from '#kit/identity/principal.ts';
import { formatAmount, fromMoneyWire } from '#schema/canonical/money.ts';
import { type InvoiceStateFacts, invoiceStateFacts } from '#schema/commands/billing.ts';
import type { IssueCreditMemoInput } from '#schema/generated/operations.ts';
import { anySaga } from '../engine/saga.ts';
import { reportsToCrm } from '../policies/postgres-policies.ts';
import { type IssueCreditMemoInput as SagaInput, issueCreditMemo as saga } from '../sagas/issue-credit-memo.ts';
import { acceptWithApproval } from './accept-with-approval.ts';
import type { Answer } from './accepted.ts';
import { readAmount } from './amounts.ts';
import { answerOfKey, lineOfDocument } from './postgres-accept.ts';
import { previewCredits } from './preview-credits.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, refuseReason, requestKey } from './request.ts';
import { read } from './systems.ts';

const CREDITED: ReadonlySet<string> = new Set(['OPEN', 'PAID']);

/** Gives credit on an invoice, at most its total. */
export async function issueCreditMemo(
  parts: RequestParts,
  principal: Principal,
  input: IssueCreditMemoInput,
): Promise<Answer> {
  const key = requestKey(principal, 'ISSUE_CREDIT_MEMO', input);
  const unreadable = [...refuseInput(input), ...refuseReason(input.reason, true)];
  if (unreadable.length > 0) return { kind: 'REFUSED', refusals: unreadable };
  const known = input.dryRun === true ? null : await answerOfKey(parts.dataSource.manager, key);
  if (known !== null) return known;
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const payload = { invoiceId: input.invoiceId };
  const state = await read(participants, 'BILLING', 'readInvoice', payload, invoiceStateFacts.nullable());
  if (state === null || !principal.entities.includes(state.invoice.legalEntity)) {
    const message = `There is no invoice ${input.invoiceId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['invoiceId'], message) };
  }
  const amount = readAmount(input.amount, state.invoice.currency);
  const refusals =
    typeof amount === 'string'
      ? refuse('INVALID_AMOUNT', ['amount'], amount)
      : refuseCredit(state, BigInt(amount.minor));
  if (typeof amount === 'string' || refusals.length > 0) return { kind: 'REFUSED', refusals };

  const { contractId, customerId, legalEntity } = state.invoice;
  const businessDate = parts.clock.today();
  const credits = [{ invoiceId: input.invoiceId, amount }];
  if (input.dryRun === true) {
    const contract = { contractId: contractId ?? '', legalEntity, version: 0 };
    return previewCredits(participants, { contract, effectiveOn: businessDate, credits, businessDate, ends: false });
  }
  const operationId = parts.ids.next('op');
  const sagaInput: SagaInput = {
    operationId,
    legalEntity,
    customerId,
    contractId,
    businessDate,
    reportsToCrm: await reportsToCrm(parts.dataSource.manager, { kind: key.kind, legalEntity }, parts.clock.now()),
    request: { contractId, credits, reason: input.reason },
  };
  return acceptWithApproval(
    parts,
    {
      ...key,
      operationId,
      input,
      correlationId: principal.correlationId,
      customerId,
      contractId,
      legalEntity,
      line: await lineOfDocument(parts.dataSource.manager, contractId, customerId),
      saga: anySaga(saga),
      sagaInput,
    },
    async () => null,
    amount,
  );
}

function refuseCredit({ invoice }: InvoiceStateFacts, minor: bigint): readonly Refusal[] {
  if (!CREDITED.has(invoice.status)) {
    const message = `The invoice is ${invoice.status}; only an open or paid one can be credited.`;
    return refuse('INVALID_TRANSITION', ['invoiceId'], message);
  }
  if (minor <= BigInt(invoice.total.minor)) return [];
  const total = `${formatAmount(fromMoneyWire(invoice.total))} ${invoice.currency}`;
  return refuse('INVALID_AMOUNT', ['amount'], `The credit is at most the invoice's total, ${total}.`);
}

import type { Principal } from '#kit/identity/principal.ts';
import { formatAmount } from '#schema/canonical/money.ts';
import { type CreditMemoFacts, creditMemoFacts, type PaymentFacts, paymentFacts } from '#schema/commands/billing.ts';
import type { RefundPaymentInput } from '#schema/generated/operations.ts';
import { anySaga } from '../engine/saga.ts';
import { reportsToCrm } from '../policies/postgres-policies.ts';
import { type RefundPaymentInput as SagaInput, refundPayment as saga } from '../sagas/refund-payment.ts';
import { acceptWithApproval } from './accept-with-approval.ts';
import type { Answer } from './accepted.ts';
import { readAmount } from './amounts.ts';
import { answerOfKey, isBeingCancelled, lineOfDocument } from './postgres-accept.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, refuseReason, requestKey } from './request.ts';
import { read } from './systems.ts';

const HOLDS_MONEY: ReadonlySet<string> = new Set(['SUCCEEDED', 'PARTIALLY_REFUNDED']);

/** Gives money back, at most what the payment still holds and, where one is named, the credit memo left on account. */
export async function refundPayment(
  parts: RequestParts,
  principal: Principal,
  input: RefundPaymentInput,
): Promise<Answer> {
  const key = requestKey(principal, 'REFUND_PAYMENT', input);
  const unreadable = [...refuseInput(input), ...refuseReason(input.reason, true)];
  if (unreadable.length > 0) return { kind: 'REFUSED', refusals: unreadable };
  const known = input.dryRun === true ? null : await answerOfKey(parts.dataSource.manager, key);
  if (known !== null) return known;
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const payload = { paymentId: input.paymentId };
  const payment = await read(participants, 'BILLING', 'readPayment', payload, paymentFacts.nullable());
  if (payment === null || !principal.entities.includes(payment.legalEntity)) {
    const message = `There is no payment ${input.paymentId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['paymentId'], message) };
  }
  const creditMemoId = input.creditMemoId ?? null;
  const memo =
    creditMemoId === null
      ? null
      : await read(participants, 'BILLING', 'readCreditMemo', { creditMemoId }, creditMemoFacts.nullable());
  if (creditMemoId !== null && (memo === null || memo.customerId !== payment.customerId)) {
    const message = `The customer of payment ${input.paymentId} has no credit memo ${creditMemoId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['creditMemoId'], message) };
  }
  if (await isBeingCancelled(parts.dataSource.manager, payment.contractId)) {
    const message = 'The contract is being cancelled, and what is to go back of its payments goes back with that.';
    return { kind: 'REFUSED', refusals: refuse('INVALID_TRANSITION', ['paymentId'], message) };
  }
  const amount = readAmount(input.amount, payment.amount.currency);
  const refusals =
    typeof amount === 'string'
      ? refuse('INVALID_AMOUNT', ['amount'], amount)
      : refuseRefund(payment, memo, BigInt(amount.minor));
  if (typeof amount === 'string' || refusals.length > 0) return { kind: 'REFUSED', refusals };
  if (input.dryRun === true) return { kind: 'PREVIEWED', preview: NO_EFFECT_ON_REVENUE };

  const { contractId, customerId, legalEntity, paymentId } = payment;
  const operationId = parts.ids.next('op');
  const sagaInput: SagaInput = {
    operationId,
    legalEntity,
    customerId,
    contractId,
    businessDate: parts.clock.today(),
    reportsToCrm: await reportsToCrm(parts.dataSource.manager, { kind: key.kind, legalEntity }, parts.clock.now()),
    request: { refunds: [{ paymentId, amount, creditMemoId }], reason: input.reason },
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

/** Money that goes back changes what is owed, not what was sold. */
const NO_EFFECT_ON_REVENUE = {
  invoiceLines: [],
  invoiceTotal: null,
  journalEntries: [],
  revenueBefore: [],
  revenueAfter: [],
  treatment: null,
  approvalsRequired: [],
  warnings: ['A refund changes no invoice and no schedule; give a credit memo where the price is to be lower.'],
};

function refuseRefund(payment: PaymentFacts, memo: CreditMemoFacts | null, minor: bigint): readonly Refusal[] {
  if (!HOLDS_MONEY.has(payment.status)) {
    return refuse('INVALID_TRANSITION', ['paymentId'], `The payment is ${payment.status}; it holds nothing to refund.`);
  }
  const left = BigInt(payment.amount.minor) - BigInt(payment.refunded.minor);
  if (minor > left) return refuseAmount('The payment still holds', left, payment.amount.currency);
  if (memo === null) return [];
  if (memo.currency !== payment.amount.currency) {
    return refuse('INVALID_INPUT', ['creditMemoId'], `Credit memo ${memo.number} is in ${memo.currency}.`);
  }
  const onAccount = BigInt(memo.onAccount.minor);
  return minor <= onAccount ? [] : refuseAmount(`Credit memo ${memo.number} left on account`, onAccount, memo.currency);
}

function refuseAmount(what: string, mostMinor: bigint, currency: string): readonly Refusal[] {
  return refuse('INVALID_AMOUNT', ['amount'], `${what} ${formatAmount({ minor: mostMinor, currency })} ${currency}.`);
}

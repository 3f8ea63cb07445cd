import type { Principal } from '#kit/identity/principal.ts';
import { formatAmount, fromMoneyWire } from '#schema/canonical/money.ts';
import { type PaymentFacts, paymentFacts } from '#schema/commands/billing.ts';
import type { RefundPaymentInput } from '#schema/generated/operations.ts';
import { anySaga } from '../engine/saga.ts';
import { type RefundPaymentInput as SagaInput, refundPayment as saga } from '../sagas/refund-payment.ts';
import { acceptWithApproval } from './accept-with-approval.ts';
import type { Answer } from './accepted.ts';
import { readAmount } from './amounts.ts';
import { answerOfKey, lineOfDocument } from './postgres-accept.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, refuseReason, requestKey } from './request.ts';
import { read } from './systems.ts';

const HOLDS_MONEY: ReadonlySet<string> = new Set(['SUCCEEDED', 'PARTIALLY_REFUNDED']);

/** Gives money back, at most what the payment still holds. */
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
  const amount = readAmount(input.amount, payment.amount.currency);
  const refusals =
    typeof amount === 'string'
      ? refuse('INVALID_AMOUNT', ['amount'], amount)
      : refuseRefund(payment, BigInt(amount.minor));
  if (typeof amount === 'string' || refusals.length > 0) return { kind: 'REFUSED', refusals };
  if (input.dryRun === true) return { kind: 'PREVIEWED', preview: NO_EFFECT_ON_REVENUE };

  const { contractId, customerId, legalEntity, paymentId } = payment;
  const operationId = parts.ids.next('op');
  const sagaInput: SagaInput = {
    operationId,
    legalEntity,
    customerId,
    contractId,
    request: { refunds: [{ paymentId, amount, creditMemoId: null }], reason: input.reason },
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

function refuseRefund(payment: PaymentFacts, minor: bigint): readonly Refusal[] {
  if (!HOLDS_MONEY.has(payment.status)) {
    return refuse('INVALID_TRANSITION', ['paymentId'], `The payment is ${payment.status}; it holds nothing to refund.`);
  }
  const left = { ...payment.amount, minor: String(BigInt(payment.amount.minor) - BigInt(payment.refunded.minor)) };
  if (minor <= BigInt(left.minor)) return [];
  const most = `${formatAmount(fromMoneyWire(left))} ${left.currency}`;
  return refuse('INVALID_AMOUNT', ['amount'], `The payment still holds ${most}.`);
}

import type { CancellationOutcome, PaymentFacts, RefundPayments } from '#schema/commands/billing.ts';
import type { Saga, StepContext } from '../engine/saga.ts';
import {
  amendCrmStep,
  type ContractChangeInput,
  journalScope,
  provisionChange,
  restoreSubscription,
  versionOf,
  withdrawRevenue,
} from './contract-steps.ts';
import {
  creditedOf,
  creditMemosOf,
  postCreditMemosStep,
  postRefundsStep,
  recordRefundsStep,
} from './credit-documents.ts';
import { journalSteps } from './revenue-journals.ts';

export interface CancelContractInput extends ContractChangeInput {
  readonly refund: 'NONE' | 'PRORATED' | 'FULL';
  /** What came in for the contract's invoices, when it was accepted: where refunds go back to. */
  readonly payments: readonly PaymentFacts[];
}

/**
 * Ends a contract, at the end of its term or before. CRM first, then billing, which knows what is to be credited; the
 * credit memos; then the customer can use it no more. The books take the credits while revenue ends its schedule; only
 * then does money go back, and the books note that too.
 */
export const cancelContract: Saga<CancelContractInput> = {
  name: 'cancel-contract',
  version: 2,
  commitment: [
    amendCrmStep(),
    {
      name: 'cancelSubscription',
      system: 'BILLING',
      run: (context) => ({
        system: 'BILLING',
        name: 'cancelSubscription',
        payload: {
          contractId: context.input.contractId,
          legalEntity: context.input.legalEntity,
          effectiveOn: context.input.effectiveOn,
          refund: context.input.refund,
          version: versionOf(context),
        },
      }),
      compensate: restoreSubscription('cancelSubscription'),
      announces: (context) => [
        {
          type: 'subscription.cancelled',
          schemaVersion: 1,
          data: { contractId: context.input.contractId, version: versionOf(context) },
        },
      ],
    },
    {
      name: 'issueCreditMemos',
      system: 'BILLING',
      run: ({ input, outcomes }) => {
        const { credits } = outcomes['cancelSubscription'] as CancellationOutcome;
        if (credits.length === 0) return null;
        const reason = input.reason ?? 'CANCELLATION';
        return {
          system: 'BILLING',
          name: 'issueCreditMemos',
          payload: { contractId: input.contractId, credits, reason },
        };
      },
      compensate: ({ input, operationId }) => ({
        system: 'BILLING',
        name: 'voidCreditMemos',
        payload: { contractId: input.contractId, issueKey: `${operationId}:issueCreditMemos` },
      }),
      commits: true,
      documents: (outcome) =>
        (outcome as { readonly creditMemos: readonly { readonly creditMemoId: string }[] }).creditMemos.map(
          ({ creditMemoId }) => creditMemoId,
        ),
    },
    provisionChange('ENDED'),
  ],
  finalization: [
    {
      name: 'books',
      branches: {
        revenue: [
          {
            name: 'terminateRevenueContract',
            system: 'REVREC',
            run: (context) => ({
              system: 'REVREC',
              name: 'terminateContract',
              payload: {
                contractId: context.input.contractId,
                operationId: context.operationId,
                version: versionOf(context),
                effectiveOn: context.input.effectiveOn,
                credits: creditMemosOf(context),
              },
            }),
            compensate: withdrawRevenue(),
          },
        ],
        ledger: [postCreditMemosStep()],
      },
    },
    {
      // Not before the end stands: a cancellation that is taken back leaves the renewal that was signed.
      name: 'endPlannedTerms',
      system: 'BILLING',
      run: ({ input: { contractId, legalEntity } }) => ({
        system: 'BILLING',
        name: 'endPlannedTerms',
        payload: { contractId, legalEntity },
      }),
      compensate: 'forward',
    },
    {
      // A payment may have been refunded in part since the cancellation was accepted.
      name: 'readPayments',
      system: 'BILLING',
      run: ({ input }) =>
        input.refund === 'NONE' || input.payments.length === 0
          ? null
          : input.payments.map(({ paymentId }) => ({
              system: 'BILLING',
              name: 'readPayment',
              payload: { paymentId },
              reads: true,
            })),
      compensate: 'forward',
    },
    {
      name: 'refundPayments',
      system: 'BILLING',
      run: (context) => {
        const refunds = refundsDue(context);
        if (refunds.length === 0) return null;
        const reason = context.input.reason ?? 'CANCELLATION';
        return { system: 'BILLING', name: 'refundPayments', payload: { refunds, reason } };
      },
      compensate: 'forward',
      documents: (outcome) =>
        (outcome as { readonly refunds: readonly { readonly refundId: string }[] }).refunds.map(
          ({ refundId }) => refundId,
        ),
    },
    postRefundsStep(),
    recordRefundsStep(),
    ...journalSteps(journalScope<CancelContractInput>()),
  ],
  impact: creditedOf,
};

/**
 * What of each credit's balance goes back, to the payments of its invoice, the first payment first; no more than they hold
 * now. What went back before in another way stays the customer's credit.
 */
function refundsDue(context: StepContext<CancelContractInput>): RefundPayments['refunds'] {
  if (context.input.refund === 'NONE') return [];
  const read = context.outcomes['readPayments'] as readonly (PaymentFacts | null)[] | undefined;
  const payments = read?.flatMap((payment) => payment ?? []) ?? context.input.payments;
  const left = new Map(
    payments.map(({ paymentId, amount, refunded }) => [paymentId, BigInt(amount.minor) - BigInt(refunded.minor)]),
  );
  return creditMemosOf(context).flatMap(({ creditMemoId, invoiceId, onAccount }) => {
    let due = BigInt(onAccount.minor);
    return payments.flatMap((payment) => {
      const held = left.get(payment.paymentId) ?? 0n;
      const part = payment.invoiceId === invoiceId && held < due ? held : payment.invoiceId === invoiceId ? due : 0n;
      if (part <= 0n) return [];
      due -= part;
      left.set(payment.paymentId, held - part);
      return [{ paymentId: payment.paymentId, amount: { ...onAccount, minor: String(part) }, creditMemoId }];
    });
  });
}

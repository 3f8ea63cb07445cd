import type { MoneyWire } from '#schema/canonical/money.ts';
import type { CreditMemoFacts, CreditMemosOutcome, RefundFacts, RefundsOutcome } from '#schema/commands/billing.ts';
import type { SagaInput, Step, StepContext } from '../engine/saga.ts';

/** The credit memos and refunds of an operation, as its billing steps answered. */
export function creditMemosOf({ outcomes }: StepContext<unknown>): readonly CreditMemoFacts[] {
  return (outcomes['issueCreditMemos'] as CreditMemosOutcome | undefined)?.creditMemos ?? [];
}

export function refundsOf({ outcomes }: StepContext<unknown>): readonly RefundFacts[] {
  return (outcomes['refundPayments'] as RefundsOutcome | undefined)?.refunds ?? [];
}

/** All credited and refunded, for the exception of a step that stops. */
export function creditedOf(context: StepContext<unknown>): MoneyWire | null {
  const totals = [
    ...creditMemosOf(context).map(({ total }) => total),
    ...refundsOf(context).map(({ amount }) => amount),
  ];
  const [first] = totals;
  if (first === undefined) return null;
  return { ...first, minor: String(totals.reduce((sum, { minor }) => sum + BigInt(minor), 0n)) };
}

/** The ledger lowers the receivable by each credit memo: the pivot, since it is posted for good. */
export function postCreditMemosStep<Input extends SagaInput>(): Step<Input> {
  return {
    name: 'postCreditMemos',
    system: 'ERP',
    run: (context) =>
      creditMemosOf(context).map((creditMemo) => ({
        system: 'ERP',
        name: 'postCreditMemo',
        payload: { creditMemo },
      })),
    compensate: 'pivot',
    correctable: ['postingPeriod'],
  };
}

/** The ledger shows each refund as money that went out. */
export function postRefundsStep<Input extends SagaInput>(): Step<Input> {
  return {
    name: 'postRefunds',
    system: 'ERP',
    run: (context) => refundsOf(context).map((refund) => ({ system: 'ERP', name: 'postRefund', payload: { refund } })),
    compensate: 'forward',
    correctable: ['postingPeriod'],
  };
}

/** The revenue contract notes each refund: what was to be refunded is settled. */
export function recordRefundsStep<Input extends SagaInput>(): Step<Input> {
  return {
    name: 'recordRefunds',
    system: 'REVREC',
    run: (context) =>
      refundsOf(context).flatMap((refund) =>
        refund.contractId === null
          ? []
          : [
              {
                system: 'REVREC' as const,
                name: 'recordRefund',
                payload: { contractId: refund.contractId, operationId: context.operationId, refund },
              },
            ],
      ),
    compensate: 'forward',
  };
}

import type { RefundFacts, RefundPayments } from '#schema/commands/billing.ts';
import type { Saga } from '../engine/saga.ts';
import { type CrmReportInput, reportInvoiceSteps } from './account-report.ts';
import { creditedOf, postRefundsStep, recordRefundsStep, refundsOf } from './credit-documents.ts';
import type { DocumentSagaInput } from './post-invoice.ts';

export interface RefundPaymentInput extends CrmReportInput {
  readonly legalEntity: string;
  readonly contractId: string | null;
  readonly request: RefundPayments;
}

/** Gives money back. With the refund it has left, so from there the saga only goes forward. */
export const refundPayment: Saga<RefundPaymentInput> = {
  name: 'refund-payment',
  commitment: [
    {
      name: 'refundPayments',
      system: 'BILLING',
      run: ({ input }) => ({ system: 'BILLING', name: 'refundPayments', payload: input.request }),
      compensate: 'pivot',
      commits: true,
      documents: (outcome) =>
        (outcome as { readonly refunds: readonly RefundFacts[] }).refunds.map(({ refundId }) => refundId),
      announces: (_context, outcome) =>
        (outcome as { readonly refunds: readonly RefundFacts[] }).refunds.map(({ refundId, amount }) => ({
          type: 'refund.issued',
          schemaVersion: 1,
          data: { documentId: refundId, total: amount },
        })),
    },
  ],
  finalization: [
    { name: 'books', branches: { revenue: [recordRefundsStep()], ledger: [postRefundsStep()] } },
    ...reportInvoiceSteps<RefundPaymentInput>((context) => refundsOf(context).at(-1)?.invoiceId ?? null),
  ],
  impact: creditedOf,
};

/** Brings a refund that somebody made in billing itself into the books. */
export const takeRefund: Saga<DocumentSagaInput> = {
  name: 'take-refund',
  commitment: [],
  finalization: [
    {
      name: 'readRefund',
      system: 'BILLING',
      run: ({ input }) => ({
        system: 'BILLING',
        name: 'readRefund',
        payload: { refundId: input.documentId },
        reads: true,
      }),
      compensate: 'nothing-to-undo',
    },
    {
      name: 'postRefund',
      system: 'ERP',
      run: ({ outcomes }) => {
        const refund = outcomes['readRefund'] as RefundFacts | null;
        return refund === null || refund.status === 'FAILED'
          ? null
          : { system: 'ERP', name: 'postRefund', payload: { refund } };
      },
      compensate: 'pivot',
      correctable: ['postingPeriod'],
    },
    {
      name: 'recordRefund',
      system: 'REVREC',
      run: ({ outcomes, input, operationId }) => {
        const refund = outcomes['readRefund'] as RefundFacts | null;
        if (refund === null || input.contractId === null || refund.status === 'FAILED') return null;
        return {
          system: 'REVREC',
          name: 'recordRefund',
          payload: { contractId: input.contractId, operationId, refund },
        };
      },
      compensate: 'forward',
    },
    ...reportInvoiceSteps<DocumentSagaInput>(
      ({ outcomes }) => (outcomes['readRefund'] as RefundFacts | null | undefined)?.invoiceId ?? null,
    ),
  ],
  impact: ({ outcomes }) => (outcomes['readRefund'] as RefundFacts | null | undefined)?.amount ?? null,
};

import type { InvoiceStateFacts, PaymentFacts } from '#schema/commands/billing.ts';
import type { PostingOutcome } from '#schema/commands/erp.ts';
import type { Saga, StepContext } from '../engine/saga.ts';
import { reportAccountStep, reportHealthStep } from './account-report.ts';
import { type DocumentSagaInput, isPosted, readPostingStep } from './post-invoice.ts';

/** Money of which the ledger must not show that it came in. */
const NOT_RECEIVED: ReadonlySet<string> = new Set(['FAILED', 'DISPUTED']);

function paymentOf({ outcomes }: StepContext<DocumentSagaInput>): PaymentFacts {
  return outcomes['readPayment'] as PaymentFacts;
}

/**
 * Brings a payment into the ledger against its invoice, or takes one out that failed or is disputed. It reads what
 * billing says of the payment now, so that news in any order and number end the same. Refunds are documents of their own.
 */
export const applyPayment: Saga<DocumentSagaInput> = {
  name: 'apply-payment',
  commitment: [],
  finalization: [
    {
      name: 'readPayment',
      system: 'BILLING',
      run: ({ input }) => ({
        system: 'BILLING',
        name: 'readPayment',
        payload: { paymentId: input.documentId },
        reads: true,
      }),
      compensate: 'nothing-to-undo',
    },
    readPostingStep((context) => NOT_RECEIVED.has(paymentOf(context).status)),
    {
      name: 'applyPayment',
      system: 'ERP',
      run: (context) => {
        const payment = paymentOf(context);
        if (NOT_RECEIVED.has(payment.status) && !isPosted(context)) return null;
        if (payment.status === 'PENDING' || payment.status === 'UNKNOWN' || payment.invoiceId === null) return null;
        const name = NOT_RECEIVED.has(payment.status) ? 'reversePayment' : 'applyPayment';
        return { system: 'ERP', name, payload: { payment } };
      },
      compensate: 'pivot',
      correctable: ['postingPeriod'],
      announces: (context, outcome) =>
        NOT_RECEIVED.has(paymentOf(context).status)
          ? []
          : [
              {
                type: 'payment.applied',
                schemaVersion: 1,
                data: {
                  documentId: context.input.documentId,
                  documentNumber: (outcome as PostingOutcome).documentNumber,
                },
              },
            ],
    },
    {
      name: 'readInvoice',
      system: 'BILLING',
      run: (context) => {
        const { invoiceId } = paymentOf(context);
        return invoiceId === null
          ? null
          : { system: 'BILLING', name: 'readInvoice', payload: { invoiceId }, reads: true };
      },
      compensate: 'forward',
    },
    reportAccountStep((context) => standingOf(context)),
    reportHealthStep((context) => standingOf(context)),
  ],
  impact: (context) => (context.outcomes['readPayment'] === undefined ? null : paymentOf(context).amount),
};

function standingOf(context: StepContext<DocumentSagaInput>) {
  const state = (context.outcomes['readInvoice'] as InvoiceStateFacts | null | undefined) ?? null;
  return {
    invoiceNumber: state?.invoice.number ?? null,
    invoiceStatus: state?.invoice.status ?? null,
    paymentStatus: paymentOf(context).status,
    openBalance: state?.amountDue ?? null,
  };
}

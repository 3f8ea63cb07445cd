import type { InvoiceIssuer, InvoiceStateFacts } from '#schema/commands/billing.ts';
import type { CustomerFacts } from '#schema/commands/crm.ts';
import type { PostingOutcome } from '#schema/commands/erp.ts';
import type { Saga, Step, StepContext } from '../engine/saga.ts';
import { type AccountSagaInput, reportAccountStep, reportHealthStep } from './account-report.ts';
import { applyCreditSteps } from './contract-documents.ts';
import { journalSteps } from './revenue-journals.ts';

/** A document that a system told of and that no running operation takes care of. */
export interface DocumentSagaInput extends AccountSagaInput {
  readonly documentId: string;
  readonly legalEntity: string;
  readonly invoiceIssuer: InvoiceIssuer;
}

/** What billing holds of the invoice at the moment that it is taken up, not what the news said of it. */
function stateOf({ outcomes }: StepContext<DocumentSagaInput>): InvoiceStateFacts {
  return outcomes['readInvoice'] as InvoiceStateFacts;
}

function isVoid(context: StepContext<DocumentSagaInput>): boolean {
  return stateOf(context).invoice.status === 'VOID';
}

/** What is to be taken out of the ledger may never have come into it: then there is nothing to do there. */
export function readPostingStep(
  isAsked: (context: StepContext<DocumentSagaInput>) => boolean,
): Step<DocumentSagaInput> {
  return {
    name: 'readPosting',
    system: 'ERP',
    run: (context) =>
      isAsked(context)
        ? { system: 'ERP', name: 'readPosting', payload: { documentId: context.input.documentId }, reads: true }
        : null,
    compensate: 'nothing-to-undo',
  };
}

export function isPosted({ outcomes }: StepContext<DocumentSagaInput>): boolean {
  return outcomes['readPosting'] !== null && outcomes['readPosting'] !== undefined;
}

/**
 * Brings an invoice that billing issued by itself (a renewal, a month, an overage) into the books, or takes one out that
 * billing took back. It reads what the invoice says now, so that news in any order and number end the same.
 */
export const postInvoice: Saga<DocumentSagaInput> = {
  name: 'post-invoice',
  version: 2,
  commitment: [],
  finalization: [
    {
      name: 'readInvoice',
      system: 'BILLING',
      run: ({ input }) => ({
        system: 'BILLING',
        name: 'readInvoice',
        payload: { invoiceId: input.documentId },
        reads: true,
      }),
      compensate: 'nothing-to-undo',
    },
    {
      name: 'requireCustomer',
      system: 'CRM',
      run: ({ input }) => ({
        system: 'CRM',
        name: 'requireCustomer',
        payload: { customerId: input.customerId },
        reads: true,
      }),
      compensate: 'nothing-to-undo',
    },
    {
      name: 'ensureErpCustomer',
      system: 'ERP',
      run: (context) => ({
        system: 'ERP',
        name: 'ensureCustomer',
        payload: {
          customer: context.outcomes['requireCustomer'] as CustomerFacts,
          legalEntity: context.input.legalEntity,
          currency: stateOf(context).invoice.currency,
        },
      }),
      compensate: 'nothing-to-undo',
    },
    {
      name: 'books',
      branches: {
        revenue: [
          {
            name: 'recordInvoice',
            system: 'REVREC',
            run: (context) => {
              const { contractId, businessDate } = context.input;
              if (contractId === null) return null;
              const { invoice } = stateOf(context);
              const payload = {
                contractId,
                operationId: context.operationId,
                invoice,
                ...(isVoid(context) ? { voidedOn: businessDate } : {}),
              };
              return { system: 'REVREC', name: 'recordInvoice', payload };
            },
            compensate: ({ input, operationId }) => ({
              system: 'REVREC',
              name: 'withdraw',
              payload: { contractId: input.contractId, operationId },
            }),
          },
        ],
        ledger: [
          readPostingStep((context) => isVoid(context)),
          {
            name: 'postInvoice',
            system: 'ERP',
            run: (context) => {
              const { input } = context;
              const { invoice } = stateOf(context);
              if (isVoid(context)) {
                if (!isPosted(context)) return null;
                const payload = {
                  invoiceId: invoice.invoiceId,
                  legalEntity: input.legalEntity,
                  voidedOn: input.businessDate,
                  ...(invoice.creditsDrawn === undefined ? {} : { creditsDrawn: invoice.creditsDrawn }),
                };
                return { system: 'ERP', name: 'voidInvoice', payload };
              }
              const payload = { invoice, contractId: input.contractId, invoiceIssuer: input.invoiceIssuer };
              return { system: 'ERP', name: 'postInvoice', payload };
            },
            compensate: 'pivot',
            correctable: ['postingPeriod'],
            announces: (context, outcome) =>
              isVoid(context)
                ? []
                : [
                    {
                      type: 'invoice.posted',
                      schemaVersion: 1,
                      data: {
                        documentId: context.input.documentId,
                        documentNumber: (outcome as PostingOutcome).documentNumber,
                      },
                    },
                  ],
          },
          {
            name: 'issueInvoice',
            system: 'BILLING',
            run: (context) => {
              if (context.input.invoiceIssuer !== 'ERP' || isVoid(context)) return null;
              if (stateOf(context).invoice.status !== 'DRAFT') return null;
              const { documentNumber } = context.outcomes['postInvoice'] as PostingOutcome;
              const payload = { invoiceId: context.input.documentId, number: documentNumber };
              return { system: 'BILLING', name: 'issueInvoice', payload };
            },
            compensate: 'forward',
          },
          ...applyCreditSteps<DocumentSagaInput>((context) => (isVoid(context) ? null : stateOf(context).invoice)),
        ],
      },
    },
    ...journalSteps<DocumentSagaInput>({
      legalEntity: ({ legalEntity }) => legalEntity,
      contractId: ({ input }) => input.contractId,
      through: ({ businessDate }) => businessDate,
    }),
    reportAccountStep((context) => accountOf(context)),
    reportHealthStep((context) => accountOf(context)),
  ],
  impact: (context) => (context.outcomes['readInvoice'] === undefined ? null : stateOf(context).invoice.total),
};

function accountOf(context: StepContext<DocumentSagaInput>) {
  const { invoice, amountDue, payments } = stateOf(context);
  return {
    invoiceNumber: invoice.number,
    invoiceStatus: invoice.status,
    paymentStatus: payments.at(-1)?.status ?? null,
    openBalance: amountDue,
  };
}

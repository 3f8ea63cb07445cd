import type { StartSubscription } from '#schema/commands/billing.ts';
import type { ContractOutcome, OpportunityFacts } from '#schema/commands/crm.ts';
import type { RecognizeContract } from '#schema/commands/revrec.ts';
import type { Saga, StepContext } from '../engine/saga.ts';
import {
  type ContractSagaInput,
  type DocumentSource,
  invoiceOf,
  postInvoiceStep,
  postingWindow,
  postJournalsStep,
  readPeriodsStep,
  recordJournalsStep,
  reportToCrmStep,
} from './contract-documents.ts';

export interface BookOpportunityInput extends ContractSagaInput {
  readonly opportunityId: string;
  readonly requestedBy: string;
  /** The deal as it was when the operation was accepted and found complete. */
  readonly opportunity: OpportunityFacts;
}

const source: DocumentSource<BookOpportunityInput> = {
  invoice: ({ outcomes }) => invoiceOf(outcomes['startSubscription']),
  contractId: (context) => contractOf(context).contractId,
  version: (context) => contractOf(context).version,
};

function contractOf({ outcomes }: StepContext<BookOpportunityInput>) {
  return (outcomes['activateCrmContract'] as ContractOutcome).contract;
}

/**
 * Makes a contract of a won deal, in every system that must know it.
 *
 * The order: the CRM makes the contract, so that all others have something to refer to; billing takes the customer,
 * then the subscription and writes the first invoice; the ledger takes the customer and the invoice, revenue its
 * schedule, the ledger the journals made of it; last the deal shows what came of it.
 */
export const bookOpportunity: Saga<BookOpportunityInput> = {
  name: 'book-opportunity',
  steps: [
    {
      name: 'activateCrmContract',
      system: 'CRM',
      run: ({ input }) => ({
        system: 'CRM',
        name: 'activateContract',
        payload: { opportunityId: input.opportunityId, requestedBy: input.requestedBy },
      }),
      compensate: ({ input, operationId }) => ({
        system: 'CRM',
        name: 'deactivateContract',
        payload: { opportunityId: input.opportunityId, activateKey: `${operationId}:activateCrmContract` },
      }),
      makesContract: (outcome) => (outcome as ContractOutcome).contract,
    },
    {
      name: 'ensureBillingCustomer',
      system: 'BILLING',
      run: ({ input }) => ({
        system: 'BILLING',
        name: 'ensureCustomer',
        payload: { customer: input.opportunity.customer },
      }),
      // A customer without a subscription owes nothing and is met again by the next deal.
      compensate: 'nothing-to-undo',
    },
    {
      name: 'startSubscription',
      system: 'BILLING',
      run: (context) => {
        const contract = contractOf(context);
        const payload: StartSubscription = {
          customer: contract.customer,
          contractId: contract.contractId,
          contractNumber: contract.number,
          legalEntity: contract.legalEntity,
          currency: contract.currency,
          startsOn: contract.startsOn,
          endsOn: contract.endsOn,
          paymentTermDays: context.input.opportunity.paymentTermDays,
          lines: contract.lines.map(({ productId, productCode, productName, quantity, unitPrice }) => ({
            productId,
            productCode,
            productName,
            quantity,
            unitPrice,
          })),
        };
        return { system: 'BILLING', name: 'startSubscription', payload };
      },
      compensate: (context) => ({
        system: 'BILLING',
        name: 'cancelStarted',
        payload: {
          contractId: contractOf(context).contractId,
          startKey: `${context.operationId}:startSubscription`,
        },
      }),
      commits: true,
    },
    {
      name: 'ensureErpCustomer',
      system: 'ERP',
      run: ({ input }) => ({
        system: 'ERP',
        name: 'ensureCustomer',
        payload: {
          customer: input.opportunity.customer,
          legalEntity: input.legalEntity,
          currency: input.opportunity.currency,
        },
      }),
      compensate: 'nothing-to-undo',
    },
    postInvoiceStep(source),
    readPeriodsStep(),
    {
      name: 'recognizeContract',
      system: 'REVREC',
      run: (context) => {
        const payload: RecognizeContract = {
          contract: contractOf(context),
          invoice: source.invoice(context),
          operationId: context.operationId,
          window: postingWindow(context.outcomes['readPeriods'], context.input.businessDate),
        };
        return { system: 'REVREC', name: 'recognizeContract', payload };
      },
      compensate: 'forward',
    },
    postJournalsStep('recognizeContract'),
    recordJournalsStep('recognizeContract'),
    reportToCrmStep(source),
  ],
};

import type { BilledLine, StartSubscription } from '#schema/commands/billing.ts';
import type { BillingFrequency, ContractOutcome, OpportunityFacts, SoldLine } from '#schema/commands/crm.ts';
import type { RecognizeContract } from '#schema/commands/revrec.ts';
import type { Saga, StepContext } from '../engine/saga.ts';
import {
  type ContractSagaInput,
  type DocumentSource,
  documentsOf,
  impactOf,
  invoiceOf,
  ledgerBranch,
  reportToCrmStep,
} from './contract-documents.ts';
import { provisionStep } from './contract-steps.ts';
import { journalSteps } from './revenue-journals.ts';

export interface BookOpportunityInput extends ContractSagaInput {
  readonly opportunityId: string;
  readonly requestedBy: string;
  readonly frequency: BillingFrequency | null;
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

/** A sold line as billing takes it. */
export function billedLineOf(line: SoldLine): BilledLine {
  return {
    productId: line.productId,
    productCode: line.productCode,
    productName: line.productName,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    startsOn: line.startsOn,
    endsOn: line.endsOn,
    ...(line.chargeModel === undefined ? {} : { chargeModel: line.chargeModel }),
  };
}

/**
 * Makes a contract of a won deal, in every system that must know it.
 *
 * The promise: the CRM makes the contract, so that all others have something to refer to; billing takes the customer,
 * then the subscription and writes the first invoice; then the customer may use it. The books follow: the ledger takes
 * the customer and the invoice while revenue makes its schedule, then the ledger the journals; last the deal shows what
 * came of it.
 */
export const bookOpportunity: Saga<BookOpportunityInput> = {
  name: 'book-opportunity',
  version: 2,
  commitment: [
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
      run: ({ input }) => ({ system: 'BILLING', name: 'ensureCustomer', payload: { customer: input.customer } }),
      // A customer without a subscription owes nothing and is met again by the next deal.
      compensate: 'nothing-to-undo',
    },
    {
      name: 'startSubscription',
      system: 'BILLING',
      run: (context) => {
        const contract = contractOf(context);
        const { opportunity, frequency, invoiceIssuer } = context.input;
        const payload: StartSubscription = {
          customer: contract.customer,
          contractId: contract.contractId,
          contractNumber: contract.number,
          legalEntity: contract.legalEntity,
          currency: contract.currency,
          startsOn: contract.startsOn,
          endsOn: contract.endsOn,
          paymentTermDays: opportunity.paymentTermDays,
          lines: contract.lines.map(billedLineOf),
          invoiceIssuer,
          ...(frequency === null ? {} : { frequency }),
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
      documents: documentsOf,
      announces: (context, outcome) => [
        {
          type: 'order.activated',
          schemaVersion: 1,
          data: { contractId: contractOf(context).contractId, version: contractOf(context).version },
        },
        {
          type: 'subscription.created',
          schemaVersion: 1,
          data: { subscriptionId: (outcome as { readonly subscriptionId: string }).subscriptionId },
        },
      ],
    },
    provisionStep((context) => ({
      contractId: contractOf(context).contractId,
      version: contractOf(context).version,
      effectiveOn: contractOf(context).startsOn,
      status: 'ACTIVE',
      grants: contractOf(context).lines.map(({ productCode, quantity }) => ({ productCode, quantity })),
    })),
  ],
  finalization: [
    {
      name: 'books',
      branches: {
        revenue: [
          {
            name: 'recognizeContract',
            system: 'REVREC',
            run: (context) => {
              const payload: RecognizeContract = {
                contract: contractOf(context),
                invoice: source.invoice(context),
                operationId: context.operationId,
              };
              return { system: 'REVREC', name: 'recognizeContract', payload };
            },
            compensate: (context) => ({
              system: 'REVREC',
              name: 'withdraw',
              payload: { contractId: contractOf(context).contractId, operationId: context.operationId },
            }),
          },
        ],
        ledger: ledgerBranch(source),
      },
    },
    ...journalSteps<BookOpportunityInput>({
      legalEntity: ({ legalEntity }) => legalEntity,
      contractId: (context) => contractOf(context).contractId,
      through: ({ businessDate }) => businessDate,
    }),
    reportToCrmStep(source),
  ],
  impact: impactOf(source),
};

import type { BilledLine } from '#schema/commands/billing.ts';
import type { AmendContract, ContractOutcome, LineDelta } from '#schema/commands/crm.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import type { Saga } from '../engine/saga.ts';
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

export interface AmendContractInput extends ContractSagaInput {
  readonly contractId: string;
  readonly expectedVersion: number;
  readonly effectiveOn: string;
  readonly currency: string;
  readonly kind: string;
  readonly reason: string | null;
  readonly requestedBy: string;
  readonly deltas: readonly LineDelta[];
  /** What billing is to bill from `effectiveOn` on. */
  readonly nextLines: readonly BilledLine[];
  readonly products: ModifyContract['products'];
}

const source: DocumentSource<AmendContractInput> = {
  invoice: ({ outcomes }) => invoiceOf(outcomes['amendSubscription']),
  contractId: ({ input }) => input.contractId,
  version: ({ input }) => input.expectedVersion + 1,
};

/**
 * Changes what a customer bought, in every system that must agree on it.
 *
 * The order: CRM first, because sales owns the contract and may refuse; billing next, because it alone knows the
 * proration; then the ledger takes the invoice, revenue its schedule, the ledger the journals made of that schedule;
 * last the deal in the CRM shows what came of it.
 */
export const amendContract: Saga<AmendContractInput> = {
  name: 'amend-contract',
  steps: [
    {
      name: 'amendCrmContract',
      system: 'CRM',
      run: ({ input, operationId }) => {
        const payload: AmendContract = {
          contractId: input.contractId,
          expectedVersion: input.expectedVersion,
          effectiveOn: input.effectiveOn,
          kind: input.kind,
          reason: input.reason,
          requestedBy: input.requestedBy,
          operationId,
          deltas: input.deltas,
        };
        return { system: 'CRM', name: 'amendContract', payload };
      },
      compensate: ({ input, operationId }) => ({
        system: 'CRM',
        name: 'restoreContract',
        payload: { contractId: input.contractId, amendKey: `${operationId}:amendCrmContract` },
      }),
    },
    {
      name: 'amendSubscription',
      system: 'BILLING',
      run: ({ input, outcomes }) => ({
        system: 'BILLING',
        name: 'amendSubscription',
        payload: {
          contractId: input.contractId,
          legalEntity: input.legalEntity,
          currency: input.currency,
          effectiveOn: input.effectiveOn,
          version: (outcomes['amendCrmContract'] as ContractOutcome).contract.version,
          lines: input.nextLines,
        },
      }),
      compensate: ({ input, operationId }) => ({
        system: 'BILLING',
        name: 'restoreSubscription',
        payload: { contractId: input.contractId, amendKey: `${operationId}:amendSubscription` },
      }),
      commits: true,
    },
    postInvoiceStep(source),
    readPeriodsStep(),
    {
      name: 'modifyRevenueContract',
      system: 'REVREC',
      run: ({ input, outcomes, operationId }) => {
        const payload: ModifyContract = {
          contractId: input.contractId,
          operationId,
          version: input.expectedVersion + 1,
          effectiveOn: input.effectiveOn,
          deltas: input.deltas,
          products: input.products,
          invoice: invoiceOf(outcomes['amendSubscription']),
          window: postingWindow(outcomes['readPeriods'], input.businessDate),
        };
        return { system: 'REVREC', name: 'modifyContract', payload };
      },
      compensate: 'forward',
    },
    postJournalsStep('modifyRevenueContract'),
    recordJournalsStep('modifyRevenueContract'),
    reportToCrmStep(source),
  ],
};

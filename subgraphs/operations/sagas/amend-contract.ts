import type { BilledLine } from '#schema/commands/billing.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import type { Saga } from '../engine/saga.ts';
import {
  type DocumentSource,
  documentsOf,
  impactOf,
  invoiceOf,
  ledgerBranch,
  reportToCrmStep,
} from './contract-documents.ts';
import {
  amendCrmStep,
  type ContractChangeInput,
  journalScope,
  provisionChange,
  restoreSubscription,
  versionOf,
  withdrawRevenue,
} from './contract-steps.ts';
import { journalSteps } from './revenue-journals.ts';

export interface AmendContractInput extends ContractChangeInput {
  /** What billing is to bill from `effectiveOn` on. */
  readonly nextLines: readonly BilledLine[];
  readonly products: ModifyContract['products'];
}

const source: DocumentSource<AmendContractInput> = {
  invoice: ({ outcomes }) => invoiceOf(outcomes['amendSubscription']),
  contractId: ({ input }) => input.contractId,
  version: versionOf,
};

/**
 * Changes what a customer bought, in every system that must agree on it.
 *
 * The promise: CRM first, because sales owns the contract and may refuse; billing next, because it alone knows the
 * proration; then the customer may use it. The books follow: the ledger takes the invoice while revenue takes the change,
 * then the ledger the journals made of the new schedule; last the deal in the CRM shows what came of it.
 */
export const amendContract: Saga<AmendContractInput> = {
  name: 'amend-contract',
  version: 2,
  commitment: [
    amendCrmStep(),
    {
      name: 'amendSubscription',
      system: 'BILLING',
      run: (context) => {
        const { input } = context;
        return {
          system: 'BILLING',
          name: 'amendSubscription',
          payload: {
            contractId: input.contractId,
            legalEntity: input.legalEntity,
            currency: input.currency,
            effectiveOn: input.effectiveOn,
            version: versionOf(context),
            lines: input.nextLines,
            invoiceIssuer: input.invoiceIssuer,
            ...(input.endsOn === null ? {} : { endsOn: input.endsOn }),
            ...(input.frequency === null ? {} : { frequency: input.frequency }),
          },
        };
      },
      compensate: restoreSubscription('amendSubscription'),
      commits: true,
      documents: documentsOf,
      announces: (context) => [
        {
          type: 'contract.amended',
          schemaVersion: 1,
          data: { contractId: context.input.contractId, version: versionOf(context) },
        },
      ],
    },
    provisionChange(),
  ],
  finalization: [
    {
      name: 'books',
      branches: {
        revenue: [
          {
            name: 'modifyRevenueContract',
            system: 'REVREC',
            run: (context) => {
              const { input, outcomes, operationId } = context;
              const payload: ModifyContract = {
                contractId: input.contractId,
                operationId,
                version: versionOf(context),
                effectiveOn: input.effectiveOn,
                kind: input.kind,
                deltas: input.deltas,
                products: input.products,
                invoice: invoiceOf(outcomes['amendSubscription']),
                ...(input.endsOn === null ? {} : { endsOn: input.endsOn }),
              };
              return { system: 'REVREC', name: 'modifyContract', payload };
            },
            compensate: withdrawRevenue(),
          },
        ],
        ledger: ledgerBranch(source),
      },
    },
    ...journalSteps(journalScope<AmendContractInput>()),
    reportToCrmStep(source),
  ],
  impact: impactOf(source),
};

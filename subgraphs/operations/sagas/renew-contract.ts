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

/** `effectiveOn` is the first day of the new term, the day after the old one's last. */
export interface RenewContractInput extends ContractChangeInput {
  readonly endsOn: string;
  /** What billing is to bill in the new term. */
  readonly nextLines: readonly BilledLine[];
  readonly products: ModifyContract['products'];
}

const source: DocumentSource<RenewContractInput> = {
  invoice: ({ outcomes }) => invoiceOf(outcomes['renewSubscription']),
  contractId: ({ input }) => input.contractId,
  version: versionOf,
};

/**
 * Carries a contract on for another term, at the prices that were agreed for it. In order as an amendment; an invoice
 * that billing writes only when the term begins comes into the books by itself then.
 */
export const renewContract: Saga<RenewContractInput> = {
  name: 'renew-contract',
  version: 2,
  commitment: [
    amendCrmStep(),
    {
      name: 'renewSubscription',
      system: 'BILLING',
      run: (context) => {
        const { input } = context;
        return {
          system: 'BILLING',
          name: 'renewSubscription',
          payload: {
            contractId: input.contractId,
            legalEntity: input.legalEntity,
            currency: input.currency,
            startsOn: input.effectiveOn,
            endsOn: input.endsOn,
            version: versionOf(context),
            lines: input.nextLines,
            invoiceIssuer: input.invoiceIssuer,
            ...(input.frequency === null ? {} : { frequency: input.frequency }),
          },
        };
      },
      compensate: restoreSubscription('renewSubscription'),
      commits: true,
      documents: documentsOf,
      announces: (context) => [
        {
          type: 'renewal.accepted',
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
                kind: 'RENEWAL',
                endsOn: input.endsOn,
                deltas: input.deltas,
                products: input.products,
                invoice: invoiceOf(outcomes['renewSubscription']),
              };
              return { system: 'REVREC', name: 'modifyContract', payload };
            },
            compensate: withdrawRevenue(),
          },
        ],
        ledger: ledgerBranch(source),
      },
    },
    ...journalSteps(journalScope<RenewContractInput>()),
    reportToCrmStep(source),
  ],
  impact: impactOf(source),
};

import type { Saga } from '../engine/saga.ts';
import {
  amendCrmStep,
  type ContractChangeInput,
  provisionChange,
  restoreSubscription,
  versionOf,
} from './contract-steps.ts';

/**
 * Suspends a contract or has it go on: the CRM says so, billing stops or goes on collecting, the customer can or cannot
 * use it. What was billed and what is earned stay as they are, so the books have nothing to do.
 */
function suspension(
  name: string,
  billing: 'pauseSubscription' | 'resumeSubscription',
  event: 'subscription.suspended' | 'subscription.resumed',
): Saga<ContractChangeInput> {
  return {
    name,
    commitment: [
      amendCrmStep(),
      {
        name: billing,
        system: 'BILLING',
        run: (context) => ({
          system: 'BILLING',
          name: billing,
          payload: {
            contractId: context.input.contractId,
            legalEntity: context.input.legalEntity,
            effectiveOn: context.input.effectiveOn,
            version: versionOf(context),
          },
        }),
        compensate: restoreSubscription(billing),
        commits: true,
        announces: (context) => [
          {
            type: event,
            schemaVersion: 1,
            data: { contractId: context.input.contractId, version: versionOf(context) },
          },
        ],
      },
      provisionChange(billing === 'pauseSubscription' ? 'SUSPENDED' : 'ACTIVE'),
    ],
    finalization: [],
  };
}

export const suspendContract = suspension('suspend-contract', 'pauseSubscription', 'subscription.suspended');
export const resumeContract = suspension('resume-contract', 'resumeSubscription', 'subscription.resumed');

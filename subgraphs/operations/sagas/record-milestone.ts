import { compareRatios, parseRatio, ratio } from '#schema/canonical/ratio.ts';
import type { RecordMilestone } from '#schema/commands/revrec.ts';
import type { Saga, SagaInput } from '../engine/saga.ts';
import { journalSteps } from './revenue-journals.ts';

export interface RecordMilestoneInput extends SagaInput {
  readonly contractId: string;
  readonly legalEntity: string;
  readonly businessDate: string;
  readonly milestone: Omit<RecordMilestone, 'operationId' | 'contractId' | 'window'>;
}

/** Wholly met: without a percentage, or at a hundred. What is met in part is not delivered yet. */
function isComplete({ percentComplete }: RecordMilestoneInput['milestone']): boolean {
  const percent = percentComplete === null ? null : parseRatio(percentComplete);
  return percent === null || compareRatios(percent, ratio(100n)) >= 0;
}

/** Takes up the evidence that a promise was met, and brings what is earned by it into the ledger. */
export const recordMilestone: Saga<RecordMilestoneInput> = {
  name: 'record-milestone',
  commitment: [],
  finalization: [
    {
      name: 'recordMilestone',
      system: 'REVREC',
      run: ({ input, operationId }) => ({
        system: 'REVREC',
        name: 'recordMilestone',
        payload: { contractId: input.contractId, operationId, ...input.milestone },
      }),
      compensate: 'pivot',
      announces: ({ input }) =>
        isComplete(input.milestone)
          ? [
              {
                type: 'service.delivery.completed',
                schemaVersion: 1,
                data: { contractId: input.contractId, obligation: input.milestone.obligation },
              },
            ]
          : [],
    },
    ...journalSteps<RecordMilestoneInput>({
      legalEntity: ({ legalEntity }) => legalEntity,
      contractId: ({ input }) => input.contractId,
      through: ({ businessDate }) => businessDate,
    }),
  ],
};

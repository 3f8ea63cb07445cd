import type { Saga, SagaInput } from '../engine/saga.ts';
import { journalSteps } from './revenue-journals.ts';

export interface RecognizeRevenueInput extends SagaInput {
  readonly legalEntity: string;
  /** Last day of the month up to which is recognised. */
  readonly through: string;
  /** How many lines a journal may have; left out = as many as there are. */
  readonly journalLinesMax?: number;
}

/**
 * Posts what an entity's contracts earned up to the end of a month and the ledger does not have yet. Nothing is undone:
 * the next run goes on.
 */
export const recognizeRevenue: Saga<RecognizeRevenueInput> = {
  name: 'recognize-revenue',
  commitment: [],
  finalization: journalSteps(
    {
      legalEntity: ({ legalEntity }) => legalEntity,
      contractId: () => null,
      whole: true,
      through: ({ through }) => through,
      linesMax: (input) => input.journalLinesMax,
    },
    'pivot',
  ),
};

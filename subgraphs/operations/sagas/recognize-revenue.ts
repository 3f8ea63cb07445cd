import type { DueJournals } from '#schema/commands/revrec.ts';
import type { Saga } from '../engine/saga.ts';
import { postingWindow, postJournalsStep, recordJournalsStep } from './contract-documents.ts';

export interface RecognizeRevenueInput {
  readonly operationId: string;
  readonly sequence: number;
  readonly legalEntity: string;
  /** Last day of the month up to which is recognised. */
  readonly through: string;
}

/**
 * Posts what an entity's contracts earned up to the end of a month and the ledger does not have yet: the revenue
 * engine says what, the ledger takes it, the engine notes what it took. Nothing is undone: the next run goes on.
 */
export const recognizeRevenue: Saga<RecognizeRevenueInput> = {
  name: 'recognize-revenue',
  steps: [
    {
      name: 'readPeriods',
      system: 'ERP',
      run: ({ input }) => ({
        system: 'ERP',
        name: 'readPeriods',
        payload: { legalEntity: input.legalEntity },
        reads: true,
      }),
      compensate: 'pivot',
    },
    {
      name: 'dueJournals',
      system: 'REVREC',
      run: ({ input, outcomes }) => {
        const payload: DueJournals = {
          legalEntity: input.legalEntity,
          window: postingWindow(outcomes['readPeriods'], input.through),
        };
        return { system: 'REVREC', name: 'dueJournals', payload, reads: true };
      },
      compensate: 'forward',
      commits: true,
    },
    postJournalsStep('dueJournals'),
    recordJournalsStep('dueJournals'),
  ],
};

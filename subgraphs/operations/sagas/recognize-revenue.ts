import type { JournalsOutcome } from '#schema/commands/erp.ts';
import type { DraftJournalsAnswer, OpenJournals, OpenJournalsAnswer } from '#schema/commands/revrec.ts';
import type { Kept, Saga, SagaInput, Step } from '../engine/saga.ts';
import { postingWindow, readPeriods } from './revenue-journals.ts';

export interface RecognizeRevenueInput extends SagaInput {
  readonly legalEntity: string;
  /** Last day of the month up to which is recognised. */
  readonly through: string;
  /** How many lines a journal may have; left out = as many as there are. */
  readonly journalLinesMax?: number;
}

/** Contracts that are reckoned with one command: so many that it is worth it, so few that they fit anywhere. */
const PORTION = 1_000;

/** Journals that are sent to the ledger with one command: few, so that each is answered well within its time. */
const AT_ONCE = 4;

/**
 * Posts what an entity's contracts earned up to the end of a month and the ledger does not have yet, a part of it in each
 * round, so that an entity may have any number of contracts. Nothing is undone: the next run goes on.
 */
export const recognizeRevenue: Saga<RecognizeRevenueInput> = {
  name: 'recognize-revenue',
  version: 2,
  commitment: [],
  finalization: [readPeriods(({ input }) => input.legalEntity, 'pivot'), draftRevenueJournals(), postRevenueJournals()],
};

interface Drafted extends Kept {
  readonly after: string | null;
}

/** Contracts, portion by portion. */
function draftRevenueJournals(): Step<RecognizeRevenueInput> {
  return {
    name: 'draftRevenueJournals',
    system: 'REVREC',
    run: {
      ask: ({ input, outcomes }, { kept, answers }) => {
        if (answers.length > 0) return null;
        const { legalEntity, through, journalLinesMax } = input;
        const before = kept as Drafted | null;
        const payload = {
          legalEntity,
          ...(journalLinesMax === undefined ? {} : { linesMax: journalLinesMax }),
          window: postingWindow(outcomes['readPeriods'], through),
          after: before?.after ?? null,
          limit: PORTION,
          ...(before === null ? {} : { left: before.total - before.done }),
        };
        return { system: 'REVREC', name: 'draftJournals', payload, reads: true };
      },
      keep: (kept, [answer]): Drafted => {
        const { looked, left, after } = answer as DraftJournalsAnswer;
        const done = (kept?.done ?? 0) + looked;
        return { done, total: done + left, isOver: after === null, after };
      },
    },
    compensate: 'forward',
  };
}

interface Posted extends Kept {
  readonly after: OpenJournals['after'];
  readonly effect: JournalsOutcome['effect'];
}

/** Journals, a few in each round: which they are, into the ledger, and a note of what the ledger made of them. */
function postRevenueJournals(): Step<RecognizeRevenueInput> {
  return {
    name: 'postRevenueJournals',
    system: 'ERP',
    run: {
      ask: ({ input }, { kept, answers }) => {
        const [open, posted, recorded] = answers as [OpenJournalsAnswer?, JournalsOutcome?, unknown?];
        if (open === undefined) {
          const { legalEntity, through } = input;
          const after = (kept as Posted | null)?.after ?? null;
          const payload = { legalEntity, through: through.slice(0, 'YYYY-MM'.length), after, limit: AT_ONCE };
          return { system: 'REVREC', name: 'readOpenJournals', payload, reads: true };
        }
        if (open.journals.length === 0 || recorded !== undefined) return null;
        if (posted !== undefined) {
          return { system: 'REVREC', name: 'recordPosted', payload: { entries: posted.entries } };
        }
        const batchKeys = open.journals.map(({ batchKey }) => batchKey);
        const filledBy = { system: 'REVREC', name: 'readJournals', payload: { batchKeys }, reads: true } as const;
        return { system: 'ERP', name: 'postJournals', payload: {}, filledBy };
      },
      keep: (kept, answers): Posted => {
        const [open, posted] = answers as [OpenJournalsAnswer, JournalsOutcome?];
        const done = (kept?.done ?? 0) + open.journals.length;
        const { period, batchKey } = open.journals.at(-1) ?? {};
        const after = period === undefined || batchKey === undefined ? null : { period, batchKey };
        const before = (kept as Posted | null)?.effect ?? null;
        const isOver = after === null || open.left === 0;
        return { done, total: done + open.left, isOver, after, effect: posted?.effect ?? before };
      },
    },
    compensate: 'forward',
  };
}

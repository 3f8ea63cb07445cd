import type { PeriodFacts } from '#schema/commands/erp.ts';
import type { DueJournalsAnswer, PostingWindow } from '#schema/commands/revrec.ts';
import type { SagaInput, Step, StepContext } from '../engine/saga.ts';

/** Whose journals are due, and up to when. */
export interface JournalScope<Input> {
  readonly legalEntity: (input: Input) => string;
  /** Null = none: what came of no contract earns nothing. */
  readonly contractId: (context: StepContext<Input>) => string | null;
  /** A day of the last month that is to be posted. */
  readonly through: (input: Input) => string;
}

/** The current month is posted with the change; what belongs to a closed month goes into the first open one. */
export function postingWindow(periods: unknown, businessDate: string): PostingWindow {
  const open = (periods as readonly PeriodFacts[]).filter(({ status }) => status !== 'CLOSED');
  return { through: businessDate.slice(0, 'YYYY-MM'.length), openPeriods: open.map(({ key }) => key) };
}

/** Brings what was earned into the ledger: the engine says what, the ledger takes it, the engine notes what it took. */
export function journalSteps<Input extends SagaInput>(scope: JournalScope<Input>): readonly Step<Input>[] {
  const { contractId, legalEntity } = scope;
  return [
    readPeriods((context) => (contractId(context) === null ? null : legalEntity(context.input)), 'forward'),
    dueJournals(scope),
    postJournals(),
    recordJournals(),
  ];
}

/** Which months the ledger still takes, asked before the journals are made so that they know where to go. */
export function readPeriods<Input extends SagaInput>(
  legalEntityOf: (context: StepContext<Input>) => string | null,
  compensate: Step<Input>['compensate'],
): Step<Input> {
  return {
    name: 'readPeriods',
    system: 'ERP',
    run: (context) => {
      const legalEntity = legalEntityOf(context);
      return legalEntity === null
        ? null
        : { system: 'ERP', name: 'readPeriods', payload: { legalEntity }, reads: true };
    },
    compensate,
  };
}

function dueJournals<Input extends SagaInput>(scope: JournalScope<Input>): Step<Input> {
  return {
    name: 'dueJournals',
    system: 'REVREC',
    run: (context) => {
      const contractId = scope.contractId(context);
      if (contractId === null) return null;
      const payload = {
        legalEntity: scope.legalEntity(context.input),
        contractId,
        window: postingWindow(context.outcomes['readPeriods'], scope.through(context.input)),
      };
      return { system: 'REVREC', name: 'dueJournals', payload, reads: true };
    },
    compensate: 'forward',
  };
}

/** Nothing to do when none is due. */
function postJournals<Input extends SagaInput>(): Step<Input> {
  return {
    name: 'postRevenueJournals',
    system: 'ERP',
    run: ({ outcomes }) => {
      const journals = (outcomes['dueJournals'] as DueJournalsAnswer | undefined)?.journals ?? [];
      return journals.length === 0 ? null : { system: 'ERP', name: 'postJournals', payload: { batches: journals } };
    },
    compensate: 'forward',
  };
}

/** The schedule notes which of its rows the ledger has. */
function recordJournals<Input extends SagaInput>(): Step<Input> {
  return {
    name: 'recordPostedJournals',
    system: 'REVREC',
    run: ({ outcomes }) => {
      const posted = outcomes['postRevenueJournals'] as { readonly entries: unknown } | undefined;
      if (posted === undefined) return null;
      const { journals } = outcomes['dueJournals'] as DueJournalsAnswer;
      return { system: 'REVREC', name: 'recordPosted', payload: { batches: journals, entries: posted.entries } };
    },
    compensate: 'forward',
  };
}

import type { PeriodFacts } from '#schema/commands/erp.ts';
import type { DueJournalsAnswer, PostingWindow } from '#schema/commands/revrec.ts';
import type { SagaInput, Step, StepContext } from '../engine/saga.ts';

/** Whose journals are due, and up to when. */
export interface JournalScope<Input> {
  readonly legalEntity: (input: Input) => string;
  /** Null = none: what came of no contract earns nothing. */
  readonly contractId: (context: StepContext<Input>) => string | null;
  /** All contracts of the entity. */
  readonly whole?: true;
  /** A day of the last month that is to be posted. */
  readonly through: (input: Input) => string;
  /** How many lines a journal may have, where that is bounded. */
  readonly linesMax?: (input: Input) => number | undefined;
}

/** The current month is posted with the change; what belongs to a closed month goes into the first open one. */
export function postingWindow(periods: unknown, businessDate: string): PostingWindow {
  const open = (periods as readonly PeriodFacts[]).filter(({ status }) => status !== 'CLOSED');
  return { through: businessDate.slice(0, 'YYYY-MM'.length), openPeriods: open.map(({ key }) => key) };
}

/** Brings what was earned into the ledger: the engine says what, the ledger takes it, the engine notes what it took. */
export function journalSteps<Input extends SagaInput>(
  scope: JournalScope<Input>,
  periodsAre: Step<Input>['compensate'] = 'forward',
): readonly Step<Input>[] {
  return [readPeriods(scope, periodsAre), dueJournals(scope), postJournals(), recordJournals()];
}

function isAsked<Input>({ whole, contractId }: JournalScope<Input>, context: StepContext<Input>): boolean {
  return whole === true || contractId(context) !== null;
}

/** Which months the ledger still takes, asked before the journals are made so that they know where to go. */
function readPeriods<Input extends SagaInput>(
  scope: JournalScope<Input>,
  compensate: Step<Input>['compensate'],
): Step<Input> {
  return {
    name: 'readPeriods',
    system: 'ERP',
    run: (context) => {
      if (!isAsked(scope, context)) return null;
      const payload = { legalEntity: scope.legalEntity(context.input) };
      return { system: 'ERP', name: 'readPeriods', payload, reads: true };
    },
    compensate,
  };
}

function dueJournals<Input extends SagaInput>(scope: JournalScope<Input>): Step<Input> {
  return {
    name: 'dueJournals',
    system: 'REVREC',
    run: (context) => {
      if (!isAsked(scope, context)) return null;
      const contractId = scope.contractId(context);
      const linesMax = scope.linesMax?.(context.input);
      const payload = {
        legalEntity: scope.legalEntity(context.input),
        ...(contractId === null ? {} : { contractId }),
        ...(linesMax === undefined ? {} : { linesMax }),
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

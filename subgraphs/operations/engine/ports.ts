import type { MoneyWire } from '#schema/canonical/money.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import type { Command, MadeContract, Stage } from './saga.ts';

/**
 * What was decided about a step that could not go on. COMPENSATE and SKIP count only where the step allows them; a
 * correction replaces members of the command's payload.
 */
export type Decision =
  | { readonly action: 'RETRY'; readonly correction?: Readonly<Record<string, unknown>> }
  | { readonly action: 'SKIP' }
  | { readonly action: 'COMPENSATE' };

export type SagaEnd = 'SUCCEEDED' | 'COMPENSATED' | 'FAILED';

/** Where a stage or branch begins: the input, what was answered before, and which steps were done. */
export interface StageStart {
  readonly input: unknown;
  readonly outcomes: Readonly<Record<string, unknown>>;
  /** Names, in the order in which they were done. */
  readonly done: readonly string[];
}

/** How a branch ended: what its steps answered, and whether the saga is to be taken back. */
export interface BranchEnd {
  readonly outcomes: Readonly<Record<string, unknown>>;
  readonly done: readonly string[];
  readonly undo: boolean;
}

/** A transaction of the store behind `Progress`; opaque here. */
export type Tx = { readonly isTransaction: true };

/** The durable engine, as a saga needs it. What `record` answered once is answered again after a crash. */
export interface Durable {
  /** Under which this run waits for decisions. */
  readonly workflowId: string;
  /** Asks, then tells in one transaction. A process that dies between the two asks again. */
  record<T>(name: string, ask: () => Promise<T>, tell: (tx: Tx, answer: T) => Promise<void>): Promise<T>;
  /** Writes in one transaction, together with its record. */
  note<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  sleep(delayMs: number): Promise<void>;
  /** Waits until it is decided about this step; null when `withinMs` have passed without. Null = as long as it takes. */
  decision(step: string, withinMs: number | null): Promise<Decision | null>;
  /** Runs branches of a part side by side, each on its own record. In the order of `branches`. */
  sideBySide(part: string, branches: readonly string[], start: StageStart): Promise<readonly BranchEnd[]>;
}

/** The systems, as a saga reaches them. */
export interface Participants {
  write(command: Command, key: string): Promise<Result<unknown, ConnectorError>>;
  /** `null` when nothing was done under the key. */
  lookUp(command: Command, key: string): Promise<Result<unknown, ConnectorError>>;
}

/** How often an error of a system is met again by itself before a person is asked; null = without end. */
export type Patience = (system: string, error: ConnectorError) => Promise<number | null>;

/** A command as it was carried out: with it and its key a system can be asked once more for what it has done. */
export interface Asked {
  readonly command: Command;
  readonly key: string;
}

/** What a finished step brought besides its outcome. */
export interface StepNews {
  /** All that the step was done with, in that order. */
  readonly asked: readonly Asked[];
  readonly made: MadeContract | null;
  readonly documents: readonly string[];
  readonly announced: readonly CanonicalEvent[];
  /** The last one; null for a step that is done at once. */
  readonly round: StepRound | null;
}

/**
 * What is told of a step's course. The same call again changes nothing, and a step that has ended stays as it ended,
 * whatever a call that is repeated after a crash hears this time.
 */
export interface Progress {
  /** Answers false when the operation is not next in its line. */
  begin(tx: Tx, stage: Stage, first: StepFacts | null): Promise<boolean>;
  started(tx: Tx, step: StepFacts): Promise<void>;
  /** A round of it is over, and it goes on. */
  advanced(tx: Tx, step: StepFacts, round: StepRound): Promise<void>;
  finished(tx: Tx, step: StepFacts, outcome: unknown, next: StepFacts | null, news: StepNews): Promise<void>;
  /** Left out: because there was nothing to do, or because a person decided so. */
  skipped(tx: Tx, step: StepFacts, next: StepFacts | null): Promise<void>;
  waiting(tx: Tx, step: StepFacts, status: 'WAITING' | 'UNCERTAIN', error: ConnectorError): Promise<void>;
  /** Parked until what is missing has come; no exception yet. */
  awaits(tx: Tx, step: StepFacts, error: ConnectorError & { readonly kind: 'MissingPrerequisite' }): Promise<void>;
  /** Opens an exception; the operation is parked until a person decides. `inDoubt`: a write was sent and may have happened. */
  parked(tx: Tx, step: StepFacts, error: ConnectorError, inDoubt: boolean): Promise<void>;
  resumed(tx: Tx, step: StepFacts): Promise<void>;
  refused(tx: Tx, step: StepFacts, error: ConnectorError): Promise<void>;
  /** A person had the operation taken back instead of going on with this step. */
  givenUp(tx: Tx, step: StepFacts): Promise<void>;
  undone(tx: Tx, step: StepFacts): Promise<void>;
  /** The customer has what was promised; the books' stage is queued with where it begins. */
  committed(tx: Tx, start: StageStart): Promise<void>;
  /** `stage` is the one that the run is in: its line goes on. */
  end(tx: Tx, stage: Stage, end: SagaEnd): Promise<void>;
}

/** Of so many pieces of work, as far as their number is known by now, so many are done. */
export interface StepProgress {
  readonly done: number;
  readonly total: number;
}

/** How far a step is with a round, and what it was answered in it. */
export interface StepRound {
  readonly progress: StepProgress;
  readonly answers: readonly unknown[];
}

export interface StepFacts {
  readonly name: string;
  readonly system: string;
  readonly attempts: number;
  readonly commits: boolean;
  /** The step is being taken back. */
  readonly undoing: boolean;
  /** The run that waits for a decision about it. */
  readonly workflowId: string;
  /** What is at stake. */
  readonly impact: MoneyWire | null;
}

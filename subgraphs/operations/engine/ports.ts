import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';
import type { Command, MadeContract } from './saga.ts';

/** What a person decided about a step that could not go on. COMPENSATE counts only where `Errand.givesUp` allows it. */
export type Decision = { readonly action: 'RETRY' } | { readonly action: 'COMPENSATE' };

export type SagaEnd = 'SUCCEEDED' | 'COMPENSATED' | 'FAILED';

/** The durable engine, as a saga needs it. What `record` answered once is answered again after a crash. */
export interface Durable {
  record<T>(name: string, work: () => Promise<T>): Promise<T>;
  sleep(delayMs: number): Promise<void>;
  /** Waits, for days if need be, until a person has decided about this step. */
  decision(step: string): Promise<Decision>;
}

/** The system subgraphs, as a saga reaches them. */
export interface Participants {
  write(command: Command, key: string): Promise<Result<unknown, ConnectorError>>;
  /** `null` when nothing was done under the key. */
  lookUp(command: Command, key: string): Promise<Result<unknown, ConnectorError>>;
}

/**
 * What is told of a step's course. Each call is one transaction; the same call again changes nothing, and a step that
 * has ended stays as it ended, whatever a call that is repeated after a crash hears this time.
 */
export interface Progress {
  /** Answers false when the operation is not next in its contract's line. */
  begin(first: StepFacts): Promise<boolean>;
  finished(step: StepFacts, outcome: unknown, next: StepFacts | null, made: MadeContract | null): Promise<void>;
  skipped(step: StepFacts, next: StepFacts | null): Promise<void>;
  waiting(step: StepFacts, status: 'WAITING' | 'UNCERTAIN', error: ConnectorError): Promise<void>;
  /** Opens an exception; the operation is parked until a person decides. `inDoubt`: a write was sent and may have happened. */
  parked(step: StepFacts, error: ConnectorError, inDoubt: boolean): Promise<void>;
  resumed(step: StepFacts): Promise<void>;
  refused(step: StepFacts, error: ConnectorError): Promise<void>;
  /** A person had the operation taken back instead of going on with this step. */
  givenUp(step: StepFacts): Promise<void>;
  undone(step: StepFacts): Promise<void>;
  end(end: SagaEnd): Promise<void>;
}

export interface StepFacts {
  readonly name: string;
  readonly system: string;
  readonly attempts: number;
  readonly commits: boolean;
  /** The step is being taken back. */
  readonly undoing: boolean;
}

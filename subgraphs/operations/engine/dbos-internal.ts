import { createRequire } from 'node:module';

/**
 * What the engine's package offers under internal paths only. The package is pinned exactly; this module alone, and the
 * tests of the record and of recovery, say what is taken from there.
 */
const load = createRequire(import.meta.url);

/** A recorded step as its row holds it. `output` and `error` are serialised. */
export interface RecordedStep {
  readonly function_id: number;
  readonly function_name: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly serialization: string | null;
}

interface SystemDatabase {
  getAllOperationResults(workflowId: string): Promise<readonly RecordedStep[]>;
  /**
   * Writes a step's record on this connection of `pg`, in the transaction that is open there. Throws when the run does
   * not own its workflow any more: another one took it over, or it was cancelled. Otherwise it owns it up to the commit.
   */
  recordOperationResultInternal(
    client: unknown,
    workflowId: string,
    place: number,
    name: string,
    refuseOther: boolean,
    startedAtMs: number,
    endedAtMs: number,
    result: { readonly output: string },
  ): Promise<void>;
}

export interface Executor {
  readonly systemDatabase: SystemDatabase;
  readonly serializer: { stringify(value: unknown): string | Promise<string> };
  recoverPendingWorkflows(executorIds: readonly string[]): Promise<unknown>;
}

interface ExecutorClass {
  readonly globalInstance?: Executor;
  /** The recorded answer as it was given; throws the recorded error. */
  reviveResultOrError(
    step: Pick<RecordedStep, 'output' | 'error' | 'serialization'>,
    serializer: Executor['serializer'],
  ): Promise<unknown>;
}

export const { DBOSExecutor } = load('@dbos-inc/dbos-sdk/internal/dbos-executor') as {
  readonly DBOSExecutor: ExecutorClass;
};

/** Gives out the running workflow's next place in its record. To be called before anything is awaited. */
export const { functionIDGetIncrement: takePlace } = load('@dbos-inc/dbos-sdk/internal/context') as {
  functionIDGetIncrement(): number;
};

/** Goes on trying while the database cannot be reached. Any other error is thrown as it came. */
export const { withDbRetry: whileUnreachable } = load('@dbos-inc/dbos-sdk/internal/system_database') as {
  withDbRetry<T>(operation: () => Promise<T>): Promise<T>;
};

import type { DataSource, EntityManager } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { DBOSExecutor, type Executor, type RecordedStep, takePlace, whileUnreachable } from './dbos-internal.ts';
import type { Durable, Tx } from './ports.ts';

export interface Store {
  readonly dataSource: DataSource;
  readonly bell: EventBell;
}

/** The manager of the transaction that a `Progress` is told in. */
export function managerOf(tx: Tx): EntityManager {
  return tx as unknown as EntityManager;
}

type Write<T> = (tx: Tx) => Promise<T>;

/**
 * Keeps what a run does: our rows and the engine's record of the step are one commit, so that either both are there
 * after a crash or neither is. The engine's own way for a foreign pool needs two: one that completes, one that records.
 * What was recorded is answered as it was, without asking or writing again.
 */
export class DbosRecord implements Pick<Durable, 'record' | 'note'> {
  readonly #workflowId: string;
  readonly #store: Store;
  /** The one that the run began on: a run that outlives its engine must not write through the next one. */
  readonly #executor: Executor;
  #recorded: Promise<ReadonlyMap<number, RecordedStep>> | null = null;

  constructor(workflowId: string, store: Store) {
    const executor = DBOSExecutor.globalInstance;
    if (executor === undefined) throw new Error('The engine is not running');
    this.#workflowId = workflowId;
    this.#store = store;
    this.#executor = executor;
  }

  record<T>(name: string, ask: () => Promise<T>, tell: (tx: Tx, answer: T) => Promise<void>): Promise<T> {
    return this.#keep(name, async () => {
      const answer = await ask();
      return async (tx) => {
        await tell(tx, answer);
        return answer;
      };
    });
  }

  note<T>(name: string, work: Write<T>): Promise<T> {
    return this.#keep(name, async () => work);
  }

  async #keep<T>(name: string, prepare: () => Promise<Write<T>>): Promise<T> {
    const place = takePlace();
    // Read once: while this run owns its workflow nobody else writes there, and when it does not its commit is refused.
    this.#recorded ??= this.#read();
    const kept = (await this.#recorded).get(place);
    if (kept !== undefined) return this.#answer(kept, place, name);
    const startedAtMs = systemClock.now().getTime();
    const write = await prepare();
    let isRepeated = false;
    const recorded = await whileUnreachable(async () => {
      // The connection may have been lost after the commit.
      const before = isRepeated ? (await this.#read()).get(place) : undefined;
      isRepeated = true;
      return before ?? this.#commit(name, place, startedAtMs, write);
    });
    this.#store.bell.ring();
    return this.#answer(recorded, place, name);
  }

  #commit(name: string, place: number, startedAtMs: number, write: Write<unknown>): Promise<RecordedStep> {
    const { serializer, systemDatabase } = this.#executor;
    return inTransaction(this.#store.dataSource, async (em) => {
      const output = await serializer.stringify(await write(em as unknown as Tx));
      const client: unknown = await em.queryRunner?.connect();
      const endedAtMs = systemClock.now().getTime();
      await systemDatabase.recordOperationResultInternal(
        client,
        this.#workflowId,
        place,
        name,
        true,
        startedAtMs,
        endedAtMs,
        { output },
      );
      return { function_id: place, function_name: name, output, error: null, serialization: null };
    });
  }

  async #read(): Promise<ReadonlyMap<number, RecordedStep>> {
    const steps = await this.#executor.systemDatabase.getAllOperationResults(this.#workflowId);
    return new Map(steps.map((step) => [step.function_id, step]));
  }

  /** The first answer comes out of its record too, so that a replay can give no other one. */
  async #answer<T>(kept: RecordedStep, place: number, name: string): Promise<T> {
    if (kept.function_name !== name) {
      throw new Error(`Step ${place} of ${this.#workflowId} was ${kept.function_name} and is ${name} now`);
    }
    return (await DBOSExecutor.reviveResultOrError(kept, this.#executor.serializer)) as T;
  }
}

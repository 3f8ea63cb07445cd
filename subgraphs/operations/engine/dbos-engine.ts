import { DBOS } from '@dbos-inc/dbos-sdk';
import type { EntityManager } from 'typeorm';
import { withAdvisoryLock } from '#kit/persistence/advisory-lock.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Decision, StageStart } from './ports.ts';
import { type Saga, type SagaInput, STAGES, type Stage } from './saga.ts';

const APPLICATION = 'revgraph';
/**
 * One version for the life of the product: by default it is a hash of the source, and a queue's head is chosen among
 * rows of the worker's own version, so that an edit could reorder a contract's line.
 */
const APPLICATION_VERSION = '1';
/**
 * One line a contract and stage: at most one operation of a line runs at a time, the lowest sequence first. The stages
 * have queues of their own, so that books which wait for a ledger take no place of somebody's order.
 */
const QUEUES: Readonly<Record<Stage, string>> = { commitment: 'lines', finalization: 'books' };

export interface EngineSettings {
  readonly databaseUrl: string;
  /** Unique for each process: reusing one hides a death. */
  readonly executorId: string;
  /** How many operations of each stage a worker runs at once; parked ones count. Null: this process only accepts. */
  readonly concurrency: Readonly<Record<Stage, number>> | null;
  readonly pollMs: number;
  readonly poolSize: number;
}

export interface Engine {
  close(): Promise<void>;
}

/**
 * Starts the durable engine. Workflows are registered before. First starts of several processes on one empty database
 * would break each other's migrations, so they take turns by a polled lock.
 */
export async function startEngine(settings: EngineSettings): Promise<Engine> {
  DBOS.setConfig({
    name: APPLICATION,
    systemDatabaseUrl: settings.databaseUrl,
    systemDatabasePoolSize: settings.poolSize,
    executorID: settings.executorId,
    applicationVersion: APPLICATION_VERSION,
    logLevel: 'error',
    ...(settings.concurrency === null ? { listenQueues: [] } : {}),
  });
  await withAdvisoryLock({ url: settings.databaseUrl, name: 'engine-launch' }, () => DBOS.launch());
  // A queue's settings are shared by all workers through the database, so only a worker may write them.
  if (settings.concurrency !== null) {
    for (const stage of STAGES) {
      await DBOS.registerQueue(QUEUES[stage], {
        partitionConcurrency: 1,
        workerConcurrency: settings.concurrency[stage],
        minPollingIntervalMs: settings.pollMs,
        onConflict: 'always_update',
      });
    }
  }
  return { close: () => DBOS.shutdown({ deregister: true }) };
}

/** A stage of a saga to be run. `start` is plain JSON: amounts as text. */
export interface Enqueued {
  readonly saga: string;
  readonly stage: Stage;
  readonly operationId: string;
  readonly line: string;
  readonly sequence: number;
  readonly start: StageStart;
}

/** The name of the workflow that runs a stage of a saga. */
export function workflowName(saga: Pick<Saga<SagaInput>, 'name'>, stage: Stage): string {
  return stage === 'commitment' ? saga.name : `${saga.name}:books`;
}

/** The id of an operation's run of a stage: where its steps wait for decisions. */
export function workflowIdOf(operationId: string, stage: Stage): string {
  return stage === 'commitment' ? operationId : `${operationId}:books`;
}

/** The name of the workflow that asks an ended operation's steps once more. */
export const REPLAY_WORKFLOW = 'replay-operation';

/** The id of an operation's n-th replay. */
export function replayIdOf(operationId: string, n: number): string {
  return `${operationId}:replay:${n}`;
}

/** A run as it is queued. `argument` is plain JSON. */
interface QueuedRun {
  readonly workflow: string;
  readonly stage: Stage;
  readonly id: string;
  readonly line: string;
  readonly sequence: number;
  readonly argument: unknown;
}

/** Queues a stage in the caller's transaction: committed means it runs, rolled back means it never was. */
export function enqueue(em: EntityManager, { saga, stage, operationId, start, ...place }: Enqueued): Promise<void> {
  const id = workflowIdOf(operationId, stage);
  return enqueueRun(em, { ...place, workflow: workflowName({ name: saga }, stage), stage, id, argument: start });
}

/** Queues any run in the line that it has a place in; like `enqueue`. */
export async function enqueueRun(em: EntityManager, run: QueuedRun): Promise<void> {
  await rows(
    em,
    `select dbos.enqueue_workflow(workflow_name => $1, queue_name => $2, positional_args => array[$3]::json[],
       workflow_id => $4, priority => $5, queue_partition_key => $6, application_name => $7, app_version => $8)`,
    [
      run.workflow,
      QUEUES[run.stage],
      JSON.stringify(run.argument),
      run.id,
      run.sequence,
      run.line,
      APPLICATION,
      APPLICATION_VERSION,
    ],
  );
}

/** Under which topic a step waits for a person. */
export function decisionTopic(step: string): string {
  return `decision:${step}`;
}

/**
 * Tells a waiting step what was decided, in the caller's transaction. `id` names the decision among all there are: sent
 * again under it, it stays one.
 */
export async function sendDecision(
  em: EntityManager,
  to: { readonly workflowId: string; readonly step: string },
  decision: Decision,
  id: string,
): Promise<void> {
  await rows(em, 'select dbos.send_message(destination_id => $1, message => $2::json, topic => $3, message_id => $4)', [
    to.workflowId,
    JSON.stringify(decision),
    decisionTopic(to.step),
    id,
  ]);
}

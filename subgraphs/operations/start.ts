import type { DataSource } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import type { Logger } from '#kit/observability/log.ts';
import { serviceMetrics } from '#kit/observability/service-metrics.ts';
import { NO_TRACER, type Tracer } from '#kit/observability/trace.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { poolCounts } from '#kit/persistence/pool-counts.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { serveOn } from '#kit/server/service.ts';
import { makeSubgraph, type Subgraph } from '#kit/server/subgraph.ts';
import type { SubgraphDoor } from '#kit/server/subgraph-door.ts';
import type { OperationsContext } from './context.ts';
import { dbosDurable, registerBranchWorkflow, registerWorkflow } from './engine/dbos-durable.ts';
import { REPLAY_WORKFLOW, startEngine, workflowName } from './engine/dbos-engine.ts';
import { whileUnreachable } from './engine/dbos-internal.ts';
import type { Participants, Patience, StageStart } from './engine/ports.ts';
import { announceExecutor, startRecovery } from './engine/recovery.ts';
import { type ReplayStart, runReplay } from './engine/replay.ts';
import { runBranch, runStage } from './engine/run-saga.ts';
import { type Saga, type SagaInput, STAGES, type Stage } from './engine/saga.ts';
import { startWatch } from './exceptions/postgres-watch.ts';
import { startIntake } from './intake/worker.ts';
import { type CountCommand, stepMetrics } from './participants/command-metrics.ts';
import { asPartOfOperation } from './participants/command-watch.ts';
import { type Callers, servicePrincipal, subgraphParticipants } from './participants/subgraph-participants.ts';
import { systemStates } from './participants/system-states.ts';
import { policyAt } from './policies/postgres-policies.ts';
import { attemptsMaxOf } from './policies/retry.ts';
import { makeLoaders } from './postgres-loaders.ts';
import { tellQueues } from './progress/postgres-metrics.ts';
import { PostgresProgress } from './progress/postgres-progress.ts';
import { PostgresReplayProgress } from './progress/postgres-replay-progress.ts';
import type { OperationRow } from './progress/postgres-rows.ts';
import type { RequestParts } from './requests/request.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { SAGAS } from './sagas/registry.ts';

export interface OperationsSettings {
  readonly databaseUrl: string;
  readonly serviceSecret: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Logger;
  /** Left out = nobody traces. */
  readonly tracer?: Tracer;
  /** Opens `/metrics` to who has it, besides our own services; null or left out = only to them. */
  readonly metricsToken?: string | null;
  /** Whether its metrics tell of the process as well; left out = no, since it is shared. */
  readonly ownProcess?: boolean;
  readonly bell: EventBell;
  readonly callers: Callers;
  /** 0 or left out = a free port. */
  readonly port?: number;
  /** False: accepts and answers, but runs no sagas. */
  readonly worker?: boolean;
  /** Whether this process does by itself what the systems' news call for; only a worker does. Left out = no. */
  readonly intake?: boolean;
  readonly poolSize?: number;
  /** How many operations this process runs at once in each stage. */
  readonly concurrency?: number;
  readonly pollMs?: number;
}

export interface RunningOperations {
  readonly subgraph: Subgraph;
  readonly url: string;
  /** What answers at `url`, for whoever is in this process. */
  readonly door: SubgraphDoor;
  /** Ends once all news that can be dealt with now is: what it started may still be under way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Systems beside the four, each of which may be there or not. */
const BESIDE = ['ENTITLEMENT', 'TAX', 'SUCCESS'] as const;
const CONCURRENCY = 32;
/** Books that wait for a person or a ledger keep their place, so there are many more of them. */
const BOOKS_PER_PROMISE = 8;
const POLL_MS = 100;
const POOL_SIZE = 12;
const ENGINE_POOL_SIZE = 12;

/** Starts the process layer: acceptance, the durable engine with its recovery, the stream. */
export async function startOperations(settings: OperationsSettings): Promise<RunningOperations> {
  const { clock, timers, ids, log, bell, callers, tracer = NO_TRACER } = settings;
  const dataSource = await openDataSource({
    url: settings.databaseUrl,
    schema: 'operations',
    entities: [],
    poolSize: settings.poolSize ?? POOL_SIZE,
    applicationName: 'revgraph-operations',
  });
  const metrics = serviceMetrics({
    service: 'operations',
    pool: poolCounts(dataSource),
    ofProcess: settings.ownProcess ?? false,
  });
  tellQueues(metrics, dataSource, clock);
  const counts = stepMetrics(metrics);
  const executorId = ids.next('exe');
  const onError = (error: unknown) => log.error({ err: error }, 'recovery of other workers failed');
  for (const saga of SAGAS) registerSaga(saga, settings, { dataSource, counts });
  registerReplay(settings, dataSource);
  // Of its own: a process whose sagas hold every other connection is busy, not dead.
  const pulse = await openDataSource({
    url: settings.databaseUrl,
    schema: 'operations',
    entities: [],
    poolSize: 1,
    applicationName: 'revgraph-operations-pulse',
  });
  await announceExecutor(pulse, executorId);
  const engine = await startEngine({
    databaseUrl: settings.databaseUrl,
    executorId,
    concurrency: settings.worker === false ? null : concurrencyOf(settings),
    pollMs: settings.pollMs ?? POLL_MS,
    poolSize: ENGINE_POOL_SIZE,
  });
  const recovery = await startRecovery(pulse, executorId, timers, onError);
  const watch = await startWatch({ dataSource, clock, timers, ids, bell, log });

  const participantsFor = (correlationId: string, entities: readonly string[]): Participants =>
    subgraphParticipants(callers, servicePrincipal(correlationId, entities));
  const connected = BESIDE.filter((system) => callers[system] !== undefined);
  const parts: RequestParts = { dataSource, clock, timers, ids, bell, tracer, participantsFor, connected };
  const intake = settings.intake === true && settings.worker !== false ? startIntake({ parts, timers, log }) : null;
  const systems = systemStates(participantsFor('system-states', []), clock);
  const subgraph = makeSubgraph('operations', resolvers, (principal): OperationsContext => {
    return { principal, parts, systems, loaders: makeLoaders(dataSource, principal.entities) };
  });
  const server = await serveOn(dataSource, subgraph, { ...settings, metrics });
  return {
    subgraph,
    url: server.url,
    door: server.door,
    settle: async () => intake?.settle(),
    close: async () => {
      await server.close();
      await intake?.close();
      await watch.stop();
      await recovery.stop();
      await engine.close();
      await pulse.destroy();
      await dataSource.destroy();
    },
  };
}

function concurrencyOf({ concurrency = CONCURRENCY }: OperationsSettings): Readonly<Record<Stage, number>> {
  return { commitment: concurrency, finalization: concurrency * BOOKS_PER_PROMISE };
}

/** Gives a saga to the engine, with what it needs to reach the systems and to tell its course. */
function registerSaga(
  saga: Saga<SagaInput>,
  settings: OperationsSettings,
  { dataSource, counts }: { readonly dataSource: DataSource; readonly counts: CountCommand },
): void {
  const { clock, ids, bell, callers, tracer = NO_TRACER } = settings;
  const partsFor = async (stage: Stage, { input }: StageStart) => {
    const { operationId } = input as SagaInput;
    const durable = dbosDurable({ dataSource, bell }, branchName(saga, stage));
    // Never changes, and nothing is decided by it: read anew by every run instead of recorded.
    const about = await whileUnreachable(() => readAbout(dataSource, operationId));
    const principal = servicePrincipal(about.correlationId, [about.legalEntity]);
    return {
      durable,
      participants: subgraphParticipants(callers, principal, {
        lane: stage === 'commitment' ? 'INTERACTIVE' : 'BULK',
        watch: asPartOfOperation(tracer, { id: operationId, ...about }),
        counts,
      }),
      progress: new PostgresProgress({ clock, ids }, operationId),
      patience: patienceOf(dataSource, clock),
    };
  };
  for (const stage of STAGES) {
    registerWorkflow(workflowName(saga, stage), async (start: StageStart) =>
      runStage(saga, stage, start, await partsFor(stage, start)),
    );
    registerBranchWorkflow(branchName(saga, stage), async ({ start, ...branch }) =>
      runBranch(saga, stage, branch, start, await partsFor(stage, start)),
    );
  }
}

/** Gives the engine the run that asks an ended operation's steps once more. Nobody waits for it. */
function registerReplay({ clock, ids, bell, callers }: OperationsSettings, dataSource: DataSource): void {
  registerWorkflow(REPLAY_WORKFLOW, (start: ReplayStart) =>
    runReplay(start, {
      durable: dbosDurable({ dataSource, bell }, REPLAY_WORKFLOW),
      participants: subgraphParticipants(callers, servicePrincipal(start.correlationId, [start.legalEntity]), {
        lane: 'BULK',
      }),
      progress: new PostgresReplayProgress({ clock, ids }, start),
    }),
  );
}

/** How often an error is met again by itself, by the policy of the moment. */
function patienceOf(dataSource: DataSource, clock: Clock): Patience {
  return async (system, error) => {
    const { document } = await policyAt(dataSource.manager, 'retry', clock.now());
    return attemptsMaxOf(document, system, error.kind);
  };
}

/** The workflow that runs the branches of a saga's stage. */
function branchName(saga: Saga<SagaInput>, stage: Stage): string {
  return `${workflowName(saga, stage)}:branch`;
}

async function readAbout(dataSource: DataSource, operationId: string) {
  const [row] = await rows<OperationRow>(dataSource.manager, 'select * from operations.operation where id = $1', [
    operationId,
  ]);
  if (row === undefined) throw new Error(`There is no operation ${operationId}`);
  return { correlationId: row.correlation_id, legalEntity: row.legal_entity, traceparent: row.traceparent };
}

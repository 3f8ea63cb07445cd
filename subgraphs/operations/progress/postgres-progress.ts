import { appendEvents } from '#kit/events/event-log.ts';
import { preparedRows } from '#kit/persistence/prepared.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { enqueue } from '../engine/dbos-engine.ts';
import type { MissingPrerequisite } from '../engine/next-move.ts';
import type { Progress, SagaEnd, StageStart, StepFacts, StepNews, StepRound, Tx } from '../engine/ports.ts';
import { managerOf } from '../engine/postgres-dbos-record.ts';
import type { MadeContract, Stage } from '../engine/saga.ts';
import { noteOnException, openException, resolveExceptionsOf } from '../exceptions/postgres-exceptions.ts';
import { recordLinks } from '../trace/postgres-links.ts';
import type { OperationEventType, StepState } from './events.ts';
import { statusBeside } from './postgres-beside.ts';
import { heldOperation, holdOperation } from './postgres-held.ts';
import { booksLineOf, forgetPromises, isNextInLine, leaveLine, placeOf, takePlace } from './postgres-lines.ts';
import type { OperationRow, Work } from './postgres-rows.ts';
import { changeStep, effectOf, type StepChange, stepError } from './postgres-step-state.ts';
import { subjectOf, type Told, tellAll, tellOf } from './postgres-tell.ts';
import { closeWaiting, noteWaiting } from './prerequisites.ts';

export interface ProgressParts {
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Writes an operation's course: its rows, its events and, where money or a promise is concerned, its audit row, in the
 * transaction that it is given. A call that comes again after a crash finds its change made and writes nothing.
 */
export class PostgresProgress implements Progress {
  readonly #parts: ProgressParts;
  readonly #operationId: string;

  constructor(parts: ProgressParts, operationId: string) {
    this.#parts = parts;
    this.#operationId = operationId;
  }

  begin(tx: Tx, stage: Stage, first: StepFacts | null): Promise<boolean> {
    return this.#work(tx, async (work) => {
      if (!(await isNextInLine(work.em, placeOf(work.operation, stage)))) return false;
      const { status } = work.operation;
      if (status !== 'QUEUED' && status !== 'WAITING') return true;
      await setOperation(work, { status: 'RUNNING' });
      if (first !== null) await startStep(work, first);
      return true;
    });
  }

  started(tx: Tx, step: StepFacts): Promise<void> {
    return this.#work(tx, (work) => startStep(work, step));
  }

  advanced(tx: Tx, step: StepFacts, { progress, answers }: StepRound): Promise<void> {
    return this.#work(tx, async (work) => {
      const change = { status: 'RUNNING', waiting_for: null, error: null, attempts: step.attempts, progress } as const;
      const state = await changeStep(work, step, change);
      if (state === null) return;
      await settled(work, step);
      await recordLinks(work.em, work.operation, answers);
      await goOn(work, { ...step, commits: false }, toldOf('step.advanced', state), null);
    });
  }

  finished(tx: Tx, step: StepFacts, outcome: unknown, next: StepFacts | null, news: StepNews): Promise<void> {
    return this.#work(tx, async (work) => {
      const effect = effectOf(outcome);
      const vendor = effect?.vendor ?? null;
      const change = { status: 'DONE', finished: true, waiting_for: null, error: null, effect, vendor } as const;
      const done = await changeStep(work, step, {
        ...change,
        attempts: step.attempts,
        asked: news.asked,
        progress: news.round?.progress ?? null,
      });
      if (done === null) return;
      await settled(work, step);
      const operation = news.made === null ? work.operation : await linkContract(work, news.made);
      await noteDocuments(work, news.documents);
      await recordLinks(work.em, operation, [outcome, ...(news.round?.answers ?? [])]);
      await goOn({ ...work, operation }, step, toldOf('step.finished', done), next);
      await announce({ ...work, operation }, news.announced);
    });
  }

  skipped(tx: Tx, step: StepFacts, next: StepFacts | null): Promise<void> {
    return this.#work(tx, async (work) => {
      const change = { status: 'SKIPPED', finished: true, waiting_for: null, attempts: 0 } as const;
      const skipped = await changeStep(work, step, change);
      if (skipped === null) return;
      await settled(work, step);
      await goOn(work, step, toldOf('step.skipped', skipped), next);
    });
  }

  waiting(tx: Tx, step: StepFacts, status: 'WAITING' | 'UNCERTAIN', error: ConnectorError): Promise<void> {
    return this.#work(tx, async (work) => {
      const waitingFor = status === 'WAITING' ? 'retry' : 'look-up';
      const change = { status, waiting_for: waitingFor, attempts: step.attempts, error: stepError(error, work.now) };
      const state = await changeStep(work, step, change);
      if (state === null) return;
      const standing = step.undoing ? 'COMPENSATING' : await statusBeside(work, step, 'WAITING');
      const operation = await setOperation(work, { status: standing });
      await tellOf({ ...work, operation }, status === 'WAITING' ? 'step.waiting' : 'step.uncertain', state, null);
    });
  }

  awaits(tx: Tx, step: StepFacts, error: MissingPrerequisite): Promise<void> {
    return this.#work(tx, async (work) => {
      const waitingFor = `${error.prerequisite} ${error.id}`;
      const change = { status: 'WAITING', waiting_for: waitingFor, attempts: step.attempts } as const;
      const state = await changeStep(work, step, { ...change, error: stepError(error, work.now), waitsIn: step });
      if (state === null) return;
      const isNew = await noteWaiting(work, step, error);
      const operation = await setOperation(work, { status: 'PARKED' });
      // Asked for again and again while it is missing: told once.
      if (isNew) await tellOf({ ...work, operation }, 'operation.parked', state, null);
    });
  }

  parked(tx: Tx, step: StepFacts, error: ConnectorError, inDoubt: boolean): Promise<void> {
    return this.#work(tx, async (work) => {
      const status = inDoubt ? 'UNCERTAIN' : 'WAITING';
      const change = { status, waiting_for: 'decision', attempts: step.attempts, waitsIn: step } as const;
      const state = await changeStep(work, step, { ...change, error: stepError(error, work.now) });
      if (state === null) return;
      const operation = await setOperation(work, { status: 'PARKED' });
      const exceptionId = await openException(work.em, operation, step, error, this.#parts.ids, work.now);
      await tellOf({ ...work, operation }, 'operation.parked', state, exceptionId);
    });
  }

  resumed(tx: Tx, step: StepFacts): Promise<void> {
    return this.#work(tx, async (work) => {
      const status = step.undoing ? 'COMPENSATING' : 'RUNNING';
      const state = await changeStep(work, step, { status, waiting_for: null, attempts: step.attempts });
      if (state === null) return;
      await resolveExceptionsOf(work.em, this.#operationId, step.name, work.now);
      const standing = step.undoing ? status : await statusBeside(work, step, 'RUNNING');
      const operation = await setOperation(work, { status: standing });
      await tellOf({ ...work, operation }, 'operation.resumed', state, null);
    });
  }

  givenUp(tx: Tx, step: StepFacts): Promise<void> {
    return this.#work(tx, async (work) => {
      const change = { status: 'FAILED', finished: true, waiting_for: null, attempts: step.attempts } as const;
      const state = await changeStep(work, step, change);
      if (state === null) return;
      await settled(work, step);
      const operation = await setOperation(work, { status: 'COMPENSATING' });
      await tellOf({ ...work, operation }, 'operation.resumed', state, null);
    });
  }

  refused(tx: Tx, step: StepFacts, error: ConnectorError): Promise<void> {
    return this.#work(tx, async (work) => {
      const change = { status: 'FAILED', finished: true, waiting_for: null, attempts: step.attempts } as const;
      const state = await changeStep(work, step, { ...change, error: stepError(error, work.now) });
      if (state === null) return;
      const operation = await setOperation(work, { status: 'COMPENSATING' });
      const exceptionId = await openException(work.em, operation, step, error, this.#parts.ids, work.now);
      await tellOf({ ...work, operation }, 'step.refused', state, exceptionId);
    });
  }

  undone(tx: Tx, step: StepFacts): Promise<void> {
    return this.#work(tx, async (work) => {
      const state = await changeStep(work, step, { status: 'COMPENSATED', finished: true, waiting_for: null });
      if (state === null) return;
      const operation = await setOperation(work, { status: 'COMPENSATING' });
      await tellOf({ ...work, operation }, 'step.compensated', state, null);
    });
  }

  committed(tx: Tx, start: StageStart): Promise<void> {
    return this.#work(tx, async (work) => {
      const { operation } = work;
      if (operation.books_sequence !== null) return;
      const line = booksLineOf(operation.line ?? operation.id);
      const sequence = await takePlace(work.em, line);
      await rows(work.em, 'update operations.operation set books_line = $2, books_sequence = $3 where id = $1', [
        operation.id,
        line,
        sequence,
      ]);
      const queued = holdOperation(work.em, { ...operation, books_line: line, books_sequence: sequence });
      await enqueue(work.em, {
        saga: operation.saga,
        stage: 'finalization',
        operationId: operation.id,
        line,
        sequence,
        start,
      });
      await leaveLine(work.em, placeOf(operation, 'commitment'));
      const committed = await setOperation({ ...work, operation: queued }, { status: 'WAITING', commitment: 'DONE' });
      await tellOf({ ...work, operation: committed }, 'operation.committed', null, null);
    });
  }

  end(tx: Tx, stage: Stage, end: SagaEnd): Promise<void> {
    return this.#work(tx, async (work) => {
      if (work.operation.finished_at !== null) return;
      const operation = await setOperation(work, { ...milestonesOf(work.operation, stage, end), finished: true });
      await leaveLine(work.em, placeOf(operation, stage));
      if (end !== 'SUCCEEDED') await forgetPromises(work);
      const type = `operation.${end.toLowerCase()}` as OperationEventType;
      await tellOf({ ...work, operation }, type, null, null);
      await appendAudit(work.em, {
        at: work.now,
        actor: operation.requested_by,
        action: type,
        subject: operation.contract_id ?? operation.id,
        correlationId: operation.correlation_id,
        before: null,
        after: { operationId: operation.id, kind: operation.kind, status: end },
      });
    });
  }

  async #work<T>(tx: Tx, work: (parts: Work) => Promise<T>): Promise<T> {
    const em = managerOf(tx);
    return work({ em, operation: await heldOperation(em, this.#operationId), now: this.#parts.clock.now() });
  }
}

/** The step, or a round of it, is over: what follows it starts, and both are told. */
async function goOn(work: Work, step: StepFacts, over: Told, next: StepFacts | null): Promise<void> {
  const commitment = step.commits ? 'DONE' : work.operation.commitment;
  const operation = await setOperation(work, { status: await statusBeside(work, step, 'RUNNING'), commitment });
  const started = next === null ? null : await changeStep({ ...work, operation }, next, startOf(next));
  const tidings: readonly Told[] = started === null ? [over] : [over, toldOf('step.started', started)];
  await tellAll({ ...work, operation }, tidings);
}

async function startStep(work: Work, step: StepFacts): Promise<void> {
  const state = await changeStep(work, step, startOf(step));
  if (state !== null) await tellOf(work, 'step.started', state, null);
}

function toldOf(type: OperationEventType, state: StepState): Told {
  return { type, state, exceptionId: null };
}

function startOf({ attempts }: StepFacts): StepChange {
  return { status: 'RUNNING', attempts, started: true };
}

/** Nobody waits about the step any more: what was open is closed, and nothing is awaited. */
async function settled(work: Work, step: StepFacts): Promise<void> {
  for (const id of await closeWaiting(work, step)) {
    await noteOnException(work.em, id, work.now, 'revgraph', 'resolved', null);
  }
}

/** What happened in the business, told once: by the operation that did it. */
async function announce({ em, operation, now }: Work, events: readonly CanonicalEvent[]): Promise<void> {
  if (events.length === 0) return;
  const about = subjectOf(operation);
  await appendEvents(
    em,
    events.map((event) => ({ ...event, ...about, origin: 'DERIVED', occurredAt: now, causationId: operation.id })),
  );
}

/** How the two promises stand when an operation has ended in this stage. */
function milestonesOf({ commitment }: OperationRow, stage: Stage, end: SagaEnd) {
  const promised = commitment !== 'NOT_APPLICABLE';
  if (end !== 'SUCCEEDED') {
    return { status: end, commitment: promised ? 'FAILED' : commitment, finalization: 'FAILED' };
  }
  const finalization = stage === 'commitment' ? 'NOT_APPLICABLE' : 'DONE';
  return { status: end, commitment: promised ? 'DONE' : commitment, finalization };
}

async function linkContract({ em, operation }: Work, made: MadeContract): Promise<OperationRow> {
  await rows(em, 'update operations.operation set contract_id = $2 where id = $1', [operation.id, made.contractId]);
  await rows(
    em,
    `insert into operations.contract_line (contract_id, line, accepted_version) values ($1, $2, $3)
     on conflict (contract_id) do nothing`,
    [made.contractId, operation.line ?? made.contractId, made.version],
  );
  return holdOperation(em, { ...operation, contract_id: made.contractId });
}

/** Documents that a step made belong to this operation; the first one that claims a document keeps it. */
async function noteDocuments({ em, operation }: Work, documents: readonly string[]): Promise<void> {
  if (documents.length === 0) return;
  await rows(
    em,
    `insert into operations.document (document_id, operation_id) select unnest($2::text[]), $1
     on conflict (document_id) do nothing`,
    [operation.id, documents],
  );
}

async function setOperation(
  { em, operation, now }: Work,
  change: { status: string; commitment?: string; finalization?: string; finished?: true },
): Promise<OperationRow> {
  const commitment = change.commitment ?? operation.commitment;
  const next = {
    ...operation,
    status: change.status,
    commitment,
    finalization: change.finalization ?? operation.finalization,
    updated_at: now,
    committed_at: operation.committed_at ?? (commitment === 'DONE' ? now : null),
    finished_at: change.finished === true ? now : operation.finished_at,
  };
  await preparedRows(
    em,
    `update operations.operation
     set status = $2, commitment = $3, finalization = $4, updated_at = $5, committed_at = $6, finished_at = $7
     where id = $1`,
    [operation.id, next.status, next.commitment, next.finalization, now, next.committed_at, next.finished_at],
  );
  return holdOperation(em, next);
}

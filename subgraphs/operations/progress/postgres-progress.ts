import type { DataSource, EntityManager } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { type ConnectorError, codeOf, dispositionOf } from '#schema/errors/connector-error.ts';
import type { Progress, SagaEnd, StepFacts } from '../engine/ports.ts';
import type { MadeContract } from '../engine/saga.ts';
import { openException, resolveExceptionsOf } from '../exceptions/postgres-exceptions.ts';
import { type OperationEventType, operationEvent, type StepState } from './events.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import type { OperationRow, StepRow } from './rows.ts';

export interface ProgressParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bell: EventBell;
}

/** What a transaction of this room works with. */
interface Work {
  readonly em: EntityManager;
  readonly operation: OperationRow;
  readonly now: Date;
}

type StepChange = Partial<Pick<StepRow, 'status' | 'attempts' | 'waiting_for' | 'vendor'>> & {
  readonly started?: true;
  readonly finished?: true;
  readonly effect?: unknown;
  readonly error?: unknown;
};

/**
 * Writes an operation's course: its rows, its events and, where money or a promise is concerned, its audit row, in
 * one transaction a call. A call that comes again after a crash finds its change made and writes nothing.
 */
export class PostgresProgress implements Progress {
  readonly #parts: ProgressParts;
  readonly #operationId: string;

  constructor(parts: ProgressParts, operationId: string) {
    this.#parts = parts;
    this.#operationId = operationId;
  }

  begin(first: StepFacts): Promise<boolean> {
    return this.#work(async (work) => {
      const inTurn = await isNextInLine(work);
      if (!inTurn) return false;
      if (work.operation.status !== 'QUEUED') return true;
      await setOperation(work, { status: 'RUNNING' });
      await this.#startStep(work, first);
      return true;
    });
  }

  finished(step: StepFacts, outcome: unknown, next: StepFacts | null, made: MadeContract | null): Promise<void> {
    return this.#work(async (work) => {
      const effect = effectOf(outcome);
      const vendor = effect?.vendor ?? null;
      const change = { status: 'DONE', finished: true, waiting_for: null, error: null, effect, vendor } as const;
      if (!(await changeStep(work, step, { ...change, attempts: step.attempts }))) return;
      const operation = made === null ? work.operation : await linkContract(work, made);
      const commitment = step.commits ? 'DONE' : operation.commitment;
      const after = { ...work, operation };
      const changed = await setOperation(after, { status: 'RUNNING', commitment });
      await this.#tell({ ...after, operation: changed }, 'step.finished', step.name);
      if (next !== null) await this.#startStep({ ...after, operation: changed }, next);
    });
  }

  skipped(step: StepFacts, next: StepFacts | null): Promise<void> {
    return this.#work(async (work) => {
      if (!(await changeStep(work, step, { status: 'SKIPPED', finished: true, attempts: 0 }))) return;
      const commitment = step.commits ? 'DONE' : work.operation.commitment;
      const operation = await setOperation(work, { status: 'RUNNING', commitment });
      await this.#tell({ ...work, operation }, 'step.skipped', step.name);
      if (next !== null) await this.#startStep({ ...work, operation }, next);
    });
  }

  waiting(step: StepFacts, status: 'WAITING' | 'UNCERTAIN', error: ConnectorError): Promise<void> {
    return this.#work(async (work) => {
      const waitingFor = status === 'WAITING' ? 'retry' : 'look-up';
      const change = { status, waiting_for: waitingFor, attempts: step.attempts, error: stepError(error, work.now) };
      if (!(await changeStep(work, step, change))) return;
      const operation = await setOperation(work, { status: step.undoing ? 'COMPENSATING' : 'WAITING' });
      await this.#tell({ ...work, operation }, status === 'WAITING' ? 'step.waiting' : 'step.uncertain', step.name);
    });
  }

  parked(step: StepFacts, error: ConnectorError, inDoubt: boolean): Promise<void> {
    return this.#work(async (work) => {
      const status = inDoubt ? 'UNCERTAIN' : 'WAITING';
      const change = { status, waiting_for: 'decision', attempts: step.attempts } as const;
      if (!(await changeStep(work, step, { ...change, error: stepError(error, work.now) }))) return;
      const operation = await setOperation(work, { status: 'PARKED' });
      const exceptionId = await openException(work.em, operation, step, error, this.#parts.ids, work.now);
      await this.#tell({ ...work, operation }, 'operation.parked', step.name, exceptionId);
    });
  }

  resumed(step: StepFacts): Promise<void> {
    return this.#work(async (work) => {
      const status = step.undoing ? 'COMPENSATING' : 'RUNNING';
      if (!(await changeStep(work, step, { status, waiting_for: null, attempts: step.attempts }))) return;
      await resolveExceptionsOf(work.em, this.#operationId, step.name, work.now);
      const operation = await setOperation(work, { status });
      await this.#tell({ ...work, operation }, 'operation.resumed', step.name);
    });
  }

  givenUp(step: StepFacts): Promise<void> {
    return this.#work(async (work) => {
      const change = { status: 'FAILED', finished: true, waiting_for: null, attempts: step.attempts } as const;
      if (!(await changeStep(work, step, change))) return;
      await resolveExceptionsOf(work.em, this.#operationId, step.name, work.now);
      const operation = await setOperation(work, { status: 'COMPENSATING' });
      await this.#tell({ ...work, operation }, 'operation.resumed', step.name);
    });
  }

  refused(step: StepFacts, error: ConnectorError): Promise<void> {
    return this.#work(async (work) => {
      const change = { status: 'FAILED', finished: true, waiting_for: null, attempts: step.attempts } as const;
      if (!(await changeStep(work, step, { ...change, error: stepError(error, work.now) }))) return;
      const operation = await setOperation(work, { status: 'COMPENSATING' });
      const exceptionId = await openException(work.em, operation, step, error, this.#parts.ids, work.now);
      await this.#tell({ ...work, operation }, 'step.refused', step.name, exceptionId);
    });
  }

  undone(step: StepFacts): Promise<void> {
    return this.#work(async (work) => {
      if (!(await changeStep(work, step, { status: 'COMPENSATED', finished: true, waiting_for: null }))) return;
      const operation = await setOperation(work, { status: 'COMPENSATING' });
      await this.#tell({ ...work, operation }, 'step.compensated', step.name);
    });
  }

  end(end: SagaEnd): Promise<void> {
    return this.#work(async (work) => {
      if (work.operation.finished_at !== null) return;
      const milestone = end === 'SUCCEEDED' ? 'DONE' : 'FAILED';
      const commitment = work.operation.commitment === 'PENDING' ? milestone : work.operation.commitment;
      const change = { status: end, commitment: end === 'SUCCEEDED' ? commitment : 'FAILED', finalization: milestone };
      const operation = await setOperation(work, { ...change, finished: true });
      await leaveLine(work, end);
      const type = `operation.${end.toLowerCase()}` as OperationEventType;
      await this.#tell({ ...work, operation }, type, null);
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

  async #work<T>(work: (parts: Work) => Promise<T>): Promise<T> {
    const answer = await inTransaction(this.#parts.dataSource, async (em) => {
      const operation = await firstRow<OperationRow>(
        em,
        'select * from operations.operation where id = $1 for update',
        [this.#operationId],
      );
      if (operation === null) throw new Error(`There is no operation ${this.#operationId}`);
      return work({ em, operation, now: this.#parts.clock.now() });
    });
    this.#parts.bell.ring();
    return answer;
  }

  async #startStep(work: Work, step: StepFacts): Promise<void> {
    const change = { status: 'RUNNING', attempts: step.attempts, started: true } as const;
    if (await changeStep(work, step, change)) await this.#tell(work, 'step.started', step.name);
  }

  async #tell(work: Work, type: OperationEventType, stepName: string | null, exceptionId: string | null = null) {
    const { em, operation, now } = work;
    const step = stepName === null ? null : await stepState(em, operation.id, stepName);
    const subject = {
      operationId: operation.id,
      customerId: operation.customer_id,
      contractId: operation.contract_id,
      legalEntity: operation.legal_entity,
      correlationId: operation.correlation_id,
    };
    const { status, commitment, finalization } = operation;
    const data = { operation: { status, commitment, finalization }, step, exceptionId };
    await appendEvents(em, [operationEvent(type, subject, now, data)]);
  }
}

/** Proves the order that the queue gives: everything accepted before has ended. */
async function isNextInLine({ em, operation }: Work): Promise<boolean> {
  if (operation.line === null || operation.sequence === null) return true;
  const line = await firstRow<{ applied_sequence: number }>(
    em,
    'select applied_sequence from operations.line where line = $1 for update',
    [operation.line],
  );
  return line !== null && line.applied_sequence === operation.sequence - 1;
}

async function leaveLine({ em, operation }: Work, end: SagaEnd): Promise<void> {
  if (operation.line === null) return;
  await rows(em, 'update operations.line set applied_sequence = $2 where line = $1 and applied_sequence = $2 - 1', [
    operation.line,
    operation.sequence,
  ]);
  if (end === 'SUCCEEDED') return;
  await rows(em, 'update operations.contract_line set accepted_version = null, content = null where line = $1', [
    operation.line,
  ]);
}

async function linkContract({ em, operation }: Work, made: MadeContract): Promise<OperationRow> {
  await rows(em, 'update operations.operation set contract_id = $2 where id = $1', [operation.id, made.contractId]);
  await rows(
    em,
    `insert into operations.contract_line (contract_id, line, accepted_version) values ($1, $2, $3)
     on conflict (contract_id) do nothing`,
    [made.contractId, operation.line ?? made.contractId, made.version],
  );
  return { ...operation, contract_id: made.contractId };
}

async function setOperation(
  { em, operation, now }: Work,
  change: { status: string; commitment?: string; finalization?: string; finished?: true },
): Promise<OperationRow> {
  const next = {
    ...operation,
    status: change.status,
    commitment: change.commitment ?? operation.commitment,
    finalization: change.finalization ?? operation.finalization,
    updated_at: now,
    finished_at: change.finished === true ? now : operation.finished_at,
  };
  await rows(
    em,
    `update operations.operation
     set status = $2, commitment = $3, finalization = $4, updated_at = $5, finished_at = $6 where id = $1`,
    [operation.id, next.status, next.commitment, next.finalization, now, next.finished_at],
  );
  return next;
}

/** A step that has ended so is not told anything else; only its undoing goes on from there. */
const SETTLED = ['DONE', 'SKIPPED', 'FAILED', 'COMPENSATED'];
const UNDONE = ['COMPENSATED'];

/** False when the step stands there already or has ended: the call was made before the process died. */
async function changeStep({ em, operation, now }: Work, step: StepFacts, change: StepChange): Promise<boolean> {
  const changed = await rows(
    em,
    `update operations.step set status = $3, attempts = coalesce($4, attempts),
       waiting_for = $5, vendor = coalesce($6, vendor), effect = coalesce($7, effect), error = $8,
       started_at = coalesce(started_at, $9), finished_at = $10
     where operation_id = $1 and name = $2
       and (status, attempts) is distinct from ($3::text, coalesce($4::integer, attempts))
       and status <> all($11)
     returning name`,
    [
      operation.id,
      step.name,
      change.status,
      change.attempts ?? null,
      change.waiting_for ?? null,
      change.vendor ?? null,
      change.effect === undefined || change.effect === null ? null : JSON.stringify(change.effect),
      change.error === undefined || change.error === null ? null : JSON.stringify(change.error),
      change.started === true ? now : null,
      change.finished === true ? now : null,
      step.undoing ? UNDONE : SETTLED,
    ],
  );
  return changed.length > 0;
}

async function stepState(em: EntityManager, operationId: string, name: string): Promise<StepState | null> {
  const row = await firstRow<StepRow>(em, 'select * from operations.step where operation_id = $1 and name = $2', [
    operationId,
    name,
  ]);
  return row === null ? null : toStepState(row);
}

export function toStepState(row: StepRow): StepState {
  return {
    name: row.name,
    system: row.system,
    vendor: row.vendor,
    status: row.status,
    attempts: row.attempts,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    waitingFor: row.waiting_for,
    effect: row.effect,
    error: row.error,
  };
}

function stepError(error: ConnectorError, at: Date) {
  const retryable = dispositionOf(error) === 'RETRY' || dispositionOf(error) === 'VERIFY_THEN_RETRY';
  return { code: codeOf(error), message: sentenceOf(error), retryable, at: at.toISOString() };
}

function sentenceOf(error: ConnectorError): string {
  if (error.kind === 'Rejected') return error.detail;
  if (error.kind === 'ClosedPeriod') return `The accounting period ${error.period} does not take postings.`;
  if (error.kind === 'OutcomeUnknown') return 'The reply was lost; the system is asked what became of it.';
  if (error.kind === 'Unavailable') return 'The system does not answer; it is tried again.';
  if (error.kind === 'RateLimited') return 'The system asked us to slow down; it is tried again.';
  return `The system answered ${codeOf(error)}.`;
}

function effectOf(outcome: unknown): { readonly vendor: string } | null {
  if (typeof outcome !== 'object' || outcome === null || !('effect' in outcome)) return null;
  return outcome.effect as { readonly vendor: string } | null;
}

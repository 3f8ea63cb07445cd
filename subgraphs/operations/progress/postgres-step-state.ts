import type { EntityManager } from 'typeorm';
import { preparedRows } from '#kit/persistence/prepared.ts';
import { firstRow } from '#kit/persistence/query.ts';
import { type ConnectorError, codeOf, dispositionOf } from '#schema/errors/connector-error.ts';
import type { Asked, StepFacts, StepProgress } from '../engine/ports.ts';
import type { StepState } from './events.ts';
import type { StepRow, Work } from './postgres-rows.ts';

export type StepChange = Partial<Pick<StepRow, 'status' | 'attempts' | 'waiting_for' | 'vendor'>> & {
  readonly started?: true;
  readonly finished?: true;
  readonly effect?: unknown;
  readonly error?: unknown;
  readonly asked?: readonly Asked[];
  readonly progress?: StepProgress | null;
  /** The run that waits for a decision about it. */
  readonly waitsIn?: Pick<StepFacts, 'workflowId'>;
};

/** A step that has ended so is not told anything else; only its undoing goes on from there. */
const SETTLED = ['DONE', 'SKIPPED', 'FAILED', 'COMPENSATED'];
const UNDONE = ['COMPENSATED'];

/** The step as it is then; null when it stands there already or has ended: the call was made before the process died. */
export async function changeStep(
  { em, operation, now }: Work,
  step: StepFacts,
  change: StepChange,
): Promise<StepState | null> {
  const [changed] = await preparedRows<StepRow>(
    em,
    `update operations.step set status = $3, attempts = coalesce($4, attempts),
       waiting_for = $5, vendor = coalesce($6, vendor), effect = coalesce($7, effect), error = $8,
       started_at = coalesce(started_at, $9), finished_at = $10, waits_in = coalesce($12, waits_in),
       asked = coalesce($13, asked), progress = coalesce($14::jsonb, progress)
     where operation_id = $1 and name = $2
       and (status, attempts, progress) is distinct from
         ($3::text, coalesce($4::integer, attempts), coalesce($14::jsonb, progress))
       and status <> all($11)
     returning *`,
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
      change.waitsIn?.workflowId ?? null,
      change.asked === undefined ? null : JSON.stringify(change.asked),
      change.progress === undefined || change.progress === null ? null : JSON.stringify(change.progress),
    ],
  );
  return changed === undefined ? null : toStepState(changed);
}

export async function stepState(em: EntityManager, operationId: string, name: string): Promise<StepState | null> {
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
    ...(row.progress === null ? {} : { progress: row.progress }),
  };
}

export function stepError(error: ConnectorError, at: Date) {
  const retryable = dispositionOf(error) === 'RETRY' || dispositionOf(error) === 'VERIFY_THEN_RETRY';
  return { code: codeOf(error), message: sentenceOf(error), retryable, at: at.toISOString() };
}

function sentenceOf(error: ConnectorError): string {
  if (error.kind === 'Rejected') return error.detail;
  if (error.kind === 'MissingPrerequisite') return `${error.prerequisite} ${error.id} has to be there first.`;
  if (error.kind === 'ClosedPeriod') return `The accounting period ${error.period} does not take postings.`;
  if (error.kind === 'OutcomeUnknown') return 'The reply was lost; the system is asked what became of it.';
  if (error.kind === 'Unavailable') return 'The system does not answer; it is tried again.';
  if (error.kind === 'RateLimited') return 'The system asked us to slow down; it is tried again.';
  return `The system answered ${codeOf(error)}.`;
}

export function effectOf(outcome: unknown): { readonly vendor: string } | null {
  if (typeof outcome !== 'object' || outcome === null || !('effect' in outcome)) return null;
  return outcome.effect as { readonly vendor: string } | null;
}

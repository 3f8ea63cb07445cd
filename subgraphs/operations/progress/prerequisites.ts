import { preparedRows } from '#kit/persistence/prepared.ts';
import { firstRow } from '#kit/persistence/query.ts';
import type { MissingPrerequisite } from '../engine/next-move.ts';
import type { StepFacts } from '../engine/ports.ts';
import type { Work } from './postgres-rows.ts';

/** Notes who waits for what, so that its arrival can let it go on. True when nobody had noted it yet. */
export async function noteWaiting(
  { em, operation, now }: Work,
  step: StepFacts,
  { prerequisite, id }: MissingPrerequisite,
): Promise<boolean> {
  const noted = await firstRow(
    em,
    `insert into operations.prerequisite (operation_id, step, kind, subject, waits_in, since)
     values ($1, $2, $3, $4, $5, $6) on conflict (operation_id, step) do nothing returning operation_id`,
    [operation.id, step.name, prerequisite, id, step.workflowId, now],
  );
  return noted !== null;
}

/**
 * Ends the waiting about a step, for a person or for what was missing, in one statement: most steps never waited.
 * Answers the exceptions that were open.
 */
export async function closeWaiting({ em, operation, now }: Work, step: StepFacts): Promise<readonly string[]> {
  const closed = await preparedRows<{ id: string }>(
    em,
    `with come as (delete from operations.prerequisite where operation_id = $1 and step = $2)
     update operations.exception set status = 'RESOLVED', closed_at = $3
     where operation_id = $1 and step = $2 and closed_at is null returning id`,
    [operation.id, step.name, now],
  );
  return closed.map(({ id }) => id);
}

import { firstRow } from '#kit/persistence/query.ts';
import type { StepFacts } from '../engine/ports.ts';
import type { Work } from './postgres-rows.ts';

/** While nothing waits, nothing waits beside a step either. */
const NOTHING_WAITS: ReadonlySet<string> = new Set(['QUEUED', 'RUNNING']);

/**
 * What an operation's status is when one of its steps goes on as `own`. Branches run side by side, so another one may wait
 * meanwhile: for a person or for what is missing, which is said before all else, or for its next try.
 */
export async function statusBeside(
  { em, operation }: Work,
  { name }: Pick<StepFacts, 'name'>,
  own: 'RUNNING' | 'WAITING',
): Promise<string> {
  if (NOTHING_WAITS.has(operation.status)) return own;
  if (operation.status === 'COMPENSATING') return operation.status;
  const beside = await firstRow<{ readonly waiting: number; readonly parked: number }>(
    em,
    `select count(*)::integer as waiting,
       (count(*) filter (where waiting_for <> all(array['retry', 'look-up'])))::integer as parked
     from operations.step where operation_id = $1 and name <> $2 and status in ('WAITING', 'UNCERTAIN')`,
    [operation.id, name],
  );
  if (beside !== null && beside.parked > 0) return 'PARKED';
  return beside !== null && beside.waiting > 0 ? 'WAITING' : own;
}

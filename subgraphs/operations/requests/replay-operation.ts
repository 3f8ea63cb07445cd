import type { Principal } from '#kit/identity/principal.ts';
import { isUniqueViolation } from '#kit/persistence/sql-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { ReplayOperationInput } from '#schema/generated/operations.ts';
import type { Answer } from './accepted.ts';
import { replayLocked } from './postgres-replay.ts';
import { refuse } from './refusal.ts';
import { type RequestParts, refuseInput, refuseReason, requestKey } from './request.ts';

/**
 * Has a parked operation tried again where it waits, from a step on that is done or waits. What is done is not sent again:
 * its record answers for it. Of an operation that has succeeded the steps are asked once more from a step on, each under the
 * key that it was done under: the systems answer for it, and what they have done stays done once.
 */
export async function replayOperation(
  parts: RequestParts,
  principal: Principal,
  input: ReplayOperationInput,
): Promise<Answer> {
  const refusals = [...refuseInput(input), ...refuseReason(input.reason, true)];
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  const key = requestKey(principal, 'REPLAY_OPERATION', input);
  const asked = { principal, key, ...input, fromStep: input.fromStep ?? null };
  const replay = () => inTransaction(parts.dataSource, (em) => replayLocked(em, parts, asked));
  try {
    return await replay();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'This key was just used about another operation. Use a new key for a new request.';
    return { kind: 'REFUSED', refusals: refuse('IDEMPOTENCY_CONFLICT', ['idempotencyKey'], message) };
  } finally {
    parts.bell.ring();
  }
}

import type { Principal } from '#kit/identity/principal.ts';
import { isUniqueViolation } from '#kit/persistence/sql-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { decideLocked } from '../approvals/postgres-decide.ts';
import type { Answer } from './accepted.ts';
import { contractOfHeld, release } from './postgres-release.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';
import { refuseNote } from './resolve-exception.ts';
import { readContract } from './systems.ts';

export interface DecideApprovalInput {
  readonly approvalId: string;
  readonly decision: 'APPROVE' | 'REJECT';
  readonly payloadHash: string;
  readonly note: string;
  readonly idempotencyKey: string;
}

/** Takes a second person's decision, once: what waited for it goes on, or is stopped, in the same transaction. */
export async function decideApproval(
  parts: RequestParts,
  principal: Principal,
  input: DecideApprovalInput,
): Promise<Answer> {
  const refusals = [...refuseInput(input), ...refuseNote(input.note)];
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  const who = { principal, key: requestKey(principal, 'DECIDE_APPROVAL', input) };
  const contract = input.decision === 'APPROVE' ? await contractToChange(parts, principal, input.approvalId) : null;
  const work = (em: Parameters<typeof decideLocked>[0]) =>
    decideLocked(em, { ids: parts.ids, now: parts.clock.now() }, who, input, (tx, id) => release(tx, id, contract));
  try {
    return await inTransaction(parts.dataSource, work);
  } catch (error) {
    // The same key about two approvals at the same instant: the later one now finds the first one's row.
    if (!isUniqueViolation(error)) throw error;
    return inTransaction(parts.dataSource, work);
  } finally {
    parts.bell.ring();
  }
}

/** Read before anything is locked. Null when no contract is about to be changed, or there is none any more. */
async function contractToChange(
  { dataSource, participantsFor }: RequestParts,
  principal: Principal,
  approvalId: string,
) {
  const id = await contractOfHeld(dataSource.manager, approvalId, principal.entities);
  return id === null ? null : readContract(participantsFor(principal.correlationId, principal.entities), id);
}

import type { Principal } from '#kit/identity/principal.ts';
import type { ResolveExceptionInput } from '#schema/generated/operations.ts';
import { decide } from '../exceptions/postgres-decisions.ts';
import type { ExceptionAtStake } from '../exceptions/postgres-stake.ts';
import type { Wish } from '../exceptions/wish.ts';
import type { Answer } from './accepted.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';

const NOTE_LENGTH_MAX = 1000;
const CORRECTION_LENGTH_MAX = 10_000;

/** Takes a person's decision about an exception, once, and tells the operation that waits for it. */
export async function resolveException(
  parts: RequestParts,
  principal: Principal,
  input: ResolveExceptionInput,
): Promise<Answer> {
  const { action, exceptionId, note, assignee, correction } = input;
  const wish = { action, exceptionId, note, assignee: assignee ?? null, correction: membersOf(correction) };
  const refusals = [...refuseInput(input), ...refuseNote(note), ...refuseWish(wish, correction)];
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  return decide(parts, principal, requestKey(principal, 'RESOLVE_EXCEPTION', input), wish, (exception) =>
    refuseAction(wish, exception),
  );
}

export function refuseNote(note: string): readonly Refusal[] {
  if (note.trim() !== '' && note.length <= NOTE_LENGTH_MAX) return [];
  return refuse('INVALID_INPUT', ['note'], `Say why in 1 to ${NOTE_LENGTH_MAX} characters.`);
}

/** What the action needs besides itself. */
export function refuseWish(wish: Wish, correction: unknown): readonly Refusal[] {
  if (wish.action === 'ASSIGN' && (wish.assignee ?? '').trim() === '') {
    return refuse('INVALID_INPUT', ['assignee'], 'Name who looks after the exception from now on.');
  }
  if (wish.action !== 'RETRY_WITH_CORRECTION') {
    const given = correction !== null && correction !== undefined;
    return given ? refuse('INVALID_INPUT', ['correction'], 'A correction goes with RETRY_WITH_CORRECTION only.') : [];
  }
  const members = Object.keys(wish.correction ?? {});
  if (members.length > 0 && JSON.stringify(correction).length <= CORRECTION_LENGTH_MAX) return [];
  const message = `Give the members to be corrected as an object of at most ${CORRECTION_LENGTH_MAX} characters.`;
  return refuse('INVALID_INPUT', ['correction'], message);
}

function membersOf(correction: unknown): Wish['correction'] {
  if (typeof correction !== 'object' || correction === null || Array.isArray(correction)) return null;
  return Object.fromEntries(Object.entries(correction));
}

/** Why this exception does not allow the wish as it stands. */
export function refuseAction(wish: Wish, exception: ExceptionAtStake): readonly Refusal[] {
  const no = (message: string) => refuse('INVALID_TRANSITION', ['action'], message);
  if (exception.status === 'AWAITING_APPROVAL') return no('A second person decides about it now.');
  if (exception.status !== 'OPEN' && exception.status !== 'ASSIGNED') {
    return no(`The exception is ${exception.status}: it was decided already.`);
  }
  if (wish.action === 'ASSIGN') return [];
  if (wish.action === 'WAIVE') {
    return exception.awaitsDecision ? no('Its operation waits for this decision. Retry or compensate it.') : [];
  }
  if (exception.keptNews !== null) {
    return wish.action === 'RETRY' ? [] : no('News are kept for it. Correct what they name, then retry, or waive it.');
  }
  if (!exception.awaitsDecision) {
    return no(
      'Its operation waits for no decision: it has ended or is being taken back. Assign or waive it, or send the change again.',
    );
  }
  if (wish.action === 'RETRY') return [];
  if (exception.isUndoing) return no('The operation is being taken back already. Retry it.');
  if (exception.isInDoubt) return no('A write of this step may have happened. Retry it: it is looked up first.');
  return refuseChange(wish, exception);
}

/** Compensating, skipping and correcting each need the step's own leave. */
function refuseChange(wish: Wish, exception: ExceptionAtStake): readonly Refusal[] {
  const no = (message: string) => refuse('INVALID_TRANSITION', ['action'], message);
  if (wish.action === 'COMPENSATE') {
    return exception.isBeforePivot ? [] : no('The ledger has it already, so it is not taken back. Retry it.');
  }
  if (wish.action === 'SKIP') {
    return exception.skippable ? [] : no('What follows needs this step, so it is not skipped. Retry it.');
  }
  const { correctable } = exception;
  if (correctable.length === 0)
    return no('Nothing of this step can be corrected here. Correct it at its source, then retry.');
  return Object.keys(wish.correction ?? {})
    .filter((member) => !correctable.includes(member))
    .map((member) => ({
      code: 'INVALID_INPUT',
      field: ['correction', member],
      message: `${member} cannot be corrected here; ${correctable.join(', ')} can.`,
    }));
}

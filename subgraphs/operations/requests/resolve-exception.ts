import type { Principal } from '#kit/identity/principal.ts';
import type { ResolveExceptionInput } from '#schema/generated/operations.ts';
import { type Action, decide, type ExceptionAtStake } from '../exceptions/postgres-decisions.ts';
import type { Answer } from './accepted.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';

const NOTE_LENGTH_MAX = 1000;
const ACTIONS: ReadonlySet<string> = new Set<Action>(['RETRY', 'COMPENSATE', 'ASSIGN', 'WAIVE']);

/** Takes a person's decision about an exception, once, and tells the operation that waits for it. */
export async function resolveException(
  parts: RequestParts,
  principal: Principal,
  input: ResolveExceptionInput,
): Promise<Answer> {
  const refusals = refuseShape(input);
  if (refusals.length > 0 || !isAction(input.action)) return { kind: 'REFUSED', refusals };
  const { action, exceptionId, note, assignee } = input;
  const wish = { action, exceptionId, note, assignee: assignee ?? null };
  return decide(parts, principal, requestKey(principal, 'RESOLVE_EXCEPTION', input), wish, (exception) =>
    refuseAction(action, exception),
  );
}

function isAction(action: string): action is Action {
  return ACTIONS.has(action);
}

function refuseShape(input: ResolveExceptionInput): readonly Refusal[] {
  const refusals: Refusal[] = [...refuseInput(input)];
  if (input.note.trim() === '' || input.note.length > NOTE_LENGTH_MAX) {
    refusals.push(...refuse('INVALID_INPUT', ['note'], `Say why in 1 to ${NOTE_LENGTH_MAX} characters.`));
  }
  if (!isAction(input.action)) {
    const message = `${input.action} is not offered yet; nothing was decided. Retry, compensate, assign or waive it.`;
    refusals.push(...refuse('UNSUPPORTED_BY_VENDOR', ['action'], message));
  }
  if (input.action === 'ASSIGN' && (input.assignee ?? '').trim() === '') {
    refusals.push(...refuse('INVALID_INPUT', ['assignee'], 'Name who looks after the exception from now on.'));
  }
  return refusals;
}

/** Why this exception does not allow the action as it stands. */
function refuseAction(action: Action, exception: ExceptionAtStake): readonly Refusal[] {
  const no = (message: string) => refuse('INVALID_TRANSITION', ['action'], message);
  if (exception.status !== 'OPEN' && exception.status !== 'ASSIGNED') {
    return no(`The exception is ${exception.status}: it was decided already.`);
  }
  if (action === 'ASSIGN') return [];
  if (action === 'WAIVE') {
    return exception.awaitsDecision ? no('Its operation waits for this decision. Retry or compensate it.') : [];
  }
  if (!exception.awaitsDecision) {
    return no(
      'Its operation waits for no decision: it has ended or is being taken back. Assign or waive it, or send the change again.',
    );
  }
  if (action === 'RETRY') return [];
  if (exception.isUndoing) return no('The operation is being taken back already. Retry it.');
  if (exception.isInDoubt) return no('A write of this step may have happened. Retry it: it is looked up first.');
  return exception.isBeforePivot ? [] : no('The ledger has it already, so it is not taken back. Retry it.');
}

import { type ConnectorError, dispositionOf } from '#schema/errors/connector-error.ts';
import { type Result, unreachable } from '#schema/errors/result.ts';

/** What is done at a participant: the write itself, or the question what became of it. */
export type Act = 'WRITE' | 'LOOK_UP';

export type MissingPrerequisite = ConnectorError & { readonly kind: 'MissingPrerequisite' };

export type Move =
  | { readonly kind: 'DONE'; readonly outcome: unknown }
  /** Nothing was done under the key, by the participant's own word: write. */
  | { readonly kind: 'GO_ON'; readonly next: Act }
  /** Wait, then do this. */
  | { readonly kind: 'PAUSE'; readonly next: Act; readonly error: ConnectorError }
  /** Nothing was done; it can be once what is missing is there. */
  | { readonly kind: 'AWAIT'; readonly next: Act; readonly error: MissingPrerequisite }
  | { readonly kind: 'REFUSED'; readonly error: ConnectorError }
  | { readonly kind: 'ASK_A_PERSON'; readonly next: Act; readonly error: ConnectorError };

/**
 * What one reply allows. A write in doubt is neither repeated nor undone before its look-up has answered.
 * `doubt` is the error that led to the look-up: when that was a moved version and nothing of ours is there, somebody
 * else moved it, and writing again would only be refused again.
 */
export function nextMove(act: Act, reply: Result<unknown, ConnectorError>, doubt: ConnectorError | null): Move {
  if (reply.ok) {
    if (act === 'WRITE' || reply.value !== null) return { kind: 'DONE', outcome: reply.value };
    return doubt?.kind === 'VersionConflict' ? { kind: 'REFUSED', error: doubt } : { kind: 'GO_ON', next: 'WRITE' };
  }
  const { error } = reply;
  if (error.kind === 'MissingPrerequisite') return { kind: 'AWAIT', next: act, error };
  const disposition = dispositionOf(error);
  switch (disposition) {
    case 'RETRY':
    case 'WAIT_FOR_PREREQUISITE':
      return { kind: 'PAUSE', next: act, error };
    case 'VERIFY_THEN_RETRY':
      return { kind: 'PAUSE', next: 'LOOK_UP', error };
    case 'COMPENSATE':
      // Refusing to be looked up is no word on the write: still in doubt.
      return act === 'WRITE' ? { kind: 'REFUSED', error } : { kind: 'ASK_A_PERSON', next: act, error };
    case 'ASK_A_PERSON':
      // An answer that we cannot read may stand for a write that was done: it is in doubt like a lost one.
      return { kind: 'ASK_A_PERSON', next: error.kind === 'Unmappable' ? 'LOOK_UP' : act, error };
    default:
      return unreachable(disposition);
  }
}

/** The move of somebody whose patience is at an end: the next attempt is a person's decision. */
export function withPatience(move: Move, attempts: number, patience: number | null): Move {
  if (move.kind !== 'PAUSE' || patience === null || attempts < patience) return move;
  return { kind: 'ASK_A_PERSON', next: move.next, error: move.error };
}

import type { Result } from '#schema/errors/result.ts';
import type { UserErrorCode } from './codes.ts';
import type { Problem } from './problem.ts';

/** Data, and what of it is missing: null at the path of each problem or right below it. Everything else stands. */
export interface Answer<Data> {
  readonly data: Data;
  readonly problems: readonly Problem[];
}

/** Why there is no answer. Members are told apart by what the caller may do next. */
export type Failure =
  /** The token was refused, and what the supplier gave next as well: sign in again. Nothing was done. */
  | { readonly kind: 'Unauthenticated'; readonly problems: readonly Problem[] }
  /** Asking again changes nothing: the document, its variables or the caller's rights do not fit. Nothing was done. */
  | { readonly kind: 'Refused'; readonly problems: readonly Problem[] }
  /** Too busy, out of reach or too slow: ask again later. Nothing was done. */
  | { readonly kind: 'Unavailable'; readonly problems: readonly Problem[]; readonly retryAfterMs: number | null };

/** One thing that the person who asked has to mend. */
export interface UserError {
  readonly code: UserErrorCode;
  /** The code as it was sent, for one that is `OTHER`. */
  readonly codeText: string;
  /** The way inside the input, such as changes, 0, setQuantity, quantity; null for the whole. */
  readonly field: readonly string[] | null;
  /** One sentence that says what to do. */
  readonly message: string;
}

export type MutationFailure =
  | Failure
  /** The business says no, and nothing was done: show it to who asked. */
  | { readonly kind: 'Declined'; readonly userErrors: readonly UserError[] }
  /**
   * It was sent and nothing is known of it. Sending the same variables again is safe, since the key makes both one; the
   * client never does that by itself.
   */
  | { readonly kind: 'OutcomeUnknown'; readonly idempotencyKey: string; readonly problems: readonly Problem[] };

export type WatchFailure =
  | Failure
  /** What came since the cursor is kept no longer: read the state anew, then watch without a cursor. */
  | { readonly kind: 'CursorExpired'; readonly problems: readonly Problem[] };

/** What iterators throw, since a loop has no other way to be told; and `orThrow`. */
export class GraphError extends Error {
  readonly failure: MutationFailure | WatchFailure;

  constructor(failure: MutationFailure | WatchFailure) {
    super(sentenceOf(failure));
    this.name = 'GraphError';
    this.failure = failure;
  }
}

/** The value, or a `GraphError`: for callers who would do nothing else about a failure. */
export function orThrow<Value>(result: Result<Value, MutationFailure | WatchFailure>): Value {
  if (!result.ok) throw new GraphError(result.error);
  return result.value;
}

function sentenceOf(failure: MutationFailure | WatchFailure): string {
  const said = failure.kind === 'Declined' ? failure.userErrors : failure.problems;
  const told = said.map(({ codeText, code, message }) => `${message} (${codeText ?? code})`).join(' ');
  return `${failure.kind}: ${told === '' ? 'no reason was given' : told}`;
}

import { ownProblem, type Problem } from './problem.ts';

/** Why a stream is over that was not told to end: what was said of it, or what was seen. */
export interface Loss {
  readonly problems: readonly Problem[];
  readonly retryAfterMs: number | null;
}

/** What to do about it. */
export type AfterLoss =
  /** Nothing is wrong with the graph: go on from the cursor at once. */
  | 'RESUME_NOW'
  /** Go on from the cursor after a pause. */
  | 'RESUME'
  | 'RENEW_TOKEN'
  | 'CURSOR_EXPIRED'
  | 'GIVE_UP';

export function lossOf(problems: readonly Problem[], retryAfterMs: number | null = null): Loss {
  const [first] = problems;
  return { problems, retryAfterMs: retryAfterMs ?? first?.retryAfterMs ?? null };
}

/** Whatever ends a connection without a word. */
export function broken(message: string): Loss {
  return lossOf([ownProblem('OTHER', message)]);
}

/** A socket's close code as the error that an event stream tells in its place. */
export function lossOfClose(code: number, reason: string): Loss {
  return lossOf([ownProblem(CLOSE_CODES.get(code) ?? 'OTHER', `The socket was closed: ${reason} (${code}).`)]);
}

const CLOSE_CODES: ReadonlyMap<number, Problem['code']> = new Map([
  [4400, 'BAD_REQUEST'],
  [4401, 'UNAUTHENTICATED'],
  [4403, 'FORBIDDEN'],
  [4406, 'BAD_REQUEST'],
  [4413, 'LAGGED'],
  [4429, 'RATE_LIMITED'],
]);

const AFTER: ReadonlyMap<Problem['code'], AfterLoss> = new Map([
  ['LAGGED', 'RESUME_NOW'],
  ['UNAUTHENTICATED', 'RENEW_TOKEN'],
  ['CURSOR_EXPIRED', 'CURSOR_EXPIRED'],
  ['BAD_REQUEST', 'GIVE_UP'],
  ['BAD_USER_INPUT', 'GIVE_UP'],
  ['DOCUMENT_NOT_TRUSTED', 'GIVE_UP'],
  ['FORBIDDEN', 'GIVE_UP'],
  ['GRAPHQL_PARSE_FAILED', 'GIVE_UP'],
  ['GRAPHQL_VALIDATION_FAILED', 'GIVE_UP'],
  ['METHOD_NOT_ALLOWED', 'GIVE_UP'],
  ['MISDIRECTED', 'GIVE_UP'],
  ['PAYLOAD_TOO_LARGE', 'GIVE_UP'],
  ['QUERY_LIMIT_EXCEEDED', 'GIVE_UP'],
  ['UNSUPPORTED_MEDIA_TYPE', 'GIVE_UP'],
]);

/** Anything unknown is worth another try: the cursor makes it safe. */
export function afterLoss({ problems: [first] }: Loss): AfterLoss {
  return (first === undefined ? undefined : AFTER.get(first.code)) ?? 'RESUME';
}

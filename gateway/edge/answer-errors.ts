import type { GraphQLFormattedError } from 'graphql';

/** An answer as the transports have it, before or after it was made presentable. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const ERRORS_MAX = 20;
/** When nothing was executed, the first reasons are enough. */
const REFUSALS_MAX = 3;

const MASKED = 'Something failed on our side. Try again, or name the correlation id to support.';

/** Codes whose text was written for the client. Anything else is our fault and keeps neither text nor code. */
const SAID_ALOUD: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'CURSOR_EXPIRED',
  'DOCUMENT_NOT_TRUSTED',
  'FORBIDDEN',
  'LAGGED',
  'QUERY_LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'SUBGRAPH_UNAVAILABLE',
]);
/** Said aloud too, but only about the client's own document: a subgraph that says so refuses ours, not the client's. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'VALUE_COMPLETION',
]);

/** One answer for both transports: masked, with code and correlation id on every error, and never more than 20. */
export function presentable(answer: Answer, correlationId: string): Answer {
  const { valueCompletion, ...extensions } = answer.extensions ?? {};
  const errors = [
    ...(answer.errors ?? []).map((error) => presentableError(error, correlationId)),
    ...completionErrors(valueCompletion, correlationId),
  ];
  return {
    ...(answer.data === undefined ? {} : { data: answer.data }),
    ...(errors.length === 0 ? {} : { errors: cut(errors, answer.data === undefined ? REFUSALS_MAX : ERRORS_MAX) }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
  };
}

/** Idempotent, so that it may stand at every door an error can leave by. */
export function presentableError(error: GraphQLFormattedError, correlationId: string): GraphQLFormattedError {
  const { code: given, subgraph, serviceName, retryable, retryAfter } = error.extensions ?? {};
  const code = given === 'INVALID_GRAPHQL' ? 'GRAPHQL_VALIDATION_FAILED' : given;
  const owner = text(subgraph) ?? text(serviceName);
  const aloud = typeof code === 'string' && (SAID_ALOUD.has(code) || (owner === null && OWN_WORDS.has(code)));
  return {
    message: aloud ? error.message : MASKED,
    ...(aloud && error.locations !== undefined && owner === null ? { locations: error.locations } : {}),
    ...(error.path === undefined ? {} : { path: knownPath(error.path) }),
    extensions: {
      code: aloud ? code : 'INTERNAL_SERVER_ERROR',
      ...(owner === null ? {} : { subgraph: owner }),
      retryable: retryable === true,
      ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
      correlationId,
    },
  };
}

/** The code of each error of an answer that was made presentable. */
export function codesOf({ errors = [] }: Answer): readonly string[] {
  return errors.map(({ extensions }) => text(extensions?.['code']) ?? 'INTERNAL_SERVER_ERROR');
}

/** Nulls that no subgraph explained: the planner's executor hides them in an extension, where no client looks. */
function completionErrors(found: unknown, correlationId: string): readonly GraphQLFormattedError[] {
  if (!Array.isArray(found)) return [];
  return found.map((each: { readonly path?: readonly (string | number)[] }) => ({
    message: 'A system answered nothing where its schema promises a value.',
    ...(each.path === undefined ? {} : { path: each.path }),
    extensions: { code: 'VALUE_COMPLETION', retryable: false, correlationId },
  }));
}

/** A place inside a list that nobody can number any more is told as the list's own. */
function knownPath(path: readonly (string | number)[]): readonly (string | number)[] {
  const list = path.indexOf('@');
  return list === -1 ? path : path.slice(0, list);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function cut(errors: readonly GraphQLFormattedError[], max: number): readonly GraphQLFormattedError[] {
  if (errors.length <= max) return errors;
  const kept = errors.slice(0, max);
  const last = kept.at(-1);
  if (last === undefined) return kept;
  const message = `${last.message} (${errors.length - max} more errors were left out.)`;
  return [...kept.slice(0, -1), { ...last, message }];
}

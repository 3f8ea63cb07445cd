import type { GraphQLFormattedError } from 'graphql';
import { withoutSchemaDetails } from './schema-details.ts';

/** An answer as the transports have it, before or after it was made presentable. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What errors may say, and how many. */
export interface ErrorRules {
  readonly errorsMax: number;
  /** When nothing was executed, the first reasons are enough. */
  readonly refusalsMax: number;
  /** Whether they name types and suggest names. */
  readonly suggestions: boolean;
}

/** As in production. */
const SAFE_RULES: ErrorRules = { errorsMax: 20, refusalsMax: 3, suggestions: false };

/** A sentence that repeats what the client sent is cut here. */
const MESSAGE_LENGTH_MAX = 500;

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

/** One answer for both transports: masked, with code and correlation id on every error, and never more than allowed. */
export function presentable(answer: Answer, correlationId: string, rules: ErrorRules = SAFE_RULES): Answer {
  const { valueCompletion, ...extensions } = answer.extensions ?? {};
  const errors = [
    ...(answer.errors ?? []).map((error) => presentableError(error, correlationId, rules)),
    ...completionErrors(valueCompletion, correlationId),
  ];
  const most = answer.data === undefined ? rules.refusalsMax : rules.errorsMax;
  return {
    ...(answer.data === undefined ? {} : { data: answer.data }),
    ...(errors.length === 0 ? {} : { errors: cut(errors, most) }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
  };
}

/** Idempotent, so that it may stand at every door an error can leave by. */
export function presentableError(
  error: GraphQLFormattedError,
  correlationId: string,
  { suggestions }: Pick<ErrorRules, 'suggestions'> = SAFE_RULES,
): GraphQLFormattedError {
  const { code: given, subgraph, serviceName, retryable, retryAfter } = error.extensions ?? {};
  const code = given === 'INVALID_GRAPHQL' ? 'GRAPHQL_VALIDATION_FAILED' : given;
  const owner = text(subgraph) ?? text(serviceName);
  const aloud = typeof code === 'string' && (SAID_ALOUD.has(code) || (owner === null && OWN_WORDS.has(code)));
  const said = suggestions ? error.message : withoutSchemaDetails({ ...error, extensions: { code } });
  return {
    message: aloud ? said.slice(0, MESSAGE_LENGTH_MAX) : MASKED,
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

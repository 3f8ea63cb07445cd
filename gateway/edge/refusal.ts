import type { GraphQLFormattedError } from 'graphql';

/** Codes of the catalogue that the door itself gives, before anything is executed. */
export type RefusalCode =
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'DOCUMENT_NOT_TRUSTED'
  | 'FORBIDDEN'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'METHOD_NOT_ALLOWED'
  | 'MISDIRECTED'
  | 'PAYLOAD_TOO_LARGE'
  | 'QUERY_LIMIT_EXCEEDED'
  | 'RATE_LIMITED'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'UNAUTHENTICATED'
  | 'UNSUPPORTED_MEDIA_TYPE';

/** Why a request went no further: nothing was executed. */
export interface Refusal {
  readonly code: RefusalCode;
  /** One sentence for the client; names no type, host or file. */
  readonly message: string;
  readonly path?: readonly string[];
  /** In seconds; after that the same request may be taken. */
  readonly retryAfter?: number;
}

const STATUS: ReadonlyMap<RefusalCode, number> = new Map([
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['METHOD_NOT_ALLOWED', 405],
  ['PAYLOAD_TOO_LARGE', 413],
  ['UNSUPPORTED_MEDIA_TYPE', 415],
  ['MISDIRECTED', 421],
  ['RATE_LIMITED', 429],
  ['SUBGRAPH_UNAVAILABLE', 503],
]);

export function statusOf({ code }: Refusal): number {
  return STATUS.get(code) ?? 400;
}

export function errorOf({ code, message, path, retryAfter }: Refusal, correlationId: string): GraphQLFormattedError {
  return {
    message,
    ...(path === undefined ? {} : { path }),
    extensions: {
      code,
      retryable: RETRYABLE.has(code),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      correlationId,
    },
  };
}

const RETRYABLE: ReadonlySet<RefusalCode> = new Set(['SUBGRAPH_UNAVAILABLE', 'RATE_LIMITED']);

/** `requested` is left out where counting ended at the limit. */
export function overLimit(what: string, limit: number, requested: number | 'more' = 'more'): Refusal {
  return {
    code: 'QUERY_LIMIT_EXCEEDED',
    message: `A request may have at most ${limit} ${what}; this one has ${requested}.`,
  };
}

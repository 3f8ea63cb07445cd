/** Why a request was not taken, as a mutation's `userErrors` say: the person who asked can mend it. */
const USER_ERROR_CODES = [
  'NOT_FOUND',
  'INVALID_INPUT',
  'INVALID_QUANTITY',
  'INVALID_AMOUNT',
  'DATE_OUT_OF_TERM',
  'STALE_VERSION',
  'INVALID_TRANSITION',
  'IDEMPOTENCY_CONFLICT',
  'OWNERSHIP_CONFLICT',
  'IMMUTABLE_REF',
  'SEMANTIC_MISMATCH',
  'CURRENCY_NOT_SUPPORTED',
  'ITEM_UNMAPPED',
  'PRICE_MISMATCH',
  'TAX_UNDETERMINED',
  'TAX_CODE_UNMAPPED',
  'CLOSED_PERIOD',
  'APPROVAL_REQUIRED',
  'APPROVAL_VOID',
  'SOD_VIOLATION',
  'UNSUPPORTED_BY_VENDOR',
  'HELD',
  'MISSING_SSP',
  'MISSING_RATE',
  'REJECTED_RESIDUAL',
] as const;

/** What the door or a system behind it says of a whole request, of a field or of a stream. */
const PROBLEM_CODES = [
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'CURSOR_EXPIRED',
  'DOCUMENT_NOT_TRUSTED',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
  'LAGGED',
  'METHOD_NOT_ALLOWED',
  'MISDIRECTED',
  'PAYLOAD_TOO_LARGE',
  'QUERY_LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'SUBGRAPH_UNAVAILABLE',
  'UNAUTHENTICATED',
  'UNSUPPORTED_MEDIA_TYPE',
  'VALUE_COMPLETION',
] as const;

/** A code that came after this client was made is `OTHER`; its text stands beside it. */
export type UserErrorCode = (typeof USER_ERROR_CODES)[number] | 'OTHER';
export type ProblemCode = (typeof PROBLEM_CODES)[number] | 'OTHER';

export function userErrorCode(text: string): UserErrorCode {
  return USER_ERROR_CODES.find((code) => code === text) ?? 'OTHER';
}

export function problemCode(text: string): ProblemCode {
  return PROBLEM_CODES.find((code) => code === text) ?? 'OTHER';
}

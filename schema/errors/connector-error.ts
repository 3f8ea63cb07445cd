import { unreachable } from './result.ts';

/** What a document may have to wait for. */
export type Prerequisite =
  | 'CUSTOMER'
  | 'CONTRACT'
  | 'INVOICE_POSTING'
  | 'PAYMENT_POSTING'
  | 'REVENUE_CONTRACT'
  | 'ITEM_MAPPING';

/**
 * Why a vendor call did not do what was asked. Members are told apart by what the caller may do next.
 * Plain JSON, because it crosses the border between a subgraph and the sagas.
 */
export type ConnectorError =
  | { readonly kind: 'RateLimited'; readonly retryAfterMs: number }
  /** Nothing was done, by the vendor's word or because nothing was sent. */
  | { readonly kind: 'Unavailable'; readonly status: number | null }
  /** A write was sent and no word came back, or only a plain 5xx: it may have happened. */
  | { readonly kind: 'OutcomeUnknown'; readonly key: string }
  | { readonly kind: 'VersionConflict'; readonly externalId: string }
  | { readonly kind: 'Rejected'; readonly code: string; readonly field: string | null; readonly detail: string }
  | { readonly kind: 'NotFound'; readonly externalId: string }
  | { readonly kind: 'UnsupportedByVendor'; readonly capability: string }
  /** Something that has to be there first is not there yet; nothing was done. `id` is ours or, where we have none, theirs. */
  | { readonly kind: 'MissingPrerequisite'; readonly prerequisite: Prerequisite; readonly id: string }
  /** `firstOpen` is the first month after it that still takes postings, where there is one; YYYY-MM. */
  | { readonly kind: 'ClosedPeriod'; readonly period: string; readonly firstOpen?: string | null }
  | { readonly kind: 'CredentialsExpired'; readonly connection: string }
  | { readonly kind: 'Unmappable'; readonly field: string; readonly detail: string };

export type Disposition = 'RETRY' | 'WAIT_FOR_PREREQUISITE' | 'VERIFY_THEN_RETRY' | 'COMPENSATE' | 'ASK_A_PERSON';

/** What the caller may do after this error. */
export function dispositionOf(error: ConnectorError): Disposition {
  switch (error.kind) {
    case 'RateLimited':
    case 'Unavailable':
      return 'RETRY';
    case 'MissingPrerequisite':
      return 'WAIT_FOR_PREREQUISITE';
    // The write may have landed; and a version that moved may have been moved by our own first attempt.
    case 'OutcomeUnknown':
    case 'VersionConflict':
      return 'VERIFY_THEN_RETRY';
    case 'Rejected':
    case 'NotFound':
    case 'UnsupportedByVendor':
      return 'COMPENSATE';
    // An answer we cannot read says nothing about the effect, so undoing on it would be a guess.
    case 'ClosedPeriod':
    case 'CredentialsExpired':
    case 'Unmappable':
      return 'ASK_A_PERSON';
    default:
      return unreachable(error);
  }
}

/** The code of the catalogue under which a person sees the error. */
export function codeOf(error: ConnectorError): string {
  switch (error.kind) {
    case 'RateLimited':
      return 'RATE_LIMITED';
    case 'Unavailable':
      return 'UNAVAILABLE';
    case 'OutcomeUnknown':
      return 'OUTCOME_UNKNOWN';
    case 'VersionConflict':
      return 'VERSION_CONFLICT';
    case 'Rejected':
      return 'REJECTED';
    case 'NotFound':
      return 'NOT_FOUND';
    case 'UnsupportedByVendor':
      return 'UNSUPPORTED_BY_VENDOR';
    case 'MissingPrerequisite':
      return 'MISSING_PREREQUISITE';
    case 'ClosedPeriod':
      return 'CLOSED_PERIOD';
    case 'CredentialsExpired':
      return 'CREDENTIALS_EXPIRED';
    case 'Unmappable':
      return 'UNMAPPABLE';
    default:
      return unreachable(error);
  }
}

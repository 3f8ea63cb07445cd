import Stripe from 'stripe';
import type { z } from 'zod';
import { lostCall, retryAfterMs } from '#kit/transport/vendor-http.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { NotSent } from './paced-http.ts';

/** What was asked when the vendor, or the way to it, failed. */
export interface FailedCall {
  /** Our key of a write; null for a read. */
  readonly key: string | null;
  readonly connection: string;
  /** The path of the call; names the record where the vendor names none. */
  readonly path: string;
  readonly now: Date;
}

const RATE_LIMIT_PAUSE_MS = 1000;

/** Closes everything that the vendor's client throws into what the caller may do next. */
export function connectorErrorOf(error: unknown, call: FailedCall): ConnectorError {
  // Not of the client: a bug of ours, such as a parameter that cannot be written down.
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  if (error.detail instanceof NotSent) return error.detail.refusal;
  const { statusCode: status } = error;
  if (status === undefined) return lostCall({ cause: error.detail }, call.key);
  if (status === 429) {
    const pauseMs = retryAfterMs(headerOf(error, 'retry-after'), call.now, RATE_LIMIT_PAUSE_MS);
    return { kind: 'RateLimited', retryAfterMs: pauseMs };
  }
  if (status >= 500) {
    return call.key === null ? { kind: 'Unavailable', status } : { kind: 'OutcomeUnknown', key: call.key };
  }
  return refusalOf(error, status, call);
}

function refusalOf(error: Stripe.errors.StripeError, status: number, call: FailedCall): ConnectorError {
  // An API key cannot be renewed by us: the account's administrator gives out another one.
  if (status === 401) return { kind: 'CredentialsExpired', connection: call.connection };
  if (status === 404 || error.code === 'resource_missing') return { kind: 'NotFound', externalId: call.path };
  // evidence: docs: a call under the same key or on the same record is under way; this one was not begun
  if (status === 409) return { kind: 'Unavailable', status };
  if (error.type === 'StripeIdempotencyError') {
    return { kind: 'Rejected', code: 'IDEMPOTENCY_CONFLICT', field: 'key', detail: error.message };
  }
  return {
    kind: 'Rejected',
    code: (error.code ?? error.rawType ?? 'REJECTED').toUpperCase(),
    field: error.param ?? null,
    detail: error.message,
  };
}

/** Whether the vendor answers this key with the failure that it has kept: sending it again is of no use. */
export function isKeptFailure(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeError &&
    error.statusCode !== undefined &&
    error.statusCode >= 500 &&
    headerOf(error, 'idempotent-replayed') === 'true'
  );
}

/** An answer that is not what the vendor's contract says. */
export function unreadable(error: z.ZodError, path: string): ConnectorError {
  const [issue] = error.issues;
  return {
    kind: 'Unmappable',
    field: issue?.path.map(String).join('.') ?? '',
    detail: `${path}: ${issue?.message ?? 'unreadable'}`,
  };
}

function headerOf(error: Stripe.errors.StripeError, name: string): string | undefined {
  return error.headers?.[name];
}

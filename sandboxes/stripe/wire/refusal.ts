import type { VendorReply } from '#sandboxes/kit/server.ts';

type RefusalType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

/** Why a request was not done, in the vendor's envelope. A value, never thrown. */
export class Refusal {
  readonly status: number;
  readonly type: RefusalType;
  readonly message: string;
  readonly code: string | null;
  readonly param: string | null;
  readonly declineCode: string | null;
  /** A refusal from before the endpoint began to execute is not kept under the caller's key. */
  readonly beforeExecution: boolean;

  constructor(facts: {
    readonly message: string;
    readonly status?: number;
    readonly type?: RefusalType;
    readonly code?: string;
    readonly param?: string;
    readonly declineCode?: string;
    readonly beforeExecution?: boolean;
  }) {
    this.status = facts.status ?? 400;
    this.type = facts.type ?? 'invalid_request_error';
    this.message = facts.message;
    this.code = facts.code ?? null;
    this.param = facts.param ?? null;
    this.declineCode = facts.declineCode ?? null;
    this.beforeExecution = facts.beforeExecution ?? false;
  }
}

/** A request that names a record which does not exist: 404 when the path names it, 400 when a parameter does. */
export function noSuch(noun: string, id: string, param: string): Refusal {
  return new Refusal({
    status: param === 'id' ? 404 : 400,
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
    beforeExecution: true,
  });
}

export function refuse(message: string, param?: string, code?: string): Refusal {
  return new Refusal({ message, ...(param === undefined ? {} : { param }), ...(code === undefined ? {} : { code }) });
}

export function cardDeclined(): Refusal {
  return new Refusal({
    status: 402,
    type: 'card_error',
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: 'Your card was declined.',
  });
}

// evidence: spec: stripe 2026-10-28 (derived), schema `error`
export function refusalBody({ type, code, message, param, declineCode }: Refusal): Readonly<Record<string, unknown>> {
  return {
    error: {
      ...(code === null ? {} : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
      ...(declineCode === null ? {} : { decline_code: declineCode }),
      message,
      ...(param === null ? {} : { param }),
      type,
    },
  };
}

export function refusalReply(refusal: Refusal): VendorReply {
  return { status: refusal.status, body: refusalBody(refusal) };
}

/** The wording of a fault that strikes before the endpoint begins: nothing was done and nothing is kept. */
export function faultReply(fault: '429' | '500', retryAfterS: number | null): VendorReply {
  const refusal =
    fault === '429'
      ? new Refusal({ status: 429, code: 'rate_limit', message: 'Too many requests were sent in too short a time.' })
      : new Refusal({ status: 500, type: 'api_error', message: 'Something went wrong on our side.' });
  return {
    ...refusalReply(refusal),
    headers: {
      // evidence: sdk: stripe 23.1.0 obeys this header before it looks at the status
      'stripe-should-retry': 'true',
      ...(retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) }),
    },
  };
}

import type { ServerResponse } from 'node:http';
import { errorOf, type Refusal, statusOf } from './refusal.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Of the errors that the body tells, each one; left out = it tells none. */
  readonly codes?: readonly string[];
  /** Writes what follows the headers in the place of the body, for as long as it likes; called once. */
  readonly stream?: (response: ServerResponse) => void;
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** The same form wherever a request is refused: a GraphQL error without data. */
export function refusalAnswer(
  refusal: Refusal,
  correlationId: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const body = { errors: [errorOf(refusal, correlationId)] };
  const answer = jsonAnswer(statusOf(refusal), body, { ...ownHeaders(refusal), ...headers });
  return { ...answer, codes: [refusal.code] };
}

/** What HTTP asks for beside some statuses. */
function ownHeaders({ code, retryAfter }: Refusal): Record<string, string> {
  if (code === 'UNAUTHENTICATED') return { 'www-authenticate': 'Bearer' };
  return retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
}

export function notFound(): HttpAnswer {
  return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Not found\n' };
}

export function methodNotAllowed(allow: string, correlationId: string): HttpAnswer {
  return refusalAnswer({ code: 'METHOD_NOT_ALLOWED', message: `Use ${allow}.` }, correlationId, { allow });
}

import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Reply } from './exchange.ts';
import type { Answer, Failure } from './failure.ts';
import type { Problem } from './problem.ts';

const BUSY: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
const PASSING: ReadonlySet<Problem['code']> = new Set([
  'RATE_LIMITED',
  'SUBGRAPH_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
]);
const REFUSED_FROM = 400;
const BROKEN_FROM = 500;

/** Whether the door turned the request away: nothing of it was begun. */
export function isTurnedAway({ status, data }: Reply): boolean {
  return isAbsent(data) && status !== null && status >= REFUSED_FROM && status < BROKEN_FROM;
}

/** What a reply means to who asked. `Data` is what the document was made for; the graph keeps to its schema. */
export function verdictOf<Data>(reply: Reply): Result<Answer<Data>, Failure> {
  const { data, problems, status } = reply;
  if (!isAbsent(data)) return ok({ data: data as Data, problems });
  if (status === 401 || problems.some(({ code }) => code === 'UNAUTHENTICATED'))
    return fail({ kind: 'Unauthenticated', problems });
  if (mayPass(reply)) return fail({ kind: 'Unavailable', problems, retryAfterMs: waitOf(reply) });
  return fail({ kind: 'Refused', problems });
}

function isAbsent(data: unknown): boolean {
  return data === null || data === undefined;
}

function mayPass({ status, problems }: Reply): boolean {
  if (status === null || BUSY.has(status)) return true;
  return problems.some(({ code, retryable }) => retryable || PASSING.has(code));
}

function waitOf({ retryAfterMs, problems }: Reply): number | null {
  return retryAfterMs ?? longest(problems);
}

function longest(problems: readonly Problem[]): number | null {
  const waits = problems.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]));
  return waits.length === 0 ? null : Math.max(...waits);
}

import { bearer, type Connection } from './connection.ts';
import type { SentDocument } from './document.ts';
import { ownProblem, type Problem, readEnvelope } from './problem.ts';

/** What became of one question. Without a status no answer came, which says nothing about what was done. */
export interface Reply {
  readonly status: number | null;
  /** Null or undefined = there is none. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  readonly retryAfterMs: number | null;
}

const UNAUTHENTICATED = 401;

/**
 * Asks once. A token that is refused is renewed and the question asked anew: a refused request was not begun, whatever
 * it asks for. Rejects when the supplier of tokens does, and with the signal's reason never: an aborted question is a
 * lost one.
 */
export async function exchange(
  { url, token, surroundings }: Connection,
  document: SentDocument,
  variables: unknown,
  signal: AbortSignal,
): Promise<Reply> {
  const body = JSON.stringify({ operationName: document.name, query: document.text, variables });
  const ask = (bearerOf: string) => send(surroundings.fetch, url, { body, signal, headers: headersFor(bearerOf) });
  const first = await token();
  const reply = await ask(first);
  if (reply.status !== UNAUTHENTICATED) return reply;
  const next = await token(first);
  return next === first ? reply : ask(next);
}

function headersFor(token: string) {
  return { 'content-type': 'application/json', accept: 'application/json', ...bearer(token) };
}

async function send(
  fetchIt: typeof fetch,
  url: string,
  request: Pick<RequestInit, 'body' | 'signal' | 'headers'>,
): Promise<Reply> {
  try {
    const response = await fetchIt(url, { method: 'POST', ...request });
    return await readReply(response);
  } catch {
    const problems = [ownProblem('OTHER', 'The graph could not be reached, or the connection broke.')];
    return { status: null, data: null, problems, retryAfterMs: null };
  }
}

/** Rejects when the body breaks off. */
export async function readReply(response: Response): Promise<Reply> {
  const { status } = response;
  const read = readEnvelope(parsed(await response.text()));
  const retryAfterMs = retryAfterOf(response.headers);
  if (read !== null && (read.problems.length > 0 || read.data !== undefined)) return { status, ...read, retryAfterMs };
  const problems = [ownProblem('OTHER', `The answer, HTTP ${status}, is none of a graph.`)];
  return { status, data: null, problems, retryAfterMs };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Seconds only: the graph writes no dates there. */
function retryAfterOf(headers: Headers): number | null {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : null;
}

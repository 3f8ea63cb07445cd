import { type Dispatcher, Pool } from 'undici';
import { signCall } from '#kit/identity/signature.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { BrokenAnswer, type SubgraphCall, type SubgraphReply, type SubgraphTransport } from './subgraph-transport.ts';

export interface HttpTransportSettings {
  /** Address of the subgraph, without `/graphql`. */
  readonly url: string;
  /** Shared with the subgraphs; signs who asks. */
  readonly serviceSecret: string;
  readonly clock: Clock;
  readonly answerBytesMax: number;
}

const CONNECTIONS_MAX = 32;
const CONNECT_TIMEOUT_MS = 2_000;
/** Shorter than a server's usual 5 s, so that no call goes out on a socket that is being closed. */
const KEEP_ALIVE_MS = 4_000;
const UP_TIMEOUT_MS = 1_000;

/** Posts calls to `<url>/graphql` over a pool of connections. Only the headers named here leave the gateway. */
export function httpTransport({ url, serviceSecret, clock, answerBytesMax }: HttpTransportSettings): SubgraphTransport {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  });
  return {
    send: async (call) => {
      const body = bodyOf(call);
      const response = await pool.request({
        method: 'POST',
        path: `${base}/graphql`,
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          'x-correlation-id': call.principal.correlationId,
          ...call.trace,
          ...signCall(call.principal, body, serviceSecret, clock.now()),
        },
        body,
        signal: call.signal,
      });
      return readReply(response, answerBytesMax, clock);
    },
    isUp: async () => {
      try {
        const response = await pool.request({
          method: 'GET',
          path: `${base}/healthz`,
          headersTimeout: UP_TIMEOUT_MS,
          bodyTimeout: UP_TIMEOUT_MS,
        });
        await response.body.dump();
        return response.statusCode === 200;
      } catch {
        return false;
      }
    },
    close: () => pool.destroy(),
  };
}

function bodyOf({ query, variables, operationName }: SubgraphCall): string {
  return JSON.stringify({ query, variables, ...(operationName === null ? {} : { operationName }) });
}

async function readReply(
  response: Dispatcher.ResponseData,
  answerBytesMax: number,
  clock: Clock,
): Promise<SubgraphReply> {
  const retryAfterMs = retryAfterOf(response.headers['retry-after'], clock);
  return {
    status: response.statusCode,
    body: jsonOf(await readText(response.body, answerBytesMax)),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

async function readText(body: Dispatcher.ResponseData['body'], bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new BrokenAnswer(`more than ${bytesMax} bytes`, true);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof BrokenAnswer) throw error;
    throw new BrokenAnswer(error instanceof Error ? error.message : 'cut off', false);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date. */
function retryAfterOf(header: string | string[] | undefined, clock: Clock): number | null {
  if (typeof header !== 'string') return null;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - clock.now().getTime());
}

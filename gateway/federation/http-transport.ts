import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '#kit/runtime/clock.ts';
import { callHeaders } from './call-headers.ts';
import type { SubgraphAddress } from './subgraph-address.ts';
import { BrokenAnswer, type SubgraphCall, type SubgraphReply, type SubgraphTransport } from './subgraph-transport.ts';

export interface HttpTransportSettings {
  readonly address: SubgraphAddress;
  /** Shared with the subgraphs; signs who asks. Null = nothing is said about who asks. */
  readonly serviceSecret: string | null;
  readonly clock: Clock;
  readonly answerBytesMax: number;
}

const CONNECTIONS_MAX = 32;
const CONNECT_TIMEOUT_MS = 2_000;
/** Shorter than a server's usual 5 s, so that no call goes out on a socket that is being closed. */
const KEEP_ALIVE_MS = 4_000;
const UP_TIMEOUT_MS = 1_000;

const FIXED_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
} as const;

/** Posts calls over a pool of connections. Only the headers named here leave the gateway. */
export function httpTransport({
  address: { graphqlUrl, healthUrl },
  serviceSecret,
  clock,
  answerBytesMax,
}: HttpTransportSettings): SubgraphTransport {
  const { origin } = new URL(graphqlUrl);
  const path = pathOf(graphqlUrl);
  const pool = new Pool(origin, {
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // Every call has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    send: (call) =>
      new Promise((resolve, reject) => {
        const { text } = call.request;
        const headers = Object.assign(callHeaders(call, serviceSecret, clock.now()), FIXED_HEADERS);
        const reading = new ReplyReading({ call, answerBytesMax, clock, resolve, reject });
        pool.dispatch({ method: 'POST', path, headers, body: text }, reading);
      }),
    isUp: async () => {
      try {
        const response = await pool.request({
          ...(healthUrl === null ? { ...PROBE, path } : { method: 'GET', path: pathOf(healthUrl) }),
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

/** The least that every GraphQL endpoint can be asked. */
const PROBE = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json' },
  body: JSON.stringify({ query: '{ __typename }' }),
} as const;

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

interface ReplyReadingSettings {
  readonly call: SubgraphCall;
  readonly answerBytesMax: number;
  readonly clock: Clock;
  readonly resolve: (reply: SubgraphReply) => void;
  readonly reject: (error: unknown) => void;
}

/** One answer as it comes in. Nothing is made of it that a stream would need, since all of it is wanted at once. */
class ReplyReading implements Dispatcher.DispatchHandler {
  readonly #settings: ReplyReadingSettings;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #retryAfter: string | string[] | undefined;

  constructor(settings: ReplyReadingSettings) {
    this.#settings = settings;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#settings.call.cancel = () => controller.abort(new Error('nobody waits for the answer'));
  }

  onResponseStart(_controller: unknown, status: number, headers: Readonly<Record<string, unknown>>): void {
    this.#status = status;
    const retryAfter = headers['retry-after'];
    this.#retryAfter = typeof retryAfter === 'string' ? retryAfter : undefined;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    const { answerBytesMax } = this.#settings;
    if (this.#bytes > answerBytesMax) controller.abort(new BrokenAnswer(`more than ${answerBytesMax} bytes`, true));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { clock, resolve } = this.#settings;
    const [first, ...others] = this.#chunks;
    const bytes = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#chunks);
    const retryAfterMs = retryAfterOf(this.#retryAfter, clock);
    resolve({
      status: this.#status,
      body: jsonOf(bytes.toString('utf8')),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { reject } = this.#settings;
    if (this.#status === 0 || error instanceof BrokenAnswer) reject(error);
    else reject(new BrokenAnswer(error.message, false));
  }
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

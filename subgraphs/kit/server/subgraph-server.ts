import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Principal } from '#kit/identity/principal.ts';
import { SeenCalls } from '#kit/identity/seen-calls.ts';
import { verifyCall } from '#kit/identity/signature.ts';
import type { Logger } from '#kit/observability/log.ts';
import { told } from '#kit/observability/present-span.ts';
import type { ServiceMetrics } from '#kit/observability/service-metrics.ts';
import { NO_TRACER, type Tracer } from '#kit/observability/trace.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { cleanErrors } from './errors.ts';
import { METRICS_TYPE, metricsFor } from './metrics-route.ts';
import type { Subgraph, SubgraphRequest } from './subgraph.ts';
import { serveSubscriptions } from './subscription-server.ts';

/** A vendor's message at our door, before anything about it is believed. */
export interface WebhookRequest {
  readonly connection: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as text, untouched: signatures are over them. */
  readonly rawBody: string;
}

/** Answers the HTTP status: 2xx only once the message is stored, 400 for a bad signature. */
export type WebhookHandler = (request: WebhookRequest) => Promise<number>;

export interface SubgraphServerSettings {
  readonly subgraph: Subgraph;
  /** Shared with the gateway and the sagas; signs who asks. */
  readonly serviceSecret: string;
  readonly log: Logger;
  /** Left out = nobody traces. */
  readonly tracer?: Tracer;
  readonly metrics: ServiceMetrics;
  /** Opens `/metrics`, besides a signed call; null = only that. */
  readonly metricsToken: string | null;
  /** By vendor: `/webhooks/<vendor>/<connection>`. */
  readonly webhooks?: ReadonlyMap<string, WebhookHandler>;
  /** Answers whether what the subgraph itself stands on (its database) is there. */
  readonly ready: () => Promise<boolean>;
  /** 0 or left out = a free port. */
  readonly port?: number;
}

export interface SubgraphServer {
  readonly url: string;
  close(): Promise<void>;
}

const BODY_MAX = 4 * 1024 * 1024;

interface Settings extends SubgraphServerSettings {
  readonly tracer: Tracer;
  /** Calls and sockets that were answered already, over both ways in. */
  readonly seen: SeenCalls;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Instead of a body. */
  readonly text?: string;
}

/** Serves a subgraph to signed callers and its vendors' webhooks to whoever signs as they do. On 127.0.0.1 only. */
export async function startSubgraphServer(given: SubgraphServerSettings): Promise<SubgraphServer> {
  const settings = { tracer: NO_TRACER, ...given, seen: new SeenCalls() };
  const server = createServer((request, response) => {
    answerTo(settings, request)
      .catch((error: unknown): Answer => {
        settings.log.error({ err: error, path: request.url }, 'request failed');
        return {
          status: 500,
          body: { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
        };
      })
      .then((answer) => send(response, answer))
      .catch((error: unknown) => settings.log.error({ err: error }, 'answer could not be sent'));
  });
  // Longer than the callers keep a connection, so that they never send on one that is being closed.
  server.keepAliveTimeout = 30_000;
  await listen(server, settings.port ?? 0);
  const subscriptions = serveSubscriptions(server, settings);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await subscriptions.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function answerTo(settings: Settings, request: IncomingMessage): Promise<Answer> {
  const path = new URL(request.url ?? '/', 'http://subgraph').pathname;
  if (request.method === 'GET') return answerRead(settings, request, path);
  if (request.method !== 'POST') return { status: 404 };
  const rawBody = await readBody(request);
  if (rawBody === null) return { status: 413 };
  if (path === '/graphql') return answerQuery(settings, request, rawBody);
  const [, word, vendor = '', connection = ''] = path.split('/');
  const handler = word === 'webhooks' ? settings.webhooks?.get(vendor) : undefined;
  if (handler === undefined) return { status: 404 };
  const headers = request.headers as Record<string, string | undefined>;
  const taken = { connection: decodeURIComponent(connection), headers, rawBody };
  const span = settings.tracer.start('webhook', 'server');
  return told(span, async () => {
    const status = await handler(taken);
    settings.metrics.webhook(vendor, outcomeOf(status));
    return { status };
  });
}

function outcomeOf(status: number): 'taken' | 'refused' | 'failed' {
  if (status < 300) return 'taken';
  return status < 500 ? 'refused' : 'failed';
}

async function answerRead(settings: Settings, { headers }: IncomingMessage, path: string): Promise<Answer> {
  if (path === '/healthz') return { status: 200, body: { status: 'up' } };
  if (path === '/readyz') {
    const ready = await settings.ready();
    return { status: ready ? 200 : 503, body: { ready } };
  }
  if (path !== '/metrics') return { status: 404 };
  const text = await metricsFor(settings, headers);
  return text === null ? { status: 401 } : { status: 200, text };
}

async function answerQuery(settings: Settings, request: IncomingMessage, rawBody: string): Promise<Answer> {
  const principal = verifyCall(request.headers, rawBody, settings.serviceSecret, systemClock.now(), settings.seen);
  if (principal === null) {
    settings.metrics.asked('unsigned', 0);
    return { status: 401, body: { errors: [{ message: 'Not signed', extensions: { code: 'UNAUTHENTICATED' } }] } };
  }
  const asked = parseRequest(rawBody);
  if (asked === null)
    return { status: 400, body: { errors: [{ message: 'No query', extensions: { code: 'BAD_REQUEST' } }] } };
  // Whoever can sign is one of us, so its trace is believed.
  const span = settings.tracer.start('subgraph request', 'server', request.headers);
  return told(span, async () => ({ status: 200, body: await runQuery(settings, asked, principal) }));
}

async function runQuery(settings: Settings, asked: SubgraphRequest, principal: Principal) {
  const startedMs = performance.now();
  const result = await settings.subgraph.execute(asked, principal);
  settings.metrics.asked(result.errors === undefined ? 'ok' : 'errors', (performance.now() - startedMs) / 1000);
  return cleanErrors(result, settings.subgraph.name, principal.correlationId, settings.log);
}

function parseRequest(rawBody: string): SubgraphRequest | null {
  const body: unknown = JSON.parse(rawBody);
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') return null;
  return body as SubgraphRequest;
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_MAX) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body, text: plain }: Answer): void {
  const text = plain ?? (body === undefined ? '' : JSON.stringify(body));
  const type = plain === undefined ? 'application/json' : METRICS_TYPE;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SeenCalls } from '#kit/identity/seen-calls.ts';
import type { Logger } from '#kit/observability/log.ts';
import { told } from '#kit/observability/present-span.ts';
import type { ServiceMetrics } from '#kit/observability/service-metrics.ts';
import { NO_TRACER, type Tracer } from '#kit/observability/trace.ts';
import { METRICS_TYPE, metricsFor } from './metrics-route.ts';
import type { Subgraph } from './subgraph.ts';
import { BODY_BYTES_MAX, brokenAnswer, type DoorAnswer, type SubgraphDoor, subgraphDoor } from './subgraph-door.ts';
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
  /** The same for whoever is in this process. */
  readonly door: SubgraphDoor;
  close(): Promise<void>;
}

interface Settings extends SubgraphServerSettings {
  readonly tracer: Tracer;
  /** Calls and sockets that were answered already, over both ways in. */
  readonly seen: SeenCalls;
  readonly door: SubgraphDoor;
}

interface Answer extends DoorAnswer {
  /** Instead of a body. */
  readonly text?: string;
}

/** Serves a subgraph to signed callers and its vendors' webhooks to whoever signs as they do. On 127.0.0.1 only. */
export async function startSubgraphServer(given: SubgraphServerSettings): Promise<SubgraphServer> {
  const shared = { tracer: NO_TRACER, ...given, seen: new SeenCalls() };
  const door = subgraphDoor(shared);
  const settings: Settings = { ...shared, door };
  const server = createServer((request, response) => {
    answerTo(settings, request)
      .catch((error: unknown): Answer => brokenAnswer(settings.log, error, request.url))
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
    door,
    close: async () => {
      await subscriptions.close();
      door.close();
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
  if (path === '/graphql') return settings.door.ask(request.headers, rawBody);
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

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_BYTES_MAX) return null;
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

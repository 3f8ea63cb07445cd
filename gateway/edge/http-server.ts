import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Departure, Leaving } from '#gateway/federation/departure.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { type AllowList, isAllowed } from './allow-list.ts';
import { type ConnectionLimits, limitConnections } from './connection-limits.ts';
import { answerGraphql, type GraphqlRouteSettings } from './graphql-route.ts';
import { answerHealth, answerMetrics, answerReady, type MetricsRouteSettings } from './health-routes.ts';
import { type HttpAnswer, jsonAnswer, methodNotAllowed, refusalAnswer } from './http-answer.ts';
import type { Observe } from './observation.ts';
import type { Refusal } from './refusal.ts';
import { CORRELATION_HEADER, correlationIdFrom } from './request-context.ts';
import { type ServerBounds, serverOptions } from './server-options.ts';
import { answerStatic, type StaticFiles } from './static-files.ts';
import { answerWebhook, type WebhookRouteSettings } from './webhook-route.ts';

export interface HttpServerSettings {
  readonly graphql: GraphqlRouteSettings;
  readonly webhooks: WebhookRouteSettings;
  readonly metrics: MetricsRouteSettings;
  readonly observe: Observe;
  /** By subgraph of the graph that is served now: whether it is up. */
  readonly probes: () => ReadonlyMap<string, () => Promise<boolean>>;
  readonly files: StaticFiles;
  readonly allowedHosts: AllowList;
  readonly allowedOrigins: AllowList;
  readonly bounds: ServerBounds;
  readonly connections: ConnectionLimits;
  readonly urlLengthMax: number;
  readonly version: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/** Connections whose last answer is that they lead elsewhere. */
const misdirected = new WeakSet<Socket>();

/** The HTTP door: which path is served by what, and what holds for every answer. Not listening yet. */
export function makeHttpServer(settings: HttpServerSettings): Server {
  const server = createServer(serverOptions(settings.bounds), (request, response) => {
    // What came on one connection behind a request to somebody else is nobody's.
    if (misdirected.has(request.socket)) return;
    const startedAtMs = settings.clock.now().getTime();
    const correlationId = correlationIdFrom(oneHeader(request, CORRELATION_HEADER), settings.ids);
    const departure = new Leaving();
    response.once('close', departure.leave);
    answerTo(settings, request, correlationId, departure)
      .catch((error: unknown) => failure(settings, error, correlationId))
      .then((answer) => {
        send(settings, request, response, answer, correlationId);
        const seconds = (settings.clock.now().getTime() - startedAtMs) / 1000;
        settings.metrics.metrics.request(routeOf(request.url), answer.status, seconds);
      })
      .catch((error: unknown) => settings.log.error({ err: error, correlationId }, 'answer could not be sent'));
  });
  limitConnections(server, settings.connections);
  return server;
}

function failure({ log }: HttpServerSettings, error: unknown, correlationId: string): HttpAnswer {
  log.error({ err: error, correlationId }, 'request failed');
  const code = 'INTERNAL_SERVER_ERROR';
  const message = 'Something failed on our side. Try again, or name the correlation id to support.';
  return { ...jsonAnswer(500, { errors: [{ message, extensions: { code, correlationId } }] }), codes: [code] };
}

/** Rejects when the port cannot be had. Answers the port, which the system chose for 0. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The name in a Host header without its port. */
export function hostName(host: string | undefined): string {
  return (host ?? '').replace(/:\d+$/, '').toLowerCase();
}

async function answerTo(
  settings: HttpServerSettings,
  request: IncomingMessage,
  correlationId: string,
  departure: Departure,
): Promise<HttpAnswer> {
  const { host } = request.headers;
  if (host === undefined || !isAllowed(settings.allowedHosts, hostName(host))) {
    misdirected.add(request.socket);
    const refusal: Refusal = { code: 'MISDIRECTED', message: 'This host is not served here.' };
    return refusalAnswer(refusal, correlationId, { connection: 'close' });
  }
  if ((request.url ?? '').length > settings.urlLengthMax) {
    return refusalAnswer({ code: 'PAYLOAD_TOO_LARGE', message: 'The address is too long.' }, correlationId);
  }
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path === '/graphql') return graphqlAnswer(settings, request, correlationId, departure);
  if (path.startsWith('/webhooks/')) return answerWebhook(settings.webhooks, request, path, correlationId);
  if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed('GET', correlationId);
  return readAnswer(settings, request, path, correlationId);
}

const ROUTES: ReadonlySet<string> = new Set([
  'graphql',
  'webhooks',
  'healthz',
  'readyz',
  'metrics',
  'version',
  'graphiql',
]);

/** A label of few values: what is not served has none of its own. */
function routeOf(url: string | undefined): string {
  const first = /^\/([a-z]*)/.exec(url ?? '')?.[1] ?? '';
  return ROUTES.has(first) ? first : 'static';
}

async function graphqlAnswer(
  settings: HttpServerSettings,
  request: IncomingMessage,
  correlationId: string,
  departure: Departure,
): Promise<HttpAnswer> {
  if (request.method === 'OPTIONS') return { status: 204, headers: {}, body: '' };
  const observation = settings.observe({ headers: request.headers, correlationId });
  const answer = await answerGraphql(settings.graphql, request, correlationId, departure, observation).catch(
    (error: unknown) => failure(settings, error, correlationId),
  );
  observation.end(answer);
  return answer;
}

function readAnswer(
  settings: HttpServerSettings,
  request: IncomingMessage,
  path: string,
  correlationId: string,
): HttpAnswer | Promise<HttpAnswer> {
  switch (path) {
    case '/healthz':
      return answerHealth();
    case '/readyz':
      return answerReady(settings.probes());
    case '/metrics':
      return answerMetrics(settings.metrics, request, correlationId);
    case '/login.json':
      return jsonAnswer(200, { login: settings.files.login });
    case '/version':
      return jsonAnswer(200, { name: 'revgraph', version: settings.version });
    default:
      return answerStatic(settings.files, path);
  }
}

function send(
  settings: HttpServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body, stream }: HttpAnswer,
  correlationId: string,
): void {
  if (response.destroyed && stream === undefined) return;
  // What is left of a body that was refused half-way is not read: the connection ends with the answer.
  const cutOff = !request.complete && request.method === 'POST' ? { connection: 'close' } : {};
  response.writeHead(status, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    ...corsHeaders(settings, request),
    ...cutOff,
    [CORRELATION_HEADER]: correlationId,
    ...(stream === undefined ? { 'content-length': Buffer.byteLength(body) } : {}),
  });
  if (stream === undefined) response.end(request.method === 'HEAD' ? undefined : body);
  else stream(response);
}

/** Permission for the pages of listed origins; for all others there is no such header at all. */
function corsHeaders({ allowedOrigins }: HttpServerSettings, request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || !isAllowed(allowedOrigins, origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': `authorization, content-type, apollo-require-preflight, ${CORRELATION_HEADER}`,
    'access-control-expose-headers': CORRELATION_HEADER,
    vary: 'origin',
  };
}

function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

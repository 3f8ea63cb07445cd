import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, type ServerOptions } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Authenticate } from '#gateway/auth/authenticate.ts';
import { authorizationOf } from '#gateway/auth/authorization-header.ts';
import type { LiveDoor } from '#gateway/live/live-door.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { type AllowList, isAllowed } from './allow-list.ts';
import { type ErrorRules, presentableError } from './answer-errors.ts';
import { clientAddress } from './client-address.ts';
import { hostName } from './http-server.ts';
import type { Metrics } from './metrics.ts';
import type { DoorRates } from './rates.ts';
import { errorOf } from './refusal.ts';
import { CORRELATION_HEADER, correlationIdFrom } from './request-context.ts';
import { gateSocket } from './socket-gate.ts';
import { SocketSubscription } from './socket-subscription.ts';

/** Bounds of a socket; `UNBOUNDED` bounds nothing. */
export interface SocketLimits {
  readonly operationsPerSocketMax: number;
  readonly socketOriginCheck: boolean;
  readonly socketInitTimeoutMs: number;
  readonly socketInitBytesMax: number;
  readonly socketMessageBytesMax: number;
  readonly socketMessagesPerSecondMax: number;
}

export interface WebSocketServerSettings {
  readonly live: LiveDoor;
  readonly authenticate: Authenticate;
  readonly limits: SocketLimits;
  readonly errors: ErrorRules;
  readonly jsonNestingMax: number;
  readonly rates: Pick<DoorRates, 'failures' | 'charge'>;
  readonly allowedHosts: AllowList;
  readonly allowedOrigins: AllowList;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Close codes beyond those of graphql-ws's own protocol. */
const UNAUTHORIZED = 4401;
const TOO_MANY = 4429;
const TOO_BIG = 1009;

const KEEP_ALIVE_MS = 15_000;
const CLOSING_MS = 2_000;

/** What is known of a socket since its `connection_init`. */
interface Session {
  readonly principal: Principal;
  readonly close: () => void;
}

type SocketExtra = Extra & { session?: Session };
type Options = ServerOptions<Record<string, unknown>, SocketExtra>;

/** Serves subscriptions at /graphql by graphql-ws. Everything is refused before the upgrade that can be. */
export function serveWebSockets(server: Server, settings: WebSocketServerSettings): { close(): Promise<void> } {
  const { limits, clock, jsonNestingMax } = settings;
  const sockets = new WebSocketServer({
    noServer: true,
    // The library's 0 is off.
    maxPayload: Number.isFinite(limits.socketMessageBytesMax) ? limits.socketMessageBytesMax : 0,
    perMessageDeflate: false,
  });
  const { addresses } = settings.live;
  const gate = {
    jsonNestingMax,
    messagesPerSecondMax: limits.socketMessagesPerSecondMax,
    clock,
    onTooOften: () => settings.metrics.rateLimited('messages'),
  };
  server.on('upgrade', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const address = clientAddress(request.socket);
    if (!isWelcome(settings, request) || !addresses.take(address)) {
      duplex.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    duplex.once('close', () => addresses.release(address));
    sockets.handleUpgrade(request, duplex, head, (socket) => {
      socket.on('close', () => settings.metrics.openSockets(sockets.clients.size));
      settings.metrics.openSockets(sockets.clients.size);
      gateSocket(socket, gate);
      sockets.emit('connection', socket, request);
    });
  });
  const disposable = useServer(optionsOf(settings), sockets, KEEP_ALIVE_MS);
  return {
    close: async () => {
      const ended = new AbortController();
      const late = settings.timers.sleep(CLOSING_MS, ended.signal).then(() => {
        for (const socket of sockets.clients) socket.terminate();
      });
      await disposable.dispose();
      ended.abort();
      await late;
    },
  };
}

function isWelcome(
  { allowedHosts, allowedOrigins, limits }: WebSocketServerSettings,
  { headers, url }: IncomingMessage,
): boolean {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const { origin } = headers;
  const ownPage = origin === undefined || origin === `http://${headers.host}` || origin === `https://${headers.host}`;
  return (
    (url ?? '').split('?', 1)[0] === '/graphql' &&
    isAllowed(allowedHosts, hostName(headers.host)) &&
    protocols.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) &&
    (ownPage || !limits.socketOriginCheck || isAllowed(allowedOrigins, origin))
  );
}

function optionsOf(settings: WebSocketServerSettings): Options & { readonly isProd: true } {
  const { live, rates, errors: errorRules, log } = settings;
  const { operationsPerSocketMax, socketInitTimeoutMs } = settings.limits;
  return {
    // Else the library tells clients what it threw.
    isProd: true,
    // The library's 0 is off.
    connectionInitWaitTimeout: Number.isFinite(socketInitTimeoutMs) ? socketInitTimeoutMs : 0,
    onConnect: (context) => openSession(settings, context),
    onClose: ({ extra: { session } }) => session?.close(),
    onSubscribe: ({ subscriptions, extra }, id, payload) => {
      const { principal } = sessionOf(extra);
      if (Object.keys(subscriptions).length > operationsPerSocketMax) {
        const message = `A socket may have at most ${operationsPerSocketMax} operations.`;
        return [new GraphQLError(message, { extensions: { code: 'QUERY_LIMIT_EXCEEDED' } })];
      }
      const checked = live.subscriptions.check(payload, principal);
      if (!checked.ok)
        return checked.error.map(({ message, ...options }) => new GraphQLError(message, graphqlOptions(options)));
      const { schema, read, price, variables } = checked.value;
      const spent = rates.charge(principal, price, variables);
      if (spent !== null)
        return [new GraphQLError(spent.message, graphqlOptions(errorOf(spent, principal.correlationId)))];
      const begin = () => new SocketSubscription(extra.socket, id).begin(live.subscriptions, payload, principal);
      return { schema, document: read.document, contextValue: begin };
    },
    subscribe: ({ contextValue: begin }) => {
      if (typeof begin !== 'function') throw new Error('A subscription that was not checked');
      return begin();
    },
    onError: ({ extra }, _id, _payload, errors) => {
      const { correlationId } = sessionOf(extra).principal;
      log.info({ codes: errors.map(({ extensions }) => extensions?.['code']), correlationId }, 'subscription ended');
      return errors.map((error) => presentableError(formattedOf(error), correlationId, errorRules));
    },
  };
}

type OnConnect = NonNullable<Options['onConnect']>;

async function openSession(
  { live, authenticate, limits, metrics, rates, ids, log }: WebSocketServerSettings,
  { connectionParams, extra }: Parameters<OnConnect>[0],
): Promise<boolean> {
  const { socket, request } = extra;
  if (Buffer.byteLength(JSON.stringify(connectionParams ?? {})) > limits.socketInitBytesMax)
    return refuse(TOO_BIG, 'Message too big');
  const given = authorizationOf(request, connectionParams?.['authorization'] ?? connectionParams?.['Authorization']);
  const correlationId = correlationIdFrom(oneHeader(request, CORRELATION_HEADER), ids);
  const who = await authenticate(given, correlationId);
  if (!who.ok) {
    log.info({ reason: who.error.reason, correlationId }, 'socket refused');
    const tooOften = (await rates.failures(clientAddress(request.socket))) !== null;
    return tooOften ? refuse(TOO_MANY, 'Too many attempts') : refuse(UNAUTHORIZED, 'Unauthorized');
  }
  const { principal } = who.value;
  if (socket.readyState !== socket.OPEN) return false;
  if (!live.subjects.take(principal.subject)) {
    metrics.rateLimited('connections');
    return refuse(TOO_MANY, 'Too many connections');
  }
  const forget = live.sessions.add({
    who: who.value,
    end: () => socket.close(UNAUTHORIZED, 'Your credentials are no longer valid'),
  });
  extra.session = {
    principal,
    close: () => {
      forget();
      live.subjects.release(principal.subject);
    },
  };
  return true;

  function refuse(code: number, reason: string): false {
    socket.close(code, reason);
    return false;
  }
}

function sessionOf({ session }: SocketExtra): Session {
  if (session === undefined) throw new Error('A message before its connection_init');
  return session;
}

function formattedOf(error: GraphQLError | GraphQLFormattedError): GraphQLFormattedError {
  return error instanceof GraphQLError ? error.toJSON() : error;
}

function graphqlOptions({ path, extensions }: Omit<GraphQLFormattedError, 'message'>) {
  return { ...(path === undefined ? {} : { path }), ...(extensions === undefined ? {} : { extensions }) };
}

function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

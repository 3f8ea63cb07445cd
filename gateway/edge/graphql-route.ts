import type { IncomingMessage } from 'node:http';
import type { Authenticate, Authenticated } from '#gateway/auth/authenticate.ts';
import { authorizationOf } from '#gateway/auth/authorization-header.ts';
import type { GraphSwitch } from '#gateway/graph/graph-switch.ts';
import type { ServingGraph } from '#gateway/graph/serving-graph.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { fail, type Result } from '#schema/errors/result.ts';
import { parseJson, readBody } from './body.ts';
import { wholeStream } from './event-stream-outlet.ts';
import { EVENT_STREAM, type EventStreams } from './event-streams.ts';
import { graphqlRequest } from './graphql-request.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import { type HttpAnswer, refusalAnswer } from './http-answer.ts';
import type { Observation } from './observation.ts';
import type { Refusal } from './refusal.ts';
import type { RequestContext } from './request-context.ts';

export interface GraphqlRouteSettings {
  readonly graphs: GraphSwitch;
  readonly authenticate: Authenticate;
  readonly streams: EventStreams;
  readonly clock: Clock;
  readonly bodyBytesMax: number;
  readonly requestTimeoutMs: number;
}

/** POST /graphql, in the order of the guards: media type, authentication, body, limits, rights, execution. */
export async function answerGraphql(
  settings: GraphqlRouteSettings,
  request: IncomingMessage,
  correlationId: string,
  clientGone: AbortSignal,
  observation: Observation,
): Promise<HttpAnswer> {
  const deadlineAtMs = settings.clock.now().getTime() + settings.requestTimeoutMs;
  const mediaRefusal = refusedMedia(request.headers['content-type']);
  if (mediaRefusal !== null) return refusalAnswer(mediaRefusal, correlationId);

  const who = await settings.authenticate(authorizationOf(request), correlationId);
  if (!who.ok) {
    const refusal: Refusal = { code: 'UNAUTHENTICATED', message: 'Send a valid token: authorization: Bearer <token>.' };
    return refusalAnswer(refusal, correlationId, { 'www-authenticate': 'Bearer' });
  }
  const { principal } = who.value;
  const asked = await readRequest(request, settings.bodyBytesMax);
  if (!asked.ok) return refusalAnswer(asked.error, correlationId);
  const context = { principal, deadlineAtMs, clientGone, span: observation.span };
  const asking = {
    streams: settings.streams,
    who: who.value,
    address: request.socket.remoteAddress ?? '',
    accept: request.headers.accept ?? '',
    context,
    observation,
  };
  return settings.graphs.use((graph) => answerFrom(graph, asked.value, asking));
}

interface Asking {
  readonly streams: EventStreams;
  readonly who: Authenticated;
  readonly address: string;
  readonly accept: string;
  readonly context: RequestContext;
  readonly observation: Observation;
}

async function answerFrom(
  graph: ServingGraph,
  asked: GraphqlRequest,
  { streams, who, address, accept, context, observation }: Asking,
): Promise<HttpAnswer> {
  const { correlationId } = context.principal;
  const guarded = graph.guard(asked, context.principal);
  if (!guarded.ok) return refusalAnswer(guarded.error, correlationId);
  const { operation } = guarded.value.read;
  const asStream = accept.includes(EVENT_STREAM);
  if (operation.operation === 'subscription') {
    const message = `Subscriptions are served over WebSocket, or by POST with accept: ${EVENT_STREAM}.`;
    if (!asStream) return refusalAnswer({ code: 'BAD_REQUEST', message }, correlationId);
    observation.read(operation);
    return streams.answer({ asked, who, address, clientGone: context.clientGone });
  }
  observation.read(operation);
  const isOnlyAsStream = asStream && !/json|\*\/\*/.test(accept);
  const answer = await graph.server.execute(asked, isOnlyAsStream ? undefined : accept, context);
  const { status, contentType, body, codes } = answer;
  return isOnlyAsStream && status === 200
    ? { status, headers: { 'content-type': EVENT_STREAM }, body: wholeStream(body), codes }
    : { status, headers: { 'content-type': contentType }, body, codes };
}

async function readRequest(request: IncomingMessage, bytesMax: number): Promise<Result<GraphqlRequest, Refusal>> {
  const body = await readBody(request, bytesMax);
  if (!body.ok) return body;
  const json = parseJson(body.value);
  return json.ok ? graphqlRequest(json.value) : fail(json.error);
}

function refusedMedia(contentType: string | undefined): Refusal | null {
  if (contentType !== undefined && /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(contentType))
    return null;
  return { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send application/json in UTF-8.' };
}

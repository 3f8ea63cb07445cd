import type { IncomingMessage } from 'node:http';
import type { Authenticate, Authenticated } from '#gateway/auth/authenticate.ts';
import { authorizationOf } from '#gateway/auth/authorization-header.ts';
import type { Departure } from '#gateway/federation/departure.ts';
import type { GraphSwitch } from '#gateway/graph/graph-switch.ts';
import type { ServingGraph } from '#gateway/graph/serving-graph.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Result } from '#schema/errors/result.ts';
import { giveBack } from './answer-cost.ts';
import { type BodyLimits, parseJson, readBody } from './body.ts';
import { clientAddress } from './client-address.ts';
import { wholeStream } from './event-stream-outlet.ts';
import { EVENT_STREAM, type EventStreams } from './event-streams.ts';
import { graphqlRequest } from './graphql-request.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import { type HttpAnswer, refusalAnswer } from './http-answer.ts';
import type { Observation } from './observation.ts';
import type { DoorRates } from './rates.ts';
import type { Refusal } from './refusal.ts';
import type { RequestContext } from './request-context.ts';
import { envelopeOfUrl, formRefusal, ONLY_POST, type RequestForm } from './request-form.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

export interface GraphqlRouteSettings {
  readonly graphs: GraphSwitch;
  readonly authenticate: Authenticate;
  readonly streams: EventStreams;
  readonly clock: Clock;
  readonly form: RequestForm;
  readonly rates: DoorRates;
  readonly body: BodyLimits;
  readonly jsonNestingMax: number;
  readonly trusted: TrustedDocuments;
  readonly requestTimeoutMs: number;
}

/** /graphql, in the order of the guards: method and media, authentication, rates, body, JSON, limits, rights, execution. */
export async function answerGraphql(
  settings: GraphqlRouteSettings,
  request: IncomingMessage,
  correlationId: string,
  departure: Departure,
  observation: Observation,
): Promise<HttpAnswer> {
  const deadlineAtMs = settings.clock.now().getTime() + settings.requestTimeoutMs;
  const unfit = formRefusal(request, settings.form);
  if (unfit !== null) return refusalAnswer(unfit, correlationId, unfit === ONLY_POST ? { allow: 'POST' } : {});

  const address = clientAddress(request.socket);
  const who = await settings.authenticate(authorizationOf(request), correlationId);
  if (!who.ok) return refusalAnswer((await settings.rates.failures(address)) ?? NOBODY, correlationId);
  const { principal } = who.value;
  const spent = (await settings.rates.perAddress(address)) ?? (await settings.rates.perPrincipal(principal.subject));
  if (spent !== null) return refusalAnswer(spent, correlationId);

  const asked = await readRequest(request, settings);
  if (!asked.ok) return refusalAnswer(asked.error, correlationId);
  const context = { principal, deadlineAtMs, departure, span: observation.span, budgets: settings.rates.budgets };
  const asking = {
    streams: settings.streams,
    charge: settings.rates.charge,
    who: who.value,
    address,
    method: request.method,
    accept: request.headers.accept ?? '',
    context,
    observation,
  };
  return settings.graphs.use((graph) => answerFrom(graph, asked.value, asking));
}

const ONLY_AS_STREAM: Refusal = {
  code: 'BAD_REQUEST',
  message: `Subscriptions are served over WebSocket, or by POST with accept: ${EVENT_STREAM}.`,
};
const NOBODY: Refusal = { code: 'UNAUTHENTICATED', message: 'Send a valid token: authorization: Bearer <token>.' };

interface Asking {
  readonly streams: EventStreams;
  readonly charge: DoorRates['charge'];
  readonly who: Authenticated;
  readonly address: string;
  readonly method: string | undefined;
  readonly accept: string;
  readonly context: RequestContext;
  readonly observation: Observation;
}

async function answerFrom(
  graph: ServingGraph,
  asked: GraphqlRequest,
  { streams, charge, who, address, method, accept, context, observation }: Asking,
): Promise<HttpAnswer> {
  const { correlationId } = context.principal;
  const guarded = graph.guard(asked, context.principal);
  if (!guarded.ok) return refusalAnswer(guarded.error, correlationId);
  const { operation } = guarded.value.read;
  // A GET may be sent again by whoever carries it, so it never writes.
  if (method === 'GET' && operation.operation !== 'query')
    return refusalAnswer(ONLY_POST, correlationId, { allow: 'POST' });
  const asStream = accept.includes(EVENT_STREAM);
  const isSubscription = operation.operation === 'subscription';
  if (isSubscription && !asStream) return refusalAnswer(ONLY_AS_STREAM, correlationId);
  const spent = charge(context.principal, guarded.value.price, asked.variables);
  if (spent !== null) return refusalAnswer(spent, correlationId);
  observation.read(operation);
  if (isSubscription) {
    const answer = await streams.answer({ asked, who, address, departure: context.departure });
    if (answer.stream === undefined) giveBack(guarded.value.price, asked.variables, context);
    return answer;
  }
  const admitted = { ...asked, admitted: guarded.value };
  const isOnlyAsStream = asStream && !/json|\*\/\*/.test(accept);
  const accepted = isOnlyAsStream ? undefined : accept;
  const request = { admitted: guarded.value, variables: asked.variables, accept: accepted, context };
  const short = graph.schemaLane(request) ?? graph.lane.answer(request);
  const answer = await (short ?? graph.server.execute(admitted, accepted, context));
  const { status, contentType, body, codes } = answer;
  return isOnlyAsStream && status === 200
    ? { status, headers: { 'content-type': EVENT_STREAM }, body: wholeStream(body), codes }
    : { status, headers: { 'content-type': contentType }, body, codes };
}

async function readRequest(
  request: IncomingMessage,
  { body: limits, jsonNestingMax, trusted }: GraphqlRouteSettings,
): Promise<Result<GraphqlRequest, Refusal>> {
  const envelope = await envelopeOf(request, limits, jsonNestingMax);
  return envelope.ok ? graphqlRequest(envelope.value, trusted) : envelope;
}

async function envelopeOf(
  request: IncomingMessage,
  limits: BodyLimits,
  nestingMax: number,
): Promise<Result<unknown, Refusal>> {
  if (request.method === 'GET') return envelopeOfUrl(request.url, nestingMax);
  const body = await readBody(request, limits);
  return body.ok ? parseJson(body.value, nestingMax) : body;
}

import type { IncomingMessage } from 'node:http';
import type { Authenticate } from '#gateway/auth/authenticate.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { fail, type Result } from '#schema/errors/result.ts';
import { parseJson, readBody } from './body.ts';
import { graphqlRequest } from './graphql-request.ts';
import type { GraphqlRequest, GraphqlServer } from './graphql-server.ts';
import type { Guard } from './guards.ts';
import { type HttpAnswer, refusalAnswer } from './http-answer.ts';
import type { Observation } from './observation.ts';
import type { Refusal } from './refusal.ts';

export interface GraphqlRouteSettings {
  readonly server: GraphqlServer;
  readonly authenticate: Authenticate;
  readonly guard: Guard;
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

  const who = await settings.authenticate(request.headers.authorization, correlationId);
  if (!who.ok) {
    const refusal: Refusal = { code: 'UNAUTHENTICATED', message: 'Send a valid token: authorization: Bearer <token>.' };
    return refusalAnswer(refusal, correlationId, { 'www-authenticate': 'Bearer' });
  }
  const { principal } = who.value;
  const asked = await readRequest(request, settings.bodyBytesMax);
  if (!asked.ok) return refusalAnswer(asked.error, correlationId);
  const guarded = settings.guard(asked.value, principal);
  if (!guarded.ok) return refusalAnswer(guarded.error, correlationId);
  if (guarded.value.operation.operation === 'subscription') {
    return refusalAnswer({ code: 'BAD_REQUEST', message: 'Subscriptions are served over WebSocket.' }, correlationId);
  }
  observation.read(guarded.value.operation);
  const context = { principal, deadlineAtMs, clientGone, span: observation.span };
  const { status, contentType, body, codes } = await settings.server.execute(
    asked.value,
    request.headers.accept,
    context,
  );
  return { status, headers: { 'content-type': contentType }, body, codes };
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

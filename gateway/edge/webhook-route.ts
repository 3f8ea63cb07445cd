import type { IncomingMessage } from 'node:http';
import { type Dispatcher, request as send } from 'undici';
import { PRINCIPAL_HEADER, SIGNATURE_HEADER } from '#kit/identity/signature.ts';
import type { Logger } from '#kit/observability/log.ts';
import { readBody } from './body.ts';
import { clientAddress } from './client-address.ts';
import { type HttpAnswer, methodNotAllowed, notFound, refusalAnswer } from './http-answer.ts';
import type { Rate } from './rates.ts';

export interface WebhookRouteSettings {
  /** By vendor: the subgraph that takes its webhooks. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** By subgraph: its address. */
  readonly urls: Readonly<Record<string, string>>;
  readonly bodyBytesMax: number;
  readonly rate: Rate;
  readonly timeoutMs: number;
  readonly log: Logger;
}

/** Of one connection only (RFC 9110, 7.6.1), set anew by the client below, or an identity that nobody outside may claim. */
const STOP_HERE: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'traceparent',
  'tracestate',
  'trailer',
  'transfer-encoding',
  'upgrade',
  PRINCIPAL_HEADER,
  SIGNATURE_HEADER,
]);

const ANSWER_BYTES_MAX = 64 * 1024;

/**
 * Hands a vendor's message to its subgraph as it came: the same bytes and headers, since signatures are over them.
 * What cannot be handed over is refused with 503, so that the vendor sends it again.
 */
export async function answerWebhook(
  settings: WebhookRouteSettings,
  request: IncomingMessage,
  path: string,
  correlationId: string,
): Promise<HttpAnswer> {
  const [, vendor, connection] = /^\/webhooks\/([a-z0-9-]{1,40})\/([\w.-]{1,100})$/.exec(path) ?? [];
  const url = vendor === undefined ? undefined : urlOf(settings, vendor);
  if (url === undefined || vendor === undefined || connection === undefined) return notFound();
  if (request.method !== 'POST') return methodNotAllowed('POST', correlationId);
  const spent = await settings.rate(`${clientAddress(request.socket)} ${vendor}/${connection}`);
  if (spent !== null) return refusalAnswer(spent, correlationId);
  // Signatures are over the bytes as they came, so a packed message could only be handed on unread.
  const body = await readBody(request, { bytesMax: settings.bodyBytesMax, compressed: 'refuse' });
  if (!body.ok) return refusalAnswer(body.error, correlationId);
  try {
    const response = await send(`${url.replace(/\/$/, '')}/webhooks/${vendor}/${connection}`, {
      method: 'POST',
      headers: { ...passedOn(request), 'x-correlation-id': correlationId },
      body: body.value,
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
    });
    return await passedBack(response);
  } catch (error) {
    settings.log.warn({ err: error, vendor, connection, correlationId }, 'webhook could not be handed over');
    const message = 'The message could not be taken. Send it again.';
    return refusalAnswer({ code: 'SUBGRAPH_UNAVAILABLE', message }, correlationId);
  }
}

function urlOf({ subgraphs, urls }: WebhookRouteSettings, vendor: string): string | undefined {
  const subgraph = Object.hasOwn(subgraphs, vendor) ? subgraphs[vendor] : undefined;
  return subgraph === undefined ? undefined : urls[subgraph];
}

function passedOn(request: IncomingMessage): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !STOP_HERE.has(name)) headers[name] = value;
  }
  return headers;
}

async function passedBack({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= ANSWER_BYTES_MAX) chunks.push(chunk);
  }
  const contentType = headers['content-type'];
  return {
    status: statusCode,
    headers: typeof contentType === 'string' ? { 'content-type': contentType } : {},
    body: Buffer.concat(chunks),
  };
}

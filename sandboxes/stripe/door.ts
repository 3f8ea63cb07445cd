import type { z } from 'zod';
import type { Route, VendorReply, VendorRequest } from '#sandboxes/kit/server.ts';
import { type Account, API_VERSION, type Call } from './account.ts';
import type { Wire } from './objects/wire.ts';
import { expand } from './wire/expand.ts';
import { fingerprint, parseForm } from './wire/form.ts';
import { parseParameters } from './wire/parameters.ts';
import { Refusal, refusalBody, refusalReply } from './wire/refusal.ts';

export type Answer = Wire | Refusal;

export interface Endpoint<Schema extends z.ZodType<Expandable>> {
  /** `POST /v1/customers/:id` */
  readonly at: string;
  readonly takes: Schema;
  readonly answer: (input: z.output<Schema>, call: Call, path: Readonly<Record<string, string>>) => Answer;
}

interface Expandable {
  readonly expand?: string[] | undefined;
}

/** What was answered to a caller's key. */
interface KeptAnswer {
  readonly fingerprint: string;
  readonly requestId: string;
  readonly status: number;
  readonly body: unknown;
}

const KEY_MAX = 255;

/** The caller's key, for the ledger and the log; answers are only kept for it on a POST, as documented. */
export function keyOf({ method, headers }: VendorRequest): string | null {
  return method === 'GET' ? null : (headers['idempotency-key'] ?? null);
}

/**
 * Makes a route of an endpoint: parameters parsed, the caller's key honoured, the answer expanded. All that a write
 * does stands in the journal as one entry with its kept answer.
 */
export function endpoint<Schema extends z.ZodType<Expandable>>(account: Account, facts: Endpoint<Schema>): Route {
  const [method = '', path = ''] = facts.at.split(' ');
  return {
    method,
    path,
    handle: (request) =>
      method === 'GET'
        ? headed(request, requestIdOf(account), run(account, facts, request, requestIdOf(account)))
        : account.parts.store.atomically(() => once(account, facts, request)),
  };
}

function requestIdOf(account: Account): string {
  return `req_${account.token('req', account.parts.ledger.requests().length, 14)}`;
}

function once<Schema extends z.ZodType<Expandable>>(
  account: Account,
  facts: Endpoint<Schema>,
  request: VendorRequest,
): VendorReply {
  const key = keyOf(request);
  const requestId = account.newId('req');
  if (key === null || request.method !== 'POST')
    return headed(request, requestId, execute(account, facts, request, requestId));
  if (key.length > KEY_MAX) {
    return headed(
      request,
      requestId,
      refusalReply(new Refusal({ message: `A key has at most ${KEY_MAX} characters.` })),
    );
  }

  const kept = account.parts.store.collection<KeptAnswer>('kept_answer');
  const mark = fingerprint(request.method, request.path, request.rawBody, request.query.toString());
  const earlier = kept.get(key);
  if (earlier !== undefined) return headed(request, requestId, again(earlier, mark, key));

  const reply = execute(account, facts, request, requestId);
  const { beforeExecution = false, ...shown } = reply;
  if (!beforeExecution) kept.put(key, { fingerprint: mark, requestId, status: reply.status, body: reply.body });
  return headed(request, requestId, shown);
}

interface Executed extends VendorReply {
  readonly beforeExecution?: boolean;
}

function again(earlier: KeptAnswer, mark: string, key: string): VendorReply {
  if (earlier.fingerprint !== mark) {
    return refusalReply(
      new Refusal({
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the parameters they were first used with: '${key}'.`,
      }),
    );
  }
  return {
    status: earlier.status,
    body: earlier.body,
    headers: {
      'idempotent-replayed': 'true',
      'original-request': earlier.requestId,
      // A kept 500 comes back for ever: sending it again is of no use.
      ...(earlier.status >= 500 ? { 'stripe-should-retry': 'false' } : {}),
    },
  };
}

/** `stored-500`: the endpoint has begun, breaks without an effect, and its 500 is kept under the caller's key. */
function execute<Schema extends z.ZodType<Expandable>>(
  account: Account,
  facts: Endpoint<Schema>,
  request: VendorRequest,
  requestId: string,
): Executed {
  if (account.parts.faults.strike(['stored-500'], request.method, request.path) !== null) {
    const broken = new Refusal({ status: 500, type: 'api_error', message: 'Something went wrong on our side.' });
    return { ...refusalReply(broken), headers: { 'stripe-should-retry': 'false' } };
  }
  return run(account, facts, request, requestId);
}

function run<Schema extends z.ZodType<Expandable>>(
  account: Account,
  facts: Endpoint<Schema>,
  request: VendorRequest,
  requestId: string,
): Executed {
  const form = [request.query.toString(), request.rawBody].filter((part) => part !== '').join('&');
  const input = parseParameters(facts.takes, parseForm(form));
  if (input instanceof Refusal) return refused(input);
  const call: Call = { key: keyOf(request), requestId, at: account.parts.clock.nowS() };
  const answer = facts.answer(input, call, request.params);
  if (answer instanceof Refusal) return refused(answer);
  const body = expand(account, answer, input.expand ?? []);
  if (!(body instanceof Refusal)) return { status: 200, body };
  // A write has happened by now: its caller must see what it did rather than a complaint about the path.
  return request.method === 'GET' ? refused(body) : { status: 200, body: answer };
}

function refused(refusal: Refusal): Executed {
  return { status: refusal.status, body: refusalBody(refusal), beforeExecution: refusal.beforeExecution };
}

function headed(request: VendorRequest, requestId: string, { status, body, headers }: VendorReply): VendorReply {
  const key = keyOf(request);
  return {
    status,
    body,
    headers: {
      'request-id': requestId,
      'stripe-version': request.headers['stripe-version'] ?? API_VERSION,
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...headers,
    },
  };
}

/** Refuses a request without the account's key, sent as bearer or as basic user. `null` = any key will do. */
export function authenticate(request: VendorRequest, apiKey: string | null): Refusal | null {
  const [scheme = '', credentials = ''] = (request.headers['authorization'] ?? '').split(' ');
  const basic = Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
  const given = scheme.toLowerCase() === 'basic' ? basic : credentials;
  if (given !== '' && (apiKey === null || given === apiKey)) return null;
  const message = given === '' ? 'You did not provide an API key.' : 'Invalid API Key provided.';
  return new Refusal({ status: 401, message });
}

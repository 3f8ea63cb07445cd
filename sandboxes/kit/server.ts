import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SandboxClock, seededRandom } from './clock.ts';
import { Deliveries } from './deliveries.ts';
import { type Fault, Faults, parseFaultRule } from './faults.ts';
import { Ledger } from './ledger.ts';
import { Store } from './store.ts';

export interface SandboxOptions {
  /** 0 or left out = a free port. */
  readonly port?: number;
  /** Folder of the journal; left out = in memory. */
  readonly dataDir?: string;
  /** Drives every random choice; left out = 1. */
  readonly seed?: number;
}

export interface VendorRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: string;
  /** The values of the route's `:names`, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface VendorReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; left out = an empty body. A string is sent as it is. */
  readonly body?: unknown;
}

export type Handler = (request: VendorRequest) => VendorReply | Promise<VendorReply>;

export interface Route {
  readonly method: string;
  /** `/v1/customers/:id`; a `:name` takes everything up to the next slash. */
  readonly path: string;
  readonly handle: Handler;
}

/** What a vendor's own folder says of itself; the rest is the same for all of them. */
export interface Vendor {
  readonly name: string;
  readonly routes: readonly Route[];
  /** The vendor's wording of a fault that it answers itself (`429`, `500`). */
  readonly refusal: (fault: '429' | '500', retryAfterS: number | null) => VendorReply;
  /** The vendor's wording of an unknown path. */
  readonly unknown: (request: VendorRequest) => VendorReply;
  /** The idempotency key or external id of a request, for the log; null where there is none. */
  readonly keyOf: (request: VendorRequest) => string | null;
  /** Looked at before any route; a reply ends the request there (authentication, concurrency). */
  readonly guard?: (request: VendorRequest) => VendorReply | null;
  /** Told when a guarded request has ended, whatever its end. */
  readonly release?: (request: VendorRequest) => void;
  /** Puts the vendor's starting records in place, at first start and after a reset. */
  readonly populate?: () => void;
  /** Told when the control API has set the clock, so that what fell due in between is done at once. */
  readonly clockMoved?: () => void;
  /** Further paths under `/__sandbox/`, answered where the kit has none of its own. */
  readonly controls?: readonly Route[];
  /** Sends once more what leaves by another way than HTTP deliveries; answers how many. */
  readonly replay?: () => number;
}

/** What the kit lends to a vendor's folder while it builds itself. */
export interface SandboxParts {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  readonly random: () => number;
}

export interface Sandbox extends SandboxParts {
  readonly url: string;
  close(): Promise<void>;
}

const BODY_MAX = 8 * 1024 * 1024;
const ANSWERED_FAULTS: readonly Fault[] = ['429', '500', 'timeout-before', 'timeout-after'];

/** Starts a vendor's stand-in on 127.0.0.1 with the control API under `/__sandbox/`. */
export async function startSandbox(
  name: string,
  options: SandboxOptions,
  build: (parts: SandboxParts) => Vendor,
): Promise<Sandbox> {
  const store = new Store(options.dataDir === undefined ? null : join(options.dataDir, `${name}.journal`));
  const clock = new SandboxClock(store);
  const random = seededRandom(options.seed ?? 1);
  const parts: SandboxParts = {
    store,
    clock,
    random,
    ledger: new Ledger(store, clock),
    faults: new Faults(random),
    deliveries: new Deliveries(store),
  };
  const vendor = build(parts);
  if (store.collection('effect').size === 0 && store.collection('counter').size === 0) vendor.populate?.();

  const server = createServer((request, response) => {
    serve(vendor, parts, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`sandbox ${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  });
  server.keepAliveTimeout = 30_000;
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    ...parts,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      parts.deliveries.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function serve(vendor: Vendor, parts: SandboxParts, incoming: IncomingMessage, response: ServerResponse) {
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const rawBody = await readBody(incoming);
  if (rawBody === null) return send(response, { status: 413, body: { error: 'body too large' } });
  const request: VendorRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers as Record<string, string | undefined>,
    rawBody,
    params: {},
  };
  if (url.pathname.startsWith('/__sandbox/')) return send(response, await control(vendor, parts, request));

  const struck = parts.faults.strike(ANSWERED_FAULTS, request.method, request.path);
  const log = (status: number | null) =>
    parts.ledger.seen({
      method: request.method,
      path: request.path,
      key: vendor.keyOf(request),
      status,
      fault: struck?.fault ?? null,
    });

  if (struck?.fault === 'timeout-before') {
    log(null);
    response.destroy();
    return;
  }
  const reply =
    struck?.fault === '429' || struck?.fault === '500'
      ? vendor.refusal(struck.fault, struck.retryAfterS ?? null)
      : await answer(vendor, request);
  if (struck?.fault === 'timeout-after') {
    log(null);
    response.destroy();
    return;
  }
  log(reply.status);
  send(response, reply);
}

async function answer(vendor: Vendor, request: VendorRequest): Promise<VendorReply> {
  const refused = vendor.guard?.(request) ?? null;
  if (refused !== null) return refused;
  try {
    return (await routed(vendor.routes, request)) ?? vendor.unknown(request);
  } finally {
    vendor.release?.(request);
  }
}

/** What the first route that fits says; null when none does. */
async function routed(routes: readonly Route[], request: VendorRequest): Promise<VendorReply | null> {
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const params = matchPath(route.path, request.path);
    if (params !== null) return await route.handle({ ...request, params });
  }
  return null;
}

/** The values of the `:names` of a route's path, or null when the path is another one. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      if (value === '') return null;
      params[part.slice(1)] = decodeURIComponent(value);
    } else if (part !== value) return null;
  }
  return params;
}

async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size > BODY_MAX) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, reply: VendorReply): void {
  const headers: Record<string, string> = { ...reply.headers };
  let body = '';
  if (typeof reply.body === 'string') body = reply.body;
  else if (reply.body !== undefined) {
    body = JSON.stringify(reply.body);
    headers['content-type'] ??= 'application/json';
  }
  response.writeHead(reply.status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
}

/** The control API that every sandbox answers beside the vendor's own. */
async function control(vendor: Vendor, parts: SandboxParts, request: VendorRequest): Promise<VendorReply> {
  const { ledger, faults, store, clock, deliveries } = parts;
  switch (`${request.method} ${request.path}`) {
    case 'GET /__sandbox/ledger':
      return { status: 200, body: { effects: ledger.effects() } };
    case 'GET /__sandbox/requests':
      return { status: 200, body: { requests: ledger.requests() } };
    case 'GET /__sandbox/faults':
      return { status: 200, body: { faults: faults.list() } };
    case 'POST /__sandbox/faults': {
      const rule = parseFaultRule(parseJson(request.rawBody));
      if (typeof rule === 'string') return { status: 400, body: { error: rule } };
      faults.add(rule);
      return { status: 201, body: { faults: faults.list() } };
    }
    case 'DELETE /__sandbox/faults':
      faults.clear();
      return { status: 204 };
    case 'POST /__sandbox/reset':
      faults.clear();
      store.reset();
      ledger.reset();
      vendor.populate?.();
      return { status: 204 };
    case 'GET /__sandbox/clock':
      return { status: 200, body: { now: clock.now().toISOString() } };
    case 'POST /__sandbox/clock': {
      const { now } = (parseJson(request.rawBody) ?? {}) as { now?: string };
      const instant = new Date(now ?? Number.NaN);
      if (Number.isNaN(instant.getTime())) return { status: 400, body: { error: 'now must be an RFC 3339 instant.' } };
      clock.set(instant);
      vendor.clockMoved?.();
      return { status: 200, body: { now: clock.now().toISOString() } };
    }
    case 'GET /__sandbox/webhooks':
      return { status: 200, body: { deliveries: deliveries.list() } };
    case 'POST /__sandbox/webhooks/replay':
      return { status: 202, body: { replayed: (await deliveries.replay()) + (vendor.replay?.() ?? 0) } };
    default:
      return (
        (await routed(vendor.controls ?? [], request)) ?? {
          status: 404,
          body: { error: `The control API has no ${request.method} ${request.path}.` },
        }
      );
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

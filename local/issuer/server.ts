import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { type Ids, systemIds } from '#kit/runtime/ids.ts';
import { cryptoRandom, type Random } from '#kit/runtime/random.ts';
import { type Answer, json } from './answer.ts';
import { Codes } from './codes.ts';
import { PEOPLE } from './people.ts';
import { authorize, COOKIE, choose, exchange, metadata, type Provider } from './provider.ts';
import type { SigningKey } from './signing-key.ts';

export interface LocalIssuerSettings {
  readonly key: SigningKey;
  /** What access tokens are for. */
  readonly audience: string;
  readonly clientId: string;
  /** Of the page: it may ask from there, and a sign-in comes back to there. */
  readonly origins: readonly string[];
  /** 0 = a free one. */
  readonly port: number;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly random?: Random;
}

export interface LocalIssuer {
  /** The issuer itself, without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/** Paths of the page that a sign-in may come back to. */
const PAGES = ['/', '/graphiql'];
const BODY_BYTES_MAX = 8 * 1024;

/**
 * An OpenID provider for a run on this machine: whoever opens it chooses who to be. It listens on 127.0.0.1 only and
 * answers under that name only.
 */
export async function startLocalIssuer(settings: LocalIssuerSettings): Promise<LocalIssuer> {
  const { clock = systemClock, ids = systemIds, random = cryptoRandom, key, audience, clientId, origins } = settings;
  const redirectUris = origins.flatMap((origin) => PAGES.map((path) => `${origin}${path}`));
  const codes = new Codes(clock, random);
  const rest = { key, audience, client: { clientId, redirectUris }, codes, sessions: new Map(), clock, ids, random };
  const server = createServer((request, response) => {
    // The port is known once it listens, and nobody asks before.
    const provider: Provider = { ...rest, url: urlOf(server) };
    void answerTo(provider, request)
      .catch((): Answer => ({ status: 500 }))
      .then((answer) => send(response, answer, corsFor(origins, request)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  return {
    url: urlOf(server),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answerTo(provider: Provider, request: IncomingMessage): Promise<Answer> {
  // A page elsewhere could give its own name to this machine's address.
  if (request.headers.host !== new URL(provider.url).host) return { status: 421 };
  const { pathname, searchParams } = new URL(request.url ?? '/', provider.url);
  if (pathname === '/token') return tokenAnswer(provider, request);
  if (request.method !== 'GET') return { status: 405, headers: { allow: 'GET' } };
  if (pathname === '/.well-known/openid-configuration') return metadata(provider);
  if (pathname === '/keys') return json({ keys: [provider.key.publicJwk] });
  if (pathname === '/authorize') return authorize(provider, searchParams, cookieOf(request));
  const person = PEOPLE.find(({ id }) => pathname === `/authorize/as/${id}`);
  return person === undefined ? { status: 404 } : choose(provider, searchParams, person);
}

async function tokenAnswer(provider: Provider, request: IncomingMessage): Promise<Answer> {
  if (request.method === 'OPTIONS') return { status: 204 };
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
  const body = await bodyOf(request);
  return body === null ? { status: 413 } : exchange(provider, new URLSearchParams(body));
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The page asks across origins for metadata and tokens, without cookies. */
function corsFor(origins: readonly string[], { headers: { origin } }: IncomingMessage): Record<string, string> {
  if (origin === undefined || !origins.includes(origin)) return {};
  return { 'access-control-allow-origin': origin, 'access-control-allow-headers': 'content-type', vary: 'origin' };
}

function cookieOf({ headers }: IncomingMessage): string | undefined {
  return new RegExp(`(?:^|; )${COOKIE}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
}

function send(
  response: ServerResponse,
  { status, headers = {}, body = '' }: Answer,
  cors: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...headers,
    ...cors,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

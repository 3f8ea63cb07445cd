import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { type GraphQLSchema, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { FakeGraph } from './fake-graph.ts';

/** The only token that the fake knows. */
export const FAKE_TOKEN = 'fake-token-of-revops';

const TYPE: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.css', 'text/css'],
  ['.svg', 'image/svg+xml'],
]);

// As strict as a server can be with the page; a violation is an error in the browser's console, which the test counts.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'";
// GraphiQL's editor writes style elements and its style sheet carries its fonts in itself.
const EXPLORER_POLICY = `${POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")}; font-src data:`;

export interface FakeServer {
  readonly url: string;
  /** Cuts every WebSocket without a word, as a lost network does. */
  readonly dropSockets: () => void;
  readonly close: () => Promise<void>;
}

export interface FakeServerOptions {
  readonly schema: GraphQLSchema;
  readonly graph: FakeGraph;
  /** Folder of the built page. */
  readonly pages: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Asked at each request, since the issuer comes after the page; left out = only `FAKE_TOKEN` is believed. */
  readonly login?: () => FakeLogin;
}

/** Somebody else who says who is there. */
export interface FakeLogin {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly accepts: (authorization: string) => Promise<boolean>;
}

/** Serves the built page and answers /graphql as the gateway does, from the fake graph. */
export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const { schema, graph } = options;
  const server = createServer((request, response) => {
    void (request.url === '/graphql' ? answer(options, request, response) : serve(options, request, response));
  });
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const graphSockets = useServer(
    {
      schema,
      roots: { subscription: graph.subscription },
      onConnect: (context) => isBelieved(options, String(context.connectionParams?.['authorization'])),
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    dropSockets: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    close: async () => {
      await graphSockets.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(options: FakeServerOptions, request: IncomingMessage, response: ServerResponse) {
  const { schema, graph } = options;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-correlation-id': 'c0ffee02' });
    response.end(JSON.stringify(body));
  };
  if (!(await isBelieved(options, request.headers.authorization))) {
    return send(401, { errors: [{ message: 'Sign in.', extensions: { code: 'UNAUTHENTICATED' } }] });
  }
  const { query, variables } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const rootValue = { ...graph.query, ...graph.mutation };
  send(200, await graphql({ schema, source: query, rootValue, variableValues: variables }));
}

function isBelieved({ login }: FakeServerOptions, authorization: string | undefined): boolean | Promise<boolean> {
  if (authorization === `Bearer ${FAKE_TOKEN}`) return true;
  return login === undefined || authorization === undefined ? false : login().accepts(authorization);
}

async function serve({ pages, login }: FakeServerOptions, request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://page.invalid');
  if (pathname === '/login.json') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ login: login?.() ?? null }));
    return;
  }
  const issuer = login === undefined ? '' : ` ${login().issuer}`;
  const policy = (pathname === '/graphiql' ? EXPLORER_POLICY : POLICY).replace('connect-src', `connect-src${issuer}`);
  const name = pathname === '/' ? 'index.html' : pathname === '/graphiql' ? 'graphiql.html' : normalize(pathname);
  try {
    const body = await readFile(join(pages, name));
    response.writeHead(200, {
      'content-type': TYPE.get(extname(name)) ?? 'application/octet-stream',
      'content-security-policy': policy,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PRINCIPAL_HEADER, SIGNATURE_HEADER } from '#kit/identity/signature.ts';
import { type Part, servePart } from '../support/part.ts';

export interface ReplaySettings {
  /** By subgraph: where the first answer comes from. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
}

/** By subgraph: where it is replayed. */
export type ReplayAddress = Readonly<Record<string, string>>;

const FORWARDED = ['content-type', 'accept', PRINCIPAL_HEADER, SIGNATURE_HEADER] as const;

/**
 * Stands in for every subgraph: asks the real one for each distinct fetch once, then answers it from memory. Counts the
 * fetches. Who asks is not looked at again, so it must never serve anything but a benchmark.
 */
async function openReplay({ subgraphUrls }: ReplaySettings): Promise<Part> {
  const answers = new Map<string, Promise<Buffer>>();
  let fetched = 0;
  const answerTo = async (request: IncomingMessage): Promise<Buffer> => {
    fetched += 1;
    const body = await readBody(request);
    const subgraph = request.url?.split('/', 2)[1] ?? '';
    const key = keyOf(subgraph, body);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const asked = ask(`${subgraphUrls[subgraph]}/graphql`, request, body);
    answers.set(key, asked);
    asked.catch(() => answers.delete(key));
    return asked;
  };
  const server = createServer((request, response) => {
    answerTo(request).then(
      (answer) => send(response, 200, answer),
      (error: unknown) => send(response, 502, Buffer.from(String(error))),
    );
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address: ReplayAddress = Object.fromEntries(
    Object.keys(subgraphUrls).map((name) => [name, `http://127.0.0.1:${port}/${name}`]),
  );
  return {
    address,
    count: () => fetched,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Gateways write the same fetch in different words: only subgraph, query and variables tell fetches apart. */
function keyOf(subgraph: string, body: string): string {
  const { query, variables } = JSON.parse(body) as { readonly query?: unknown; readonly variables?: unknown };
  return JSON.stringify([subgraph, query, variables ?? {}]);
}

async function ask(url: string, request: IncomingMessage, body: string): Promise<Buffer> {
  const headers: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer.toString('utf8').slice(0, 200)}`);
  return answer;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

servePart(openReplay);

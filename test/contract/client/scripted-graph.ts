import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SubscriptionDocument } from '#client/document.ts';
import type { Surroundings } from '#client/surroundings.ts';

export interface NewsItem {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
}

export const news: SubscriptionDocument<{ readonly news: NewsItem }, { readonly resumeFrom?: string | null }> = {
  kind: 'subscription',
  name: 'News',
  text: 'subscription News($resumeFrom: String) { news(resumeFrom: $resumeFrom) { cursor sequence kind } }',
};

/** What one connection brings: items by their numbers, or errors in their place, and how it ends. */
export interface Spoken {
  readonly items?: readonly number[];
  /** `stays` is open until the client leaves. Any other word is the code of an error. */
  readonly end: 'stays' | 'breaks' | 'completes' | 'LAGGED' | 'UNAUTHENTICATED' | 'CURSOR_EXPIRED' | 'FORBIDDEN';
}

export interface Asked {
  readonly resumeFrom: string | null;
  readonly authorization: string | undefined;
}

export interface ScriptedGraph {
  readonly url: string;
  /** Every connection's question. */
  readonly asked: Asked[];
  openCount(): number;
  /** How often a socket was asked for a sign of life. It is never given one: only items are. */
  pingedCount(): number;
  /** Over every stream that stays. */
  tell(number: number): void;
  close(): Promise<void>;
}

const itemOf = (number: number) => ({ news: { cursor: `c${number}`, sequence: number, kind: `item ${number}` } });
const CLOSE_CODES: Readonly<Record<string, number>> = { LAGGED: 4413, UNAUTHENTICATED: 4401 };

/** A graph whose streams say, connection by connection, what the script says, over both transports. */
export async function scriptedGraph(script: readonly Spoken[]): Promise<ScriptedGraph> {
  const asked: Asked[] = [];
  const open = new Set<unknown>();
  const told = new Set<(number: number) => void>();
  let pinged = 0;
  const turn = (question: Asked): Spoken => {
    asked.push(question);
    return script[asked.length - 1] ?? { end: 'stays' };
  };
  const server = createServer((request, response) => void speak(request, response));
  const speak = async (request: IncomingMessage, response: ServerResponse) => {
    const { variables } = JSON.parse(await textOf(request)) as { variables: { resumeFrom: string | null } };
    const spoken = turn({ resumeFrom: variables.resumeFrom, authorization: request.headers.authorization });
    open.add(response);
    response.once('close', () => open.delete(response));
    if (spoken.end === 'UNAUTHENTICATED' && spoken.items === undefined) {
      response.writeHead(401, { 'content-type': 'application/json' }).end(errorsOf(spoken.end));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const number of spoken.items ?? []) response.write(nextOf(JSON.stringify({ data: itemOf(number) })));
    if (spoken.end === 'stays') told.add((number) => response.write(nextOf(JSON.stringify({ data: itemOf(number) }))));
    else if (spoken.end === 'breaks') setImmediate(() => response.destroy());
    else if (spoken.end === 'completes') response.end('event: complete\ndata:\n\n');
    else response.end(`${nextOf(errorsOf(spoken.end))}event: complete\ndata:\n\n`);
  };
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    let authorization: string | undefined;
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as SocketMessage;
      if (message.type === 'ping') pinged += 1;
      if (message.type === 'connection_init') {
        authorization = message.payload?.authorization;
        socket.send('{"type":"connection_ack"}');
      }
      if (message.type !== 'subscribe') return;
      const resumeFrom = message.payload?.variables?.resumeFrom ?? null;
      const id = message.id ?? '';
      const spoken = turn({ resumeFrom, authorization });
      sayOn(socket, id, spoken);
      if (spoken.end === 'stays') told.add((number) => sayOn(socket, id, { items: [number], end: 'stays' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    openCount: () => open.size,
    pingedCount: () => pinged,
    tell: (number) => {
      for (const tell of told) tell(number);
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly authorization?: string; readonly variables?: { readonly resumeFrom: string | null } };
}

function sayOn(socket: WebSocket, id: string, { items = [], end }: Spoken): void {
  for (const number of items) socket.send(JSON.stringify({ id, type: 'next', payload: { data: itemOf(number) } }));
  const code = CLOSE_CODES[end];
  if (end === 'stays') return;
  if (end === 'breaks') setImmediate(() => socket.terminate());
  else if (end === 'completes') socket.send(JSON.stringify({ id, type: 'complete' }));
  else if (code === undefined)
    socket.send(JSON.stringify({ id, type: 'error', payload: [{ message: 'No.', extensions: { code: end } }] }));
  else socket.close(code, end.toLowerCase());
}

const errorsOf = (code: string) => JSON.stringify({ errors: [{ message: 'No.', extensions: { code } }] });
const nextOf = (json: string) => `event: next\ndata: ${json}\n\n`;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** How long a connection lasts that is a good one, and a deadline: in the tests they never come. */
const NEVER_MS: ReadonlySet<number> = new Set([10_000, 30_000]);

/** Time in which pauses pass at once, and are noted. */
export function pausesAtOnce(): Surroundings['timers'] & { readonly paused: number[]; look(): void } {
  const paused: number[] = [];
  const looking = new Set<() => void>();
  return {
    paused,
    sleep: (ms, signal) => {
      if (!NEVER_MS.has(ms)) {
        paused.push(ms);
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        if (signal?.aborted === true) resolve();
        else signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    },
    every: (_ms, work) => {
      const look = () => void work();
      looking.add(look);
      return { stop: () => looking.delete(look), stopped: Promise.resolve() };
    },
    /** What is done again and again is done once. */
    look: () => {
      for (const look of looking) look();
    },
  };
}

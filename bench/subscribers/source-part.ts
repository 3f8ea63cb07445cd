import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { type GraphQLSchema, graphql, parse, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { EventStream } from '#gateway/live/event-stream.ts';
import { findCursor, writeCursor } from '#kit/events/stream-cursor.ts';
import { verifyCall } from '#kit/identity/signature.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { type Part, servePart } from '../support/part.ts';
import { STREAM_SDL } from './graph.ts';

export interface SourceSettings {
  readonly filters: number;
  readonly serviceSecret: string;
}

export interface SourceAddress {
  readonly operations: string;
  readonly crm: string;
}

/** So many events, of all filters by turns; at a rate, or as fast as they can be told when that is null. */
export interface TellQuestion {
  readonly events: number;
  readonly perSecond: number | null;
}

interface News {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly toldAtMs: number;
  readonly customer: { readonly id: string };
}

/** A reader of a filter's log: first a snapshot of one item, or what it missed, then what comes, counted without gaps. */
interface Reader {
  readonly items: EventStream<{ readonly news: News }>;
  sequence: number;
}

class FilterLog {
  readonly #customer: { readonly id: string };
  readonly #toldAtMs: number[] = [];
  readonly #readers = new Set<Reader>();

  constructor(filter: number) {
    this.#customer = { id: `c${filter}` };
  }

  get count(): number {
    return this.#toldAtMs.length;
  }

  tell(): void {
    this.#toldAtMs.push(systemClock.now().getTime());
    for (const reader of this.#readers) this.#push(reader, this.count);
  }

  follow(resumeFrom: string | null): EventStream<{ readonly news: News }> {
    const cursor = resumeFrom === null ? null : findCursor(resumeFrom);
    const reader: Reader = {
      items: new EventStream(() => this.#readers.delete(reader)),
      sequence: cursor?.sequence ?? 0,
    };
    this.#readers.add(reader);
    if (cursor === null) this.#push(reader, this.count, 'snapshot');
    else for (let place = Number(cursor.position.id) + 1; place <= this.count; place += 1) this.#push(reader, place);
    return reader.items;
  }

  #push(reader: Reader, place: number, kind = 'event'): void {
    reader.sequence += 1;
    const { sequence } = reader;
    const cursor = writeCursor({ position: { xid: '1', id: String(place) }, sequence, inSnapshot: false });
    const toldAtMs = this.#toldAtMs[place - 1] ?? systemClock.now().getTime();
    reader.items.push({ news: { cursor, sequence, kind, toldAtMs, customer: this.#customer } });
  }
}

const TURN_MS = 20;
/** Told at once, before the sockets get a turn. */
const BURST = 50;

/** The owner of the events and the system that is joined to them, on ports of their own. Counts the events told. */
async function openSource({ filters, serviceSecret }: SourceSettings): Promise<Part> {
  const logs = Array.from({ length: filters }, (_, filter) => new FilterLog(filter));
  let told = 0;
  const tellSome = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      logs[told % filters]?.tell();
      told += 1;
    }
  };
  const operations = await serve(schemaOf('operations', newsResolvers(logs)));
  const crm = await serve(schemaOf('crm', { Customer: { __resolveReference: named } }));
  serveNews(operations.server, operations.schema, serviceSecret);
  return {
    address: { operations: operations.url, crm: crm.url } satisfies SourceAddress,
    count: () => told,
    answer: async (question) => {
      const { events, perSecond } = question as TellQuestion;
      await (perSecond === null ? tellFast(events, tellSome) : tellAtRate(events, perSecond, tellSome));
      return { lastOf: logs.map(({ count }) => count) };
    },
    close: () => Promise.resolve(),
  };
}

async function tellFast(events: number, tellSome: (count: number) => void): Promise<void> {
  for (let left = events; left > 0; left -= BURST) {
    tellSome(Math.min(BURST, left));
    await systemTimers.sleep(0);
  }
}

async function tellAtRate(events: number, perSecond: number, tellSome: (count: number) => void): Promise<void> {
  const startedAtMs = performance.now();
  for (let done = 0; done < events; ) {
    const due = Math.min(events, Math.floor(((performance.now() - startedAtMs) / 1000) * perSecond) + 1);
    tellSome(due - done);
    done = due;
    await systemTimers.sleep(TURN_MS);
  }
}

function newsResolvers(logs: readonly FilterLog[]): unknown {
  const follow = (_root: unknown, { filter, resumeFrom }: { filter: number; resumeFrom?: string | null }) =>
    logs[filter]?.follow(resumeFrom ?? null);
  return { Subscription: { news: { subscribe: follow } } };
}

function named({ id }: { readonly id: string }) {
  return { id, name: `Customer ${id}` };
}

function schemaOf(name: keyof typeof STREAM_SDL, resolvers: unknown): GraphQLSchema {
  // Its own type has a place for scalars and enums, which this graph has not.
  return buildSubgraphSchema([
    { typeDefs: parse(STREAM_SDL[name]), resolvers: resolvers as GraphQLResolverMap<unknown> },
  ]);
}

async function serve(schema: GraphQLSchema): Promise<{ server: Server; schema: GraphQLSchema; url: string }> {
  const server = createServer((request, response) => {
    void textOf(request).then(async (body) => {
      const { query, variables } = JSON.parse(body === '' ? '{"query":"{ __typename }"}' : body) as {
        readonly query: string;
        readonly variables?: Readonly<Record<string, unknown>>;
      };
      const answer = await graphql({ schema, source: query, variableValues: variables ?? {} });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A listener on a port has a port');
  return { server, schema, url: `http://127.0.0.1:${address.port}` };
}

function serveNews(server: Server, schema: GraphQLSchema, serviceSecret: string): void {
  useServer(
    {
      schema,
      subscribe,
      onConnect: ({ connectionParams }) =>
        verifyCall(connectionParams ?? {}, '', serviceSecret, systemClock.now()) !== null,
    },
    new WebSocketServer({ server, path: '/graphql' }),
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

servePart(openSource);

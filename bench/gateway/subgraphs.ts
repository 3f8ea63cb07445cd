import { once } from 'node:events';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { type GraphQLSchema, graphql, parse } from 'graphql';
import { systemTimers } from '#kit/runtime/timers.ts';
import { type Part, servePart } from '../support/part.ts';
import { BENCH_RESOLVERS } from './graph/resolvers.ts';
import { BENCH_SDL, BENCH_SUBGRAPHS, type BenchSubgraph } from './graph/sdl.ts';
import { jsonAnswer, type RawRequest, rawHttpServer } from './raw-http.ts';

export interface SubgraphsSettings {
  /** Before each answer, as if a system were busy. */
  readonly delayMs: number;
}

/** By subgraph: its address without a path. */
export type SubgraphsAddress = Readonly<Record<BenchSubgraph, string>>;

/**
 * All four systems in one process, each on a port of its own. Each distinct body is answered by graphql-js once and from
 * memory ever after. Who asks is not looked at. Counts the fetches.
 */
async function openSubgraphs({ delayMs }: SubgraphsSettings): Promise<Part> {
  let fetched = 0;
  const opened = await Promise.all(
    BENCH_SUBGRAPHS.map(async (name) => {
      const answerTo = replayed(name);
      const server = rawHttpServer((request) => {
        // Somebody looks whether we live.
        if (request.method === 'GET') return ALIVE;
        fetched += 1;
        return delayMs === 0 ? answerTo(request) : late(delayMs, answerTo(request));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('A listener on a port has a port');
      return { name, url: `http://127.0.0.1:${address.port}` };
    }),
  );
  return {
    address: Object.fromEntries(opened.map(({ name, url }) => [name, url])),
    count: () => fetched,
    // Its connections end with the process.
    close: () => Promise.resolve(),
  };
}

const ALIVE = jsonAnswer('{}');

function replayed(name: BenchSubgraph): (request: RawRequest) => Buffer | Promise<Buffer> {
  // Its own type has a place for scalars and enums, which the bench graph has not.
  const resolvers = BENCH_RESOLVERS[name] as GraphQLResolverMap<unknown>;
  const schema = buildSubgraphSchema([{ typeDefs: parse(BENCH_SDL[name]), resolvers }]);
  const answers = new Map<string, Buffer>();
  return ({ body }) => {
    const key = body.toString('latin1');
    const known = answers.get(key);
    if (known !== undefined) return known;
    return computed(schema, body).then((answer) => {
      answers.set(key, answer);
      return answer;
    });
  };
}

async function computed(schema: GraphQLSchema, body: Buffer): Promise<Buffer> {
  const { query, variables } = JSON.parse(body.toString('utf8')) as {
    readonly query: string;
    readonly variables?: Readonly<Record<string, unknown>>;
  };
  const answer = await graphql({ schema, source: query, variableValues: variables ?? {} });
  return jsonAnswer(JSON.stringify(answer));
}

async function late(delayMs: number, answer: Buffer | Promise<Buffer>): Promise<Buffer> {
  await systemTimers.sleep(delayMs);
  return answer;
}

servePart(openSubgraphs);

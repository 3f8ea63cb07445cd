import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import composition from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { execute, parse, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** A subgraph that knows nothing of this product: at a path of its own, asking nobody who they are. */
export interface ForeignSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly url: string;
  readonly asked: { readonly headers: IncomingMessage['headers']; readonly query: string }[];
  close(): Promise<void>;
}

const PATH = '/api/v1/query?tenant=1';

export async function foreignSubgraph(
  name: string,
  sdl: string,
  resolvers: GraphQLResolverMap<unknown>,
): Promise<ForeignSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  const asked: { headers: IncomingMessage['headers']; query: string }[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then(async (body) => {
      if (request.url !== PATH) return response.writeHead(404).end();
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      asked.push({ headers: request.headers, query });
      const result = await execute({ schema, document: parse(query), variableValues: variables ?? {} });
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
    });
  });
  const sockets = new WebSocketServer({ server, path: PATH.split('?')[0] ?? PATH });
  useServer({ schema, subscribe }, sockets);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name,
    sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    asked,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As its owner would compose it: without our lints, with the addresses in it. */
export function foreignSupergraph(subgraphs: readonly Pick<ForeignSubgraph, 'name' | 'sdl' | 'url'>[]): string {
  const composed = composition.composeServices(
    subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (composed.supergraphSdl === undefined) throw new Error(composed.errors.join('\n'));
  return composed.supergraphSdl;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

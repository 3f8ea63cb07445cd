import apolloGateway, { type GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { committedRuntimeSupergraph } from '#gateway/config/graph.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { signCall } from '#kit/identity/signature.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { reportNothing } from '#kit/runtime/no-telemetry.ts';
import { type Part, servePart } from '../support/part.ts';
import type { GatewayPartSettings } from './own-gateway.ts';

/** It looks at no token: whoever asks is this auditor. That is less work than our gateway does. */
const PRINCIPAL: Principal = {
  subject: 'bench',
  roles: ['auditor'],
  entities: ['US', 'DE'],
  scopes: [],
  correlationId: 'bench',
};

/** Apollo's server, gateway and data source as they come, on the same supergraph; only the signature is added. */
async function openStockGateway({ subgraphUrls, serviceSecret }: GatewayPartSettings): Promise<Part> {
  class SignedDataSource extends apolloGateway.RemoteGraphQLDataSource {
    override willSendRequest({ request }: GraphQLDataSourceProcessOptions): void {
      const { http, query, ...others } = request;
      // The text that the data source makes of it right after.
      const body = JSON.stringify({ query, ...others });
      const signed = signCall(PRINCIPAL, body, serviceSecret, systemClock.now());
      for (const [name, value] of Object.entries(signed)) http?.headers.set(name, value);
    }
  }
  reportNothing();
  const gateway = new apolloGateway.ApolloGateway({
    supergraphSdl: committedRuntimeSupergraph(),
    buildService: ({ name }) => new SignedDataSource({ url: `${subgraphUrls[name]}/graphql` }),
  });
  const server = new ApolloServer({ gateway, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { address: new URL('/graphql', url).href, close: () => server.stop() };
}

servePart(openStockGateway);

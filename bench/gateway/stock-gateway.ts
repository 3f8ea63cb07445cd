import { readFileSync } from 'node:fs';
import apolloGateway from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { reportNothing } from '#kit/runtime/no-telemetry.ts';

/**
 * Apollo's server, gateway and data source as they come, on the supergraph in the file `SUPERGRAPH`, at `PORT`. It looks at
 * no token, no rights and no limits.
 */
const { SUPERGRAPH = '', PORT = '4000' } = process.env;
reportNothing();
const server = new ApolloServer({
  gateway: new apolloGateway.ApolloGateway({ supergraphSdl: readFileSync(SUPERGRAPH, 'utf8') }),
});
await startStandaloneServer(server, { listen: { port: Number(PORT), host: '127.0.0.1' } });

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gatewayConfig } from '#gateway/config.ts';
import { startGateway } from '#gateway/start-gateway.ts';
import { openLog } from '#kit/observability/log.ts';
import { type Part, servePart } from '../support/part.ts';
import { STREAM_POLICY, streamSupergraph } from './graph.ts';
import type { SourceAddress } from './source-part.ts';

export interface GatewaySettings {
  readonly source: SourceAddress;
  readonly jwtSecret: string;
  readonly serviceSecret: string;
  readonly consumers: number;
}

/** Connections beside the consumers' own: whoever looks at the gateway. */
const SPARE = 100;

export interface GatewayState {
  readonly residentBytes: number;
  /** After a collection. */
  readonly heapBytes: number;
  readonly upstreams: number;
  readonly consumers: number;
}

/** Our gateway with identity, rights, limits and metrics on; only the caps of sockets are raised. */
async function openGateway({ source, jwtSecret, serviceSecret, consumers }: GatewaySettings): Promise<Part> {
  const config = gatewayConfig({
    jwtSecret,
    serviceSecret,
    subgraphUrls: { ...source },
    supergraphSdl: streamSupergraph(),
    production: true,
    // The one document is no build's.
    trustedDocuments: 'off',
    port: 0,
    consoleDir: null,
    socketsPerSubjectMax: consumers,
    socketsPerAddressMax: consumers,
    connectionsMax: consumers + SPARE,
    connectionsPerAddressMax: consumers + SPARE,
  });
  const gateway = await startGateway(config, { policy: STREAM_POLICY, log: openLog('gateway', 'error') });
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return {
    address: { url: gateway.url },
    answer: () => {
      if (typeof collect === 'function') collect();
      const { rss: residentBytes, heapUsed: heapBytes } = process.memoryUsage();
      const upstreams = gateway.openUpstreamCount();
      const state: GatewayState = { residentBytes, heapBytes, upstreams, consumers: gateway.openConsumerCount() };
      return Promise.resolve(state);
    },
    close: () => gateway.close(),
  };
}

servePart(openGateway);

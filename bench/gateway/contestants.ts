import { fileURLToPath } from 'node:url';
import type { BenchWorld } from './world.ts';

export const GATEWAY_NAMES = ['ours', 'stock'] as const;
export type GatewayName = (typeof GATEWAY_NAMES)[number];

/** How a gateway is started at a port. */
export interface GatewayCommand {
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const HOST = '127.0.0.1';

export const COMMANDS: Readonly<Record<GatewayName, (world: BenchWorld, port: number) => GatewayCommand>> = {
  ours: (world, port) => ({ args: [fileOf('../../gateway/main.ts')], environment: ownEnvironment(world, port) }),
  stock: ({ supergraphFile }, port) => ({
    args: [fileOf('stock-gateway.ts')],
    environment: { NODE_ENV: 'production', PORT: String(port), SUPERGRAPH: supergraphFile },
  }),
};

/** Our gateway as a service of its own in production: tokens, rights, limits and metrics are on. */
function ownEnvironment({ secrets, supergraphFile, subgraphUrls }: BenchWorld, port: number): Record<string, string> {
  const { crm, billing, erp, revrec } = subgraphUrls;
  return {
    NODE_ENV: 'production',
    HOST,
    PORT: String(port),
    SUPERGRAPH: supergraphFile,
    JWT_SECRET: secrets.jwtSecret,
    SERVICE_SECRET: secrets.serviceSecret,
    METRICS_TOKEN: secrets.serviceSecret,
    SUBGRAPH_CRM_URL: crm,
    SUBGRAPH_BILLING_URL: billing,
    SUBGRAPH_ERP_URL: erp,
    SUBGRAPH_REVREC_URL: revrec,
    // Not of this graph, and never asked.
    SUBGRAPH_OPERATIONS_URL: crm,
  };
}

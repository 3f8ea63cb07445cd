import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { PEER_CONFIG, peersFolder } from './peers.ts';
import type { BenchWorld } from './world.ts';

export const GATEWAY_NAMES = ['ours', 'stock', 'hive', 'hive-native'] as const;
export type GatewayName = (typeof GATEWAY_NAMES)[number];

/** How a gateway is started at a port. */
export interface GatewayCommand {
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where it starts; anywhere when not given. */
  readonly folder?: string;
}

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const HOST = '127.0.0.1';
const NEVER_REACHED = '1000000000';

export const COMMANDS: Readonly<Record<GatewayName, (world: BenchWorld, port: number) => GatewayCommand>> = {
  ours: ownCommand,
  stock: ({ supergraphFile }, port) => ({
    args: [fileOf('stock-gateway.ts')],
    environment: { NODE_ENV: 'production', PORT: String(port), SUPERGRAPH: supergraphFile },
  }),
  hive: (world, port) => hiveCommand(world, port, []),
  // Plans and runs in a program of machine code, which its own package brings along.
  'hive-native': (world, port) => hiveCommand(world, port, ['--hive-router-runtime']),
};

/** Whether a gateway comes from the packages of others. */
export function isPeer(name: string): boolean {
  return name.startsWith('hive');
}

function hiveCommand({ supergraphFile }: BenchWorld, port: number, more: readonly string[]): GatewayCommand {
  const folder = peersFolder();
  return {
    args: [
      join(folder, 'node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      supergraphFile,
      `--port=${port}`,
      `--host=${HOST}`,
      `--config-path=${PEER_CONFIG}`,
      ...more,
    ],
    environment: { NODE_ENV: 'production' },
    folder,
  };
}

/** Of Node, as `npm run gateway` says them. */
function ownArguments(): readonly string[] {
  const [node, ...args] = manifest.scripts.gateway.split(' ');
  const file = args.pop();
  if (node !== 'node' || file === undefined) throw new Error('npm run gateway is not one call of node any more');
  return [...args, fileOf(`../../${file}`)];
}

/**
 * Our gateway as a service of its own in production: tokens, rights, limits, cost analysis and metrics are on. Rates and
 * budgets are counted and never reached; documents need not be known beforehand, which is more work than if they were.
 */
export function ownCommand({ secrets, supergraphFile }: BenchWorld, port: number): GatewayCommand {
  return {
    args: ownArguments(),
    environment: {
      NODE_ENV: 'production',
      HOST,
      PORT: String(port),
      SUPERGRAPH: supergraphFile,
      JWT_SECRET: secrets.jwtSecret,
      SERVICE_SECRET: secrets.serviceSecret,
      METRICS_TOKEN: secrets.serviceSecret,
      TRUSTED_DOCUMENTS: 'off',
      RATE_PER_PRINCIPAL: NEVER_REACHED,
      COST_BUDGET_MAX: NEVER_REACHED,
      RATE_PER_ADDRESS: NEVER_REACHED,
      RATE_OF_FAILURES: NEVER_REACHED,
      CONNECTIONS_MAX: NEVER_REACHED,
      CONNECTIONS_PER_ADDRESS_MAX: NEVER_REACHED,
    },
  };
}

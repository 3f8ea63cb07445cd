import { type Environment, readServiceConfig, type ServiceConfig, wholeNumber } from '#kit/server/service-config.ts';
import { connectionEnvironments, type ErpConnectionSettings } from './registry.ts';

/** What the ledger's subgraph reads from its environment as a service of its own. */
export interface ErpConfig extends ServiceConfig {
  readonly pollMs: number;
  readonly connections: readonly ErpConnectionSettings[];
}

/** Beside what every service reads: `ERP_POLL_MS` (5000). Vendors add their own. */
export function readConfig(env: Environment): ErpConfig {
  const shape = { ERP_POLL_MS: wholeNumber('5000') };
  const { service, own, connections } = readServiceConfig("The ledger's subgraph", shape, env, connectionEnvironments);
  return { ...service, pollMs: own.ERP_POLL_MS, connections };
}

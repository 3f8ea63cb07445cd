import { type Environment, readServiceConfig, type ServiceConfig, wholeNumber } from '#kit/server/service-config.ts';
import { type CrmConnectionSettings, connectionEnvironments } from './registry.ts';

/** What the CRM subgraph reads from its environment as a service of its own. */
export interface CrmConfig extends ServiceConfig {
  readonly pollMs: number;
  readonly connections: readonly CrmConnectionSettings[];
}

/** Beside what every service reads: `CRM_POLL_MS` (5000). Vendors add their own. */
export function readConfig(env: Environment): CrmConfig {
  const shape = { CRM_POLL_MS: wholeNumber('5000') };
  const { service, own, connections } = readServiceConfig('The CRM subgraph', shape, env, connectionEnvironments);
  return { ...service, pollMs: own.CRM_POLL_MS, connections };
}

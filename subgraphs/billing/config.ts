import { type Environment, readServiceConfig, type ServiceConfig, wholeNumber } from '#kit/server/service-config.ts';
import { type BillingConnectionSettings, connectionEnvironments } from './registry.ts';

/** What the billing subgraph reads from its environment as a service of its own. */
export interface BillingConfig extends ServiceConfig {
  readonly pollMs: number;
  readonly connections: readonly BillingConnectionSettings[];
}

/** Beside what every service reads: `BILLING_POLL_MS` (5000). Vendors add their own. */
export function readConfig(env: Environment): BillingConfig {
  const shape = { BILLING_POLL_MS: wholeNumber('5000') };
  const { service, own, connections } = readServiceConfig('The billing subgraph', shape, env, connectionEnvironments);
  return { ...service, pollMs: own.BILLING_POLL_MS, connections };
}

import { type Environment, readServiceConfig, type ServiceConfig } from '#kit/server/service-config.ts';

/** What the revenue subgraph reads from its environment as a service of its own: nothing but what every service reads. */
export function readConfig(env: Environment): ServiceConfig {
  return readServiceConfig('The revenue subgraph', {}, env).service;
}

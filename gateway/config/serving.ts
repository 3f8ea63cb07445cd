import { fileURLToPath } from 'node:url';
import type { SubgraphName } from '#schema/subgraph-sdl.ts';
import type { EnvironmentReader } from './environment.ts';

/** Where the gateway listens, and what it serves besides the graph. */
export interface ServingConfig {
  readonly host: string;
  /** 0 = a free one. */
  readonly port: number;
  /** Every protection's default is its safe value: no introspection, no suggestions, no GraphiQL. */
  readonly production: boolean;
  /** Names, without a port, that a Host header may carry. */
  readonly allowedHosts: readonly string[];
  /** Other origins whose pages may ask, such as `https://portal.example`. */
  readonly allowedOrigins: readonly string[];
  /** The built console; null = none is served. */
  readonly consoleDir: string | null;
  /** By vendor: the subgraph that takes its webhooks. */
  readonly webhookSubgraphs: Readonly<Record<string, string>>;
}

export const PORT_DEFAULT = 4000;

const WEBHOOK_SUBGRAPHS: Readonly<Record<string, SubgraphName>> = {
  salesforce: 'crm',
  hubspot: 'crm',
  dynamics365: 'crm',
  stripe: 'billing',
  chargebee: 'billing',
  recurly: 'billing',
  zuora: 'billing',
  netsuite: 'erp',
  intacct: 'erp',
  'sap-s4hana': 'erp',
  'oracle-fusion': 'erp',
  tryton: 'erp',
};

export const SERVING_DEFAULTS: ServingConfig = {
  host: '127.0.0.1',
  port: PORT_DEFAULT,
  production: false,
  allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
  allowedOrigins: [],
  consoleDir: fileURLToPath(new URL('../../console/dist', import.meta.url)),
  webhookSubgraphs: WEBHOOK_SUBGRAPHS,
};

/** `HOST`, `PORT`, `NODE_ENV`, `ALLOWED_HOSTS`, `ALLOWED_ORIGINS`. */
export function readServing(environment: EnvironmentReader): Partial<ServingConfig> {
  return {
    host: environment.text('HOST') ?? SERVING_DEFAULTS.host,
    port: environment.wholeNumber('PORT', PORT_DEFAULT, { min: 0, max: 65_535 }),
    production: environment.isProduction,
    allowedHosts: environment.list('ALLOWED_HOSTS') ?? SERVING_DEFAULTS.allowedHosts,
    allowedOrigins: environment.list('ALLOWED_ORIGINS') ?? SERVING_DEFAULTS.allowedOrigins,
  };
}

import { gatewayConfig } from '#gateway/config.ts';
import { startGateway } from '#gateway/start-gateway.ts';
import { openLog } from '#kit/observability/log.ts';
import { type Part, servePart } from '../support/part.ts';

export interface GatewayPartSettings {
  readonly subgraphUrls: Readonly<Record<string, string>>;
  readonly jwtSecret: string;
  readonly serviceSecret: string;
}

/** Our gateway as it is in production: tokens, limits, rights, metrics and error masking on. */
async function openOwnGateway(settings: GatewayPartSettings): Promise<Part> {
  const config = gatewayConfig({ ...settings, port: 0, production: true, consoleDir: null });
  const gateway = await startGateway(config, { log: openLog('gateway', 'error') });
  return { address: `${gateway.url}/graphql`, close: () => gateway.close() };
}

servePart(openOwnGateway);

import type { Clock } from '#kit/runtime/clock.ts';
import type { PacerSettings } from '#kit/transport/pacer.ts';
import type { VendorLine } from '#kit/transport/vendor-http.ts';
import { netSuiteConnector } from './connectors/netsuite/connector.ts';
import {
  CONCURRENCY_MAX,
  type NetSuiteConnectionSettings,
  netSuiteEnvironment,
} from './connectors/netsuite/manifest.ts';
import type { ErpConnector } from './port.ts';

/** The connections that an environment names, by vendor; parsed in config.ts. */
export const connectionEnvironments = [netSuiteEnvironment] as const;

/** An authorised account of a ledger; `vendor` chooses the connector. */
export type ErpConnectionSettings = NetSuiteConnectionSettings;

/** How fast and how many at once a connection may call; what its settings leave out is its vendor's. */
export function paceOf(settings: ErpConnectionSettings): PacerSettings {
  const { ratePerSecond, concurrencyMax = CONCURRENCY_MAX } = settings;
  return { ratePerSecond: ratePerSecond ?? null, concurrency: concurrencyMax };
}

/** The connector of a connection. The only place that names vendors. */
export function connectorOf(
  settings: ErpConnectionSettings,
  parts: { readonly clock: Clock; readonly line: VendorLine },
): ErpConnector {
  switch (settings.vendor) {
    case 'netsuite':
      return netSuiteConnector(settings, parts);
  }
}

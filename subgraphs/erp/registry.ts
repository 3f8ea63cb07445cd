import type { Clock } from '#kit/runtime/clock.ts';
import type { Turns } from '#kit/transport/pacer.ts';
import { netSuiteConnector } from './connectors/netsuite/connector.ts';
import type { NetSuiteConnectionSettings } from './connectors/netsuite/manifest.ts';
import type { ErpConnector } from './port.ts';

/** An authorised account of a ledger; `vendor` chooses the connector. */
export type ErpConnectionSettings = NetSuiteConnectionSettings;

/** The connector of a connection. The only place that names vendors. */
export function connectorOf(
  settings: ErpConnectionSettings,
  parts: { readonly clock: Clock; readonly turns: Turns },
): ErpConnector {
  switch (settings.vendor) {
    case 'netsuite':
      return netSuiteConnector(settings, parts);
  }
}

import type { Clock } from '#kit/runtime/clock.ts';
import type { VendorLine } from '#kit/transport/vendor-http.ts';
import { salesforceConnector } from './connectors/salesforce/connector.ts';
import { type SalesforceConnectionSettings, salesforceEnvironment } from './connectors/salesforce/manifest.ts';
import type { CrmConnector } from './port.ts';

/** The connections that an environment names, by vendor; parsed in config.ts. */
export const connectionEnvironments = [salesforceEnvironment] as const;

/** An authorised account of a CRM; `vendor` chooses the connector. */
export type CrmConnectionSettings = SalesforceConnectionSettings;

/** The connector of a connection. The only place that names vendors. */
export function connectorOf(
  settings: CrmConnectionSettings,
  parts: { readonly clock: Clock; readonly line: VendorLine },
): CrmConnector {
  switch (settings.vendor) {
    case 'salesforce':
      return salesforceConnector(settings, parts);
  }
}

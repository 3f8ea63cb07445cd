import type { Clock } from '#kit/runtime/clock.ts';
import type { VendorLine } from '#kit/transport/vendor-http.ts';
import { stripeConnector } from './connectors/stripe/connector.ts';
import { type StripeConnectionSettings, stripeEnvironment } from './connectors/stripe/manifest.ts';
import type { BillingConnector } from './port.ts';

/** The connections that an environment names, by vendor; parsed in config.ts. */
export const connectionEnvironments = [stripeEnvironment] as const;

/** An authorised account of a billing system; `vendor` chooses the connector. */
export type BillingConnectionSettings = StripeConnectionSettings;

/** The connector of a connection. The only place that names vendors. */
export function connectorOf(
  settings: BillingConnectionSettings,
  parts: { readonly clock: Clock; readonly line?: VendorLine | undefined },
): BillingConnector {
  switch (settings.vendor) {
    case 'stripe':
      return stripeConnector(settings, parts);
  }
}

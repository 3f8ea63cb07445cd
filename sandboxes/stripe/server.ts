import { type Sandbox, type SandboxOptions, startSandbox, type Vendor } from '#sandboxes/kit/server.ts';
import { Account } from './account.ts';
import { rollForward } from './billing/rollover.ts';
import { authenticate, keyOf } from './door.ts';
import { signatureHeader } from './events.ts';
import { completeOlder } from './objects/older-journals.ts';
import { priceRoutes, productRoutes } from './routes/catalogue.ts';
import { controlRoutes } from './routes/controls.ts';
import { creditNoteRoutes } from './routes/credit-notes.ts';
import { customerRoutes } from './routes/customers.ts';
import { disputeRoutes } from './routes/disputes.ts';
import { eventRoutes, webhookEndpointRoutes } from './routes/events.ts';
import { invoiceItemRoutes } from './routes/invoice-items.ts';
import { invoiceRoutes } from './routes/invoices.ts';
import { meterRoutes } from './routes/meters.ts';
import { paymentIntentRoutes } from './routes/payment-intents.ts';
import { paymentRecordRoutes } from './routes/payment-records.ts';
import { paymentRoutes } from './routes/payments.ts';
import { previewRoutes } from './routes/previews.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import type { AccountSettings } from './settings.ts';
import { faultReply, Refusal, refusalReply } from './wire/refusal.ts';

export interface StripeSandboxOptions extends SandboxOptions {
  /** Left out = any key is let in. */
  readonly apiKey?: string;
  /** An endpoint that hears every event, beside those made over the API. */
  readonly webhook?: { readonly url: string; readonly secret: string };
  /** What the account's owner has chosen; left out = as it was, at first as in `settings.ts`. */
  readonly settings?: Partial<AccountSettings>;
}

const CONFIGURED_ENDPOINT = 'we_configured';

/** Starts the stand-in of Stripe (API 2026-10-28.endive). */
export async function startStripeSandbox(options: StripeSandboxOptions = {}): Promise<Sandbox> {
  const seed = options.seed ?? 1;
  const sandbox = await startSandbox('stripe', { ...options, seed }, (parts) => {
    const account = new Account(parts, seed);
    completeOlder(account);
    setUp(account, options);
    account.recallDates();
    return vendorOf(account, options);
  });
  const account = new Account(sandbox, seed);
  // The time of a signature is the real one, whatever the sandbox's clock says: its receiver compares it with its own.
  sandbox.deliveries.start((body, url) => ({
    'stripe-signature': signatureHeader(secretOf(account, url), body, Math.floor(Date.now() / 1000)),
  }));
  return sandbox;
}

function vendorOf(account: Account, options: StripeSandboxOptions): Vendor {
  return {
    name: 'stripe',
    routes: [
      ...customerRoutes(account),
      ...productRoutes(account),
      ...priceRoutes(account),
      ...subscriptionRoutes(account),
      ...scheduleRoutes(account),
      ...previewRoutes(account),
      ...invoiceRoutes(account),
      ...invoiceItemRoutes(account),
      ...creditNoteRoutes(account),
      ...paymentRoutes(account),
      ...paymentIntentRoutes(account),
      ...paymentRecordRoutes(account),
      ...disputeRoutes(account),
      ...meterRoutes(account),
      ...eventRoutes(account),
      ...webhookEndpointRoutes(account),
    ],
    refusal: faultReply,
    unknown: ({ method, path }) =>
      refusalReply(new Refusal({ status: 404, message: `Unrecognized request URL (${method}: ${path}).` })),
    keyOf,
    guard: (request) => {
      const refusal = authenticate(request, options.apiKey ?? null);
      if (refusal !== null) return refusalReply(refusal);
      rollForward(account);
      return null;
    },
    controls: controlRoutes(account),
    populate: () => {
      setUp(account, options);
      account.recallDates();
    },
    clockMoved: () => rollForward(account),
  };
}

function setUp(account: Account, options: StripeSandboxOptions): void {
  if (options.settings !== undefined) account.setUp(options.settings);
  configureWebhook(account, options);
}

/** The endpoint of the options; what waits for its old address goes to the new one. */
function configureWebhook(account: Account, { webhook }: StripeSandboxOptions): void {
  const before = account.records('webhook_endpoint').get(CONFIGURED_ENDPOINT);
  if (webhook === undefined) return;
  account.save('webhook_endpoint', {
    id: CONFIGURED_ENDPOINT,
    object: 'webhook_endpoint',
    created: account.parts.clock.nowS(),
    url: webhook.url,
    secret: webhook.secret,
    enabled_events: ['*'],
    description: null,
    metadata: {},
    status: 'enabled',
  });
  if (before !== undefined) account.parts.deliveries.redirect(before.url, webhook.url);
}

function secretOf(account: Account, url: string): string {
  return account.records('webhook_endpoint').find((endpoint) => endpoint.url === url)?.secret ?? '';
}

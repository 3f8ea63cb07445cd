import { type ChildProcess, fork } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { startSalesforceSandbox } from '#sandboxes/salesforce/server.ts';
import { startStripeSandbox } from '#sandboxes/stripe/server.ts';
import type { LocalSecrets } from './secrets.ts';

/** Where the vendors' stand-ins answer. */
export interface VendorAddresses {
  readonly salesforce: { readonly url: string; readonly pubsubUrl: string };
  readonly stripe: { readonly url: string };
  readonly netsuite: { readonly url: string };
}

export interface RunningVendors extends VendorAddresses {
  /** Process ids by vendor; empty where they run in this process. */
  readonly pids: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export const NETSUITE_ACCOUNT = 'SANDBOX';

/** The name of each vendor's connection. */
export const CONNECTIONS = { salesforce: 'salesforce-main', stripe: 'stripe-main', netsuite: 'netsuite-main' } as const;

export interface VendorSettings {
  readonly secrets: LocalSecrets;
  /** The gateway's address: webhooks go there. */
  readonly gatewayUrl: string;
  /** Folder of their journals. */
  readonly dataDir: string;
}

/**
 * Starts each vendor's stand-in as a process of its own, as vendors are. They end when this process does, however it
 * ends, and go on with what they had when they are started again.
 */
export async function startVendorProcesses({ secrets, gatewayUrl, dataDir }: VendorSettings): Promise<RunningVendors> {
  mkdirSync(dataDir, { recursive: true });
  const start = <Address>(name: string, environment: Record<string, string>) =>
    startChild<Address>(name, { ...environment, DATA_DIR: dataDir, PORT: '0' }, join(dataDir, `${name}.log`));
  const [salesforce, stripe, netsuite] = await Promise.all([
    start<VendorAddresses['salesforce']>('salesforce', {
      SALESFORCE_CLIENT_ID: secrets.salesforceClientId,
      SALESFORCE_CLIENT_SECRET: secrets.salesforceClientSecret,
    }),
    start<VendorAddresses['stripe']>('stripe', {
      STRIPE_API_KEY: secrets.stripeApiKey,
      WEBHOOK_URL: `${gatewayUrl}/webhooks/stripe/${CONNECTIONS.stripe}`,
      WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    }),
    start<VendorAddresses['netsuite']>('netsuite', {
      NETSUITE_ACCOUNT,
      NETSUITE_CLIENT_ID: secrets.netsuiteClientId,
      NETSUITE_CERTIFICATE_ID: secrets.netsuiteCertificateId,
      NETSUITE_PUBLIC_KEY: secrets.netsuitePublicKey,
    }),
  ]);
  const children = { salesforce, stripe, netsuite };
  return {
    salesforce: salesforce.address,
    stripe: stripe.address,
    netsuite: netsuite.address,
    pids: Object.fromEntries(Object.entries(children).map(([name, { child }]) => [name, child.pid ?? 0])),
    close: async () => {
      await Promise.all(Object.values(children).map(({ child }) => stopChild(child)));
    },
  };
}

/** The same stand-ins inside this process, for tests: their ledgers and faults can be reached directly. */
export async function startVendorsHere({
  secrets,
  gatewayUrl,
  dataDir,
}: Omit<VendorSettings, 'dataDir'> & { readonly dataDir?: string }) {
  const kept = dataDir === undefined ? {} : { dataDir };
  const [salesforce, stripe, netsuite] = await Promise.all([
    startSalesforceSandbox({
      ...kept,
      clientId: secrets.salesforceClientId,
      clientSecret: secrets.salesforceClientSecret,
    }),
    startStripeSandbox({
      ...kept,
      apiKey: secrets.stripeApiKey,
      webhook: { url: `${gatewayUrl}/webhooks/stripe/${CONNECTIONS.stripe}`, secret: secrets.stripeWebhookSecret },
    }),
    startNetSuiteSandbox({
      ...kept,
      accountId: NETSUITE_ACCOUNT,
      clientId: secrets.netsuiteClientId,
      certificateId: secrets.netsuiteCertificateId,
      publicKeyPem: secrets.netsuitePublicKey,
    }),
  ]);
  return { salesforce, stripe, netsuite };
}

async function startChild<Address>(name: string, environment: Record<string, string>, logPath: string) {
  const main = fileURLToPath(new URL(`../sandboxes/${name}/main.ts`, import.meta.url));
  // In a group of its own: Ctrl-C is for this process, which then ends the vendors after those who still talk to them.
  const child = fork(main, [], { env: { ...process.env, ...environment }, silent: true, detached: true });
  const log = createWriteStream(logPath, { flags: 'a', mode: 0o600 });
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  const address = await new Promise<Address>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Address));
    child.once('exit', (code) => reject(new Error(`The ${name} sandbox ended with ${code}; see ${logPath}`)));
  });
  return { child, address };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

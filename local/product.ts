import { startBilling } from '#billing/start.ts';
import { startCrm } from '#crm/start.ts';
import { startErp } from '#erp/start.ts';
import type { TrustConfig } from '#gateway/config/trust.ts';
import { type GatewayConfig, gatewayConfig } from '#gateway/config.ts';
import { type InProcessDoor, inProcessTransport } from '#gateway/federation/in-process-transport.ts';
import { startGateway } from '#gateway/start-gateway.ts';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import type { Logger } from '#kit/observability/log.ts';
import { NO_TRACER, type Tracer } from '#kit/observability/trace.ts';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { startOperations } from '#operations/start.ts';
import { startRevrec } from '#revrec/start.ts';
import type { SubgraphCalls } from './config.ts';
import type { LocalSecrets } from './secrets.ts';
import { CONNECTIONS, NETSUITE_ACCOUNT, type VendorAddresses } from './vendors.ts';

export interface ProductSettings {
  /** Of a migrated database. */
  readonly databaseUrl: string;
  readonly secrets: LocalSecrets;
  readonly vendors: VendorAddresses;
  /** The business clock. */
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out = nobody traces. */
  readonly tracer?: Tracer;
  /** Opens every service's `/metrics`; null or left out = an admin's token opens the gateway's only. */
  readonly metricsToken?: string | null;
  /** Of the gateway; 0 = a free port. */
  readonly port: number;
  /** Between two polls of a vendor. */
  readonly pollMs?: number;
  /** How long the gateway waits for a subgraph; left out = its own default. */
  readonly subgraphTimeoutMs?: number;
  /** How the gateway asks the subgraphs for data; left out = `in-process`. Events come over sockets either way. */
  readonly subgraphCalls?: SubgraphCalls;
  /** How often a worker looks for queued operations. */
  readonly queuePollMs?: number;
  /** Whether what the vendors tell sets sagas going by itself; left out = yes. */
  readonly intake?: boolean;
  /** Whom the gateway believes besides; left out = the tokens of the shared secret only. */
  readonly trust?: TrustConfig;
  /** False: accepts and answers, while sagas run in other processes; left out = true. */
  readonly worker?: boolean;
}

export type RunningProduct = Awaited<ReturnType<typeof startProduct>>;

/** Starts the whole product in this process: every subgraph with its own server, the sagas, the gateway. */
export async function startProduct(settings: ProductSettings) {
  const { databaseUrl, secrets, vendors, clock, log, tracer = NO_TRACER, metricsToken = null } = settings;
  const bell = await openEventBell(databaseUrl, systemTimers);
  const common = {
    databaseUrl,
    serviceSecret: secrets.serviceSecret,
    clock,
    timers: systemTimers,
    log,
    bell,
    tracer,
    metricsToken,
    ...(settings.pollMs === undefined ? {} : { pollMs: settings.pollMs }),
  };
  const stripeUrl = new URL(vendors.stripe.url);
  const [crm, billing, erp, revrec] = await Promise.all([
    startCrm({
      ...common,
      connections: [
        {
          name: CONNECTIONS.salesforce,
          vendor: 'salesforce',
          loginUrl: vendors.salesforce.url,
          pubsubUrl: vendors.salesforce.pubsubUrl,
          clientId: secrets.salesforceClientId,
          clientSecret: secrets.salesforceClientSecret,
          apiVersion: '64.0',
        },
      ],
    }),
    startBilling({
      ...common,
      connections: [
        {
          name: CONNECTIONS.stripe,
          vendor: 'stripe',
          host: stripeUrl.hostname,
          port: Number(stripeUrl.port),
          protocol: 'http',
          apiKey: secrets.stripeApiKey,
          webhookSecret: secrets.stripeWebhookSecret,
        },
      ],
    }),
    startErp({
      ...common,
      connections: [
        {
          name: CONNECTIONS.netsuite,
          vendor: 'netsuite',
          baseUrl: vendors.netsuite.url,
          account: NETSUITE_ACCOUNT,
          clientId: secrets.netsuiteClientId,
          certificateId: secrets.netsuiteCertificateId,
          privateKeyPem: secrets.netsuitePrivateKey,
        },
      ],
    }),
    startRevrec(common),
  ]);
  const operations = await startOperations({
    ...common,
    ids: systemIds,
    callers: { CRM: crm.subgraph, BILLING: billing.subgraph, ERP: erp.subgraph, REVREC: revrec.subgraph },
    pollMs: settings.queuePollMs ?? 100,
    intake: settings.intake ?? true,
    worker: settings.worker ?? true,
  });
  const subgraphs = { crm, billing, erp, revrec, operations };
  const config = gatewayConfig({
    port: settings.port,
    jwtSecret: secrets.jwtSecret,
    metricsToken,
    serviceSecret: secrets.serviceSecret,
    ...settings.trust,
    ...(settings.subgraphTimeoutMs === undefined
      ? {}
      : { subgraphTimeoutMs: settings.subgraphTimeoutMs, requestTimeoutMs: settings.subgraphTimeoutMs }),
    subgraphUrls: Object.fromEntries(Object.entries(subgraphs).map(([name, { url }]) => [name, url])),
  });
  const transports = settings.subgraphCalls === 'http' ? {} : insideTransports(subgraphs, config);
  const gateway = await startGateway(config, { log, tracer, transports });
  return {
    ...subgraphs,
    gateway,
    /**
     * Ends once every mirror has taken in what its vendor had to tell and what that calls for has begun. What has begun may
     * still be under way.
     */
    settle: async () => {
      await Promise.all([crm.settle(), billing.settle(), erp.settle()]);
      await operations.settle();
    },
    close: async () => {
      await gateway.close();
      await operations.close();
      await Promise.all([crm.close(), billing.close(), erp.close(), revrec.close()]);
      await bell.close();
    },
  };
}

function insideTransports(
  subgraphs: Readonly<Record<string, { readonly door: InProcessDoor }>>,
  { serviceSecret, subgraphAnswerBytesMax: answerBytesMax }: GatewayConfig,
) {
  return Object.fromEntries(
    Object.entries(subgraphs).map(([name, { door }]) => [
      name,
      // Calls are signed and judged by the machine's clock: the business clock may stand or jump.
      inProcessTransport({ door, serviceSecret, clock: systemClock, answerBytesMax }),
    ]),
  );
}

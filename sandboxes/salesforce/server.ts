import { type Sandbox, type SandboxOptions, startSandbox } from '../kit/server.ts';
import { Auth } from './auth.ts';
import { ChangeLog } from './change-log.ts';
import { DailyLimit } from './limits.ts';
import { Org } from './org.ts';
import { startPubSub } from './pubsub.ts';
import { Cursors } from './query-routes.ts';
import { restApi } from './rest-api.ts';

export interface SalesforceSandboxOptions extends SandboxOptions {
  /** Consumer key and secret of the connected app; left out = `revgraph` and `revgraph-secret`. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Port of the Pub/Sub API; 0 or left out = a free port. */
  readonly pubsubPort?: number;
  /** How long an access token is good, by the sandbox's clock; left out = two hours. */
  readonly tokenLifeS?: number;
  /** Rows in a page of a query; left out = 2,000 as the vendor has it. */
  readonly pageSize?: number;
  /** Calls a day before REQUEST_LIMIT_EXCEEDED; left out = five millions. */
  readonly requestsMax?: number;
  /** How often a silent subscription is sent an empty answer; left out = four minutes. */
  readonly keepAliveMs?: number;
}

export interface SalesforceSandbox extends Sandbox {
  /** `host:port` of the Pub/Sub API (gRPC, without TLS). */
  readonly pubsubUrl: string;
}

/** Starts the stand-in of a Salesforce org, API version 64.0. */
export async function startSalesforceSandbox(options: SalesforceSandboxOptions = {}): Promise<SalesforceSandbox> {
  const built = Promise.withResolvers<{ readonly auth: Auth; readonly log: ChangeLog }>();
  const sandbox = await startSandbox('salesforce', options, (parts) => {
    const auth = new Auth(parts, {
      clientId: options.clientId ?? 'revgraph',
      clientSecret: options.clientSecret ?? 'revgraph-secret',
      tokenLifeS: options.tokenLifeS ?? 7200,
    });
    const log = new ChangeLog(parts);
    built.resolve({ auth, log });
    return restApi({
      parts,
      auth,
      log,
      org: new Org(parts, (changes, writer) => log.publish(changes, writer)),
      limit: new DailyLimit(parts, options.requestsMax ?? 5_000_000),
      cursors: new Cursors(options.pageSize ?? 2000),
    });
  });
  const { auth, log } = await built.promise;
  const pubsub = await startPubSub(
    { auth, log, faults: sandbox.faults },
    { port: options.pubsubPort ?? 0, keepAliveMs: options.keepAliveMs ?? 240_000 },
  ).catch(async (error: unknown) => {
    await sandbox.close();
    throw error;
  });
  return {
    ...sandbox,
    pubsubUrl: pubsub.address,
    close: async () => {
      pubsub.stop();
      await sandbox.close();
    },
  };
}

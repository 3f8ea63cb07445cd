import { startSalesforceSandbox } from './server.ts';

/**
 * Runs the sandbox as its own process. Environment: PORT, PUBSUB_PORT, DATA_DIR, SALESFORCE_CLIENT_ID,
 * SALESFORCE_CLIENT_SECRET. Prints one line of JSON with both addresses when it is up.
 */
const { PORT, PUBSUB_PORT, DATA_DIR, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET } = process.env;

const sandbox = await startSalesforceSandbox({
  ...(PORT === undefined ? {} : { port: Number(PORT) }),
  ...(PUBSUB_PORT === undefined ? {} : { pubsubPort: Number(PUBSUB_PORT) }),
  ...(DATA_DIR === undefined ? {} : { dataDir: DATA_DIR }),
  ...(SALESFORCE_CLIENT_ID === undefined ? {} : { clientId: SALESFORCE_CLIENT_ID }),
  ...(SALESFORCE_CLIENT_SECRET === undefined ? {} : { clientSecret: SALESFORCE_CLIENT_SECRET }),
});

const addresses = { url: sandbox.url, pubsubUrl: sandbox.pubsubUrl };
console.log(JSON.stringify(addresses));
process.send?.(addresses);

function stop(): void {
  void sandbox.close().finally(() => process.exit(0));
}

process.once('disconnect', stop);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

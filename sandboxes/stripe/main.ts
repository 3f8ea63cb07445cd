import { parseArgs } from 'node:util';
import { startStripeSandbox } from './server.ts';

/** Runs the stand-in as a process of its own; every flag has an environment twin (`--data-dir`, `DATA_DIR`). */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'data-dir': { type: 'string' },
    'api-key': { type: 'string' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string' },
    'draft-window-s': { type: 'string' },
  },
});
const { env } = process;
const dataDir = values['data-dir'] ?? env['DATA_DIR'];
const apiKey = values['api-key'] ?? env['STRIPE_API_KEY'];
const webhookUrl = values['webhook-url'] ?? env['WEBHOOK_URL'];
const webhookSecret = values['webhook-secret'] ?? env['WEBHOOK_SECRET'];
const draftWindow = values['draft-window-s'] ?? env['DRAFT_WINDOW_S'];

const sandbox = await startStripeSandbox({
  port: Number(values.port ?? env['PORT'] ?? 0),
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(apiKey === undefined ? {} : { apiKey }),
  ...(webhookUrl === undefined ? {} : { webhook: { url: webhookUrl, secret: webhookSecret ?? '' } }),
  ...(draftWindow === undefined ? {} : { settings: { draftWindowS: Number(draftWindow) } }),
});
const { url } = sandbox;
console.log(JSON.stringify({ url }));

const stop = () => void sandbox.close().then(() => process.exit(0));
process.send?.({ url });
process.on('disconnect', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

import { setTimeout as pause } from 'node:timers/promises';
import { startNetSuiteSandbox } from './server.ts';

/** A whole number of the environment; an unreadable one is a mistake worth stopping for. */
function numberFrom(name: string): number | null {
  const text = process.env[name];
  if (text === undefined || text === '') return null;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} must be a whole number, not ${text}.`);
  return Number(text);
}

function textFrom(name: string): string | null {
  const text = process.env[name];
  return text === undefined || text === '' ? null : text;
}

/** Leaves out what is null, so that the sandbox's own defaults hold. */
function given<T extends object>(options: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)) as Partial<{
    [K in keyof T]: NonNullable<T[K]>;
  }>;
}

const latencyMs = numberFrom('NETSUITE_LATENCY_MS');
const sandbox = await startNetSuiteSandbox(
  given({
    port: numberFrom('PORT'),
    dataDir: textFrom('DATA_DIR'),
    accountId: textFrom('NETSUITE_ACCOUNT'),
    clientId: textFrom('NETSUITE_CLIENT_ID'),
    certificateId: textFrom('NETSUITE_CERTIFICATE_ID'),
    publicKeyPem: textFrom('NETSUITE_PUBLIC_KEY'),
    concurrencyMax: numberFrom('NETSUITE_CONCURRENCY_MAX'),
    ratePerSecond: numberFrom('NETSUITE_RATE_PER_SECOND'),
    strictDimensions: textFrom('NETSUITE_STRICT_DIMENSIONS') === 'true',
    latency: latencyMs === null ? null : () => pause(latencyMs),
  }),
);
console.log(JSON.stringify({ url: sandbox.url }));
process.send?.({ url: sandbox.url });
process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close().finally(() => process.exit(0));
  });
}

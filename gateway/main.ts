import { openLog } from '#kit/observability/log.ts';
import { tracerOf } from '#kit/observability/trace-settings.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { readGatewayConfig } from './config.ts';
import { startGateway } from './start-gateway.ts';

/** The gateway as a service of its own; SIGHUP has it look for another graph at once. Exit codes: 0 shut down, 1 something did not close, 3 configuration. */
async function main(): Promise<void> {
  const config = await readGatewayConfig();
  if (!config.ok) {
    for (const fault of config.error) console.error(fault);
    process.exitCode = 3;
    return;
  }
  const log = openLog('gateway', config.value.logLevel);
  const tracer = await tracerOf(config.value.tracing, 'revgraph-gateway', log);
  const gateway = await startGateway(config.value, { log, tracer });
  // A terminal that is closed sends it too, and means the end. What a look brings is told by the log.
  if (process.stdout.isTTY !== true) process.on('SIGHUP', () => void gateway.lookForGraph());
  const shutdown = new Shutdown();
  shutdown.add('tracer', () => tracer.close());
  shutdown.add('gateway', () => gateway.close());
  shutDownOnSignals(shutdown, (code, failures) => {
    for (const { name, error } of failures) log.error({ err: error, name }, 'did not close');
    process.exit(code);
  });
}

await main();

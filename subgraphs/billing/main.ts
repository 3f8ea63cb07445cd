import { openEventBell } from '#kit/events/event-bell.ts';
import { openLog } from '#kit/observability/log.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { readConfig } from './config.ts';
import { startBilling } from './start.ts';

/** The billing subgraph as a service of its own, on a database that was migrated before. */
const { logLevel, ...settings } = readConfig(process.env);
const log = openLog('billing', logLevel);
const shutdown = new Shutdown();
shutDownOnSignals(shutdown, (code, failures) => {
  for (const { name, error } of failures) log.error({ name, err: error }, 'did not close');
  process.exit(code);
});
const bell = await openEventBell(settings.databaseUrl, systemTimers);
shutdown.add('event bell', () => bell.close());
const billing = await startBilling({ ...settings, clock: systemClock, timers: systemTimers, log, bell });
shutdown.add('billing', () => billing.close());
log.info({ url: billing.url }, 'billing is up');

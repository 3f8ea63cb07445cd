import { openEventBell } from '#kit/events/event-bell.ts';
import { openLog } from '#kit/observability/log.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { readConfig } from './config.ts';
import { startErp } from './start.ts';

/** The ledger's subgraph as a service of its own, on a database that was migrated before. */
const { logLevel, ...settings } = readConfig(process.env);
const log = openLog('erp', logLevel);
const shutdown = new Shutdown();
shutDownOnSignals(shutdown, (code, failures) => {
  for (const { name, error } of failures) log.error({ name, err: error }, 'did not close');
  process.exit(code);
});
const bell = await openEventBell(settings.databaseUrl, systemTimers);
shutdown.add('event bell', () => bell.close());
const erp = await startErp({ ...settings, clock: systemClock, timers: systemTimers, log, bell });
shutdown.add('erp', () => erp.close());
log.info({ url: erp.url }, 'erp is up');

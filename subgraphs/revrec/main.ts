import { openEventBell } from '#kit/events/event-bell.ts';
import { openLog } from '#kit/observability/log.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { readConfig } from './config.ts';
import { startRevrec } from './start.ts';

/** The revenue subgraph as a service of its own, on a database that was migrated before. */
const { logLevel, ...settings } = readConfig(process.env);
const log = openLog('revrec', logLevel);
const shutdown = new Shutdown();
shutDownOnSignals(shutdown, (code, failures) => {
  for (const { name, error } of failures) log.error({ name, err: error }, 'did not close');
  process.exit(code);
});
const bell = await openEventBell(settings.databaseUrl, systemTimers);
shutdown.add('event bell', () => bell.close());
const revrec = await startRevrec({ ...settings, clock: systemClock, timers: systemTimers, log, bell });
shutdown.add('revrec', () => revrec.close());
log.info({ url: revrec.url }, 'revrec is up');

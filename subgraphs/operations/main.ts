import { openEventBell } from '#kit/events/event-bell.ts';
import { openLog } from '#kit/observability/log.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { readConfig } from './config.ts';
import { httpCaller } from './participants/http-caller.ts';
import { startOperations } from './start.ts';

/** The process layer as a service of its own, on a database that was migrated before; the systems over HTTP. */
const { logLevel, subgraphUrls, ...settings } = readConfig(process.env);
const log = openLog('operations', logLevel);
const shutdown = new Shutdown();
shutDownOnSignals(shutdown, (code, failures) => {
  for (const { name, error } of failures) log.error({ name, err: error }, 'did not close');
  process.exit(code);
});
const bell = await openEventBell(settings.databaseUrl, systemTimers);
shutdown.add('event bell', () => bell.close());
const callerOf = (url: string) => {
  const caller = httpCaller(url, settings.serviceSecret);
  shutdown.add(url, () => caller.close());
  return caller;
};
const operations = await startOperations({
  ...settings,
  intake: settings.worker,
  clock: systemClock,
  timers: systemTimers,
  ids: systemIds,
  log,
  bell,
  callers: {
    CRM: callerOf(subgraphUrls.CRM),
    BILLING: callerOf(subgraphUrls.BILLING),
    ERP: callerOf(subgraphUrls.ERP),
    REVREC: callerOf(subgraphUrls.REVREC),
  },
});
shutdown.add('operations', () => operations.close());
log.info({ url: operations.url }, 'operations is up');

import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import type { SubgraphCaller } from '#operations/participants/subgraph-participants.ts';
import { startOperations } from '#operations/start.ts';

/**
 * A worker in a process of its own, to be killed. Arguments: the database's address and that of the systems, which live
 * on in the parent. Tells its parent when it is ready.
 */
const [databaseUrl = '', systemsUrl = ''] = process.argv.slice(2);

function caller(system: string): SubgraphCaller {
  return {
    execute: async (request) => {
      const body = JSON.stringify({ pid: process.pid, request });
      const response = await fetch(`${systemsUrl}/${system}`, { method: 'POST', body });
      if (!response.ok) throw new Error(`The systems answered ${response.status}`);
      return (await response.json()) as ExecutionResult;
    },
  };
}

await startOperations({
  databaseUrl,
  serviceSecret: 'test-service-secret',
  clock: systemClock,
  timers: systemTimers,
  ids: systemIds,
  log: pino({ level: 'silent' }),
  bell: await openEventBell(databaseUrl, systemTimers),
  callers: { CRM: caller('CRM'), BILLING: caller('BILLING'), ERP: caller('ERP'), REVREC: caller('REVREC') },
  pollMs: 20,
});
process.send?.('ready');

import { Client } from 'pg';
import type { Timers } from '#kit/runtime/timers.ts';
import { bellOver, type EventBell } from './event-bell.ts';

const CHANNEL = 'revgraph_event_log';

/**
 * Over LISTEN and NOTIFY: nothing but Postgres is needed. A notifying transaction takes a lock of the whole cluster until
 * it commits, which is one reason why news are gathered before it is rung. A broken listener costs up to a second of
 * delay and nothing else. Rejects when the database is not there.
 */
export function openEventBell(databaseUrl: string, timers: Timers): Promise<EventBell> {
  return bellOver(async (heard) => {
    const client = new Client({ connectionString: databaseUrl, application_name: 'revgraph-event-bell' });
    client.on('error', () => {});
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    client.on('notification', heard);
    return {
      send: async () => {
        await client.query(`notify ${CHANNEL}`);
      },
      close: () => client.end(),
    };
  }, timers);
}

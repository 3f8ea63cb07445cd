import { connect } from '@nats-io/transport-node';
import type { Timers } from '#kit/runtime/timers.ts';
import { bellOver, type EventBell } from './event-bell.ts';

export interface NatsBellSettings {
  /** Such as `nats://user:password@nats:4222`. */
  readonly natsUrl: string;
  /** Whose log it is rung for: processes on another database are not woken. */
  readonly databaseUrl: string;
}

const RECONNECT_MS = 500;

/**
 * Over NATS, for many processes: nobody holds a connection to Postgres to listen, and no transaction a lock to notify.
 * Plain messages, no stream: one that is lost costs up to a second, since the log is the truth and everybody polls it.
 * A server that goes away is tried again for ever. Rejects when it is not there to begin with.
 */
export function openNatsBell({ natsUrl, databaseUrl }: NatsBellSettings, timers: Timers): Promise<EventBell> {
  const subject = subjectOf(databaseUrl);
  return bellOver(async (heard) => {
    const nats = await connect({ ...serverOf(natsUrl), maxReconnectAttempts: -1, reconnectTimeWait: RECONNECT_MS });
    nats.subscribe(subject, {
      callback: (error) => {
        if (error === null) heard();
      },
    });
    return {
      send: () => {
        nats.publish(subject);
        return Promise.resolve();
      },
      close: () => nats.close(),
    };
  }, timers);
}

/** The client takes credentials apart from the address only. */
function serverOf(natsUrl: string) {
  const { host, username, password } = new URL(natsUrl);
  return {
    servers: host,
    name: 'revgraph-event-bell',
    ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
  };
}

/** A subject has words between dots: what would part or match words in a database's name is left out. */
function subjectOf(databaseUrl: string): string {
  const database = new URL(databaseUrl).pathname.slice(1).replace(/[^\w-]/g, '_');
  return `revgraph.event_log.${database}`;
}

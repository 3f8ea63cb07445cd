import type { Identity } from '#gateway/auth/identity.ts';
import type { LiveConfig } from '#gateway/config/live.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import { SocketCount } from '#gateway/edge/socket-count.ts';
import type { GraphSwitch } from '#gateway/graph/graph-switch.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { Sessions } from './sessions.ts';
import { Subscriptions } from './subscriptions.ts';

/** What all transports of subscriptions have in common: what is counted, watched and ended together. */
export interface LiveDoor {
  readonly subscriptions: Subscriptions;
  readonly sessions: Sessions;
  /** Open connections by address, and by subject. */
  readonly addresses: SocketCount;
  readonly subjects: SocketCount;
  /** Ends every subscription. */
  close(): void;
}

export interface LiveDoorSettings {
  readonly graphs: GraphSwitch;
  readonly identity: Pick<Identity, 'isStillValid' | 'onRevoked'>;
  readonly timers: Timers;
  readonly metrics: Metrics;
}

export function openLiveDoor(config: LiveConfig, { graphs, identity, timers, metrics }: LiveDoorSettings): LiveDoor {
  const subscriptions = new Subscriptions({ graphs, metrics, bounds: config });
  const sessions = new Sessions({
    timers,
    isStillValid: (who) => identity.isStillValid(who),
    onRevoked: (changed) => identity.onRevoked(changed),
  });
  return {
    subscriptions,
    sessions,
    addresses: new SocketCount(config.socketsPerAddressMax),
    subjects: new SocketCount(config.socketsPerSubjectMax),
    close: () => {
      sessions.close();
      subscriptions.close();
    },
  };
}

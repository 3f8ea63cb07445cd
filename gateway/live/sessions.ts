import type { Authenticated } from '#gateway/auth/authenticate.ts';
import type { Repeating, Timers } from '#kit/runtime/timers.ts';

/** A connection that was believed when it began. */
export interface Session {
  readonly who: Authenticated;
  /** Called once, when who it is may no longer be believed. */
  readonly end: () => void;
}

export interface SessionsSettings {
  readonly timers: Timers;
  /** In memory; asked for every session again and again. */
  readonly isStillValid: (who: Authenticated) => boolean;
  /** Calls back when somebody may have been revoked; answers how to stop that. */
  readonly onRevoked?: (changed: () => void) => () => void;
}

/** So long a connection may outlive its credential at most. */
const CHECK_MS = 1_000;

/**
 * Asks of all open connections again and again, and at once when something was revoked, whether who they are of may
 * still be believed. One timer for all: one each would cost more memory than the connection's own state.
 */
export class Sessions {
  readonly #settings: SessionsSettings;
  readonly #sessions = new Set<Session>();
  readonly #checks: Repeating;
  readonly #unlisten: () => void;

  constructor(settings: SessionsSettings) {
    this.#settings = settings;
    this.#checks = settings.timers.every(CHECK_MS, () => this.#check());
    this.#unlisten = settings.onRevoked?.(() => this.#check()) ?? (() => undefined);
  }

  /** Answers how to forget it. */
  add(session: Session): () => void {
    this.#sessions.add(session);
    return () => this.#sessions.delete(session);
  }

  close(): void {
    this.#checks.stop();
    this.#unlisten();
    this.#sessions.clear();
  }

  #check(): void {
    for (const session of [...this.#sessions]) {
      if (this.#settings.isStillValid(session.who)) continue;
      this.#sessions.delete(session);
      session.end();
    }
  }
}

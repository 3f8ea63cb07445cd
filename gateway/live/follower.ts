import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Outlet } from './outlet.ts';
import { type Position, renumbered } from './position.ts';
import type { SharedAnswer } from './shared-answer.ts';

export interface FollowerBounds {
  /** Events that may have been sent and not have left, before the client is closed. */
  readonly eventsBufferedMax: number;
  /** The same in bytes, of everything that goes the same way. */
  readonly bytesBufferedMax: number;
}

export interface FollowerSettings {
  readonly principal: Principal;
  readonly outlet: Outlet;
  readonly bounds: FollowerBounds;
  readonly metrics: Metrics;
  /** Called once, in the same tick, however it ended. */
  readonly onGone: () => void;
}

/** The stream that a follower is in. */
export interface Followed {
  remove(follower: Follower): void;
  /** Called when a follower that was busy can take more. */
  onReady(): void;
}

/** Above this a follower waits before it is given more, and below that it is given more again. */
const BUSY_EVENTS = 64;
const READY_EVENTS = 32;
const BUSY_SHARE = 0.25;

/** One client's subscription: what it was told last, and how much of it is still on its way out. */
export class Follower {
  readonly #settings: FollowerSettings;
  readonly #left: () => void;
  #position: Position | null = null;
  #stream: Followed | null = null;
  #sentCount = 0;
  #leftCount = 0;
  #gone = false;

  constructor(settings: FollowerSettings) {
    this.#settings = settings;
    // One for all events: a function each would cost more than the event.
    this.#left = () => {
      this.#leftCount += 1;
      if (this.isReady && this.#sentCount - this.#leftCount <= READY_EVENTS) this.#stream?.onReady();
    };
  }

  get principal(): Principal {
    return this.#settings.principal;
  }

  /** Of the last event it was told; null before the first. */
  get position(): Position | null {
    return this.#position;
  }

  get isFollowing(): boolean {
    return this.#stream !== null;
  }

  get isGone(): boolean {
    return this.#gone;
  }

  get isReady(): boolean {
    const { bounds, outlet } = this.#settings;
    return (
      this.#sentCount - this.#leftCount < BUSY_EVENTS && outlet.bufferedBytes <= bounds.bytesBufferedMax * BUSY_SHARE
    );
  }

  /** Grows with every event that left. */
  get leftCount(): number {
    return this.#leftCount;
  }

  /** Says where the client stands already; null = nowhere. */
  standAt(position: Position | null): void {
    this.#position = position;
  }

  follow(stream: Followed): void {
    this.#stream = stream;
  }

  /** `at`: the event as the stream counts it. */
  tell(answer: SharedAnswer, at: Position | null): void {
    if (this.#gone) return;
    const { outlet, bounds, principal, metrics } = this.#settings;
    const waiting = this.#sentCount - this.#leftCount;
    if (waiting >= bounds.eventsBufferedMax || outlet.bufferedBytes > bounds.bytesBufferedMax) {
      this.lag();
      return;
    }
    const own = at === null ? null : renumbered(at, this.#position);
    this.#position = own ?? this.#position;
    this.#sentCount += 1;
    metrics.buffered(waiting + 1);
    outlet.send(answer.textFor(principal.correlationId, own === at ? null : own), this.#left);
  }

  /** Closed instead of being spared an event: it goes on from its last cursor. */
  lag(): void {
    if (this.#gone) return;
    this.#settings.metrics.lagged();
    this.leave();
    this.#settings.outlet.lagged();
  }

  end(): void {
    if (this.#gone) return;
    this.leave();
    this.#settings.outlet.ended();
  }

  fail(error: GraphQLError | readonly GraphQLFormattedError[]): void {
    if (this.#gone) return;
    this.leave();
    this.#settings.outlet.failed('toJSON' in error ? [error.toJSON()] : error);
  }

  /** Nothing is told any more, and nothing stays open for it. */
  leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.detach();
    this.#settings.onGone();
  }

  /** Leaves its stream, to go on in another one from where it stands. */
  detach(): void {
    const stream = this.#stream;
    this.#stream = null;
    stream?.remove(this);
  }
}

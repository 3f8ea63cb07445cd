import type { GraphQLError } from 'graphql';
import type { EventPosition } from '#kit/events/event.ts';
import { comparePositions } from '#kit/events/stream-cursor.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { Followed, Follower } from './follower.ts';
import { LiveEvent, type MakeAnswer } from './live-event.ts';
import type { Position } from './position.ts';
import type { SharedAnswer } from './shared-answer.ts';
import type { FeedSink, UpstreamFeed } from './upstream-feed.ts';

export interface LiveStreamSettings {
  readonly open: (sink: FeedSink) => UpstreamFeed;
  /** Made on behalf of one who follows; `gone` is aborted when nobody does any more. */
  readonly makeAnswer: (event: LiveEvent['result'], principal: Principal, gone: AbortSignal) => Promise<SharedAnswer>;
  /** Where it begins when that is known; null = with a snapshot, or where only the owner knows. */
  readonly start: Position | null;
  /** Whether it begins with all that somebody needs who begins too. */
  readonly fromBeginning: boolean;
  /** Called once for each event behind the snapshot, when those who follow were told. */
  readonly onDelivered: (event: LiveEvent['result']) => void;
  /** Called when a follower was told an event and may now fit elsewhere. */
  readonly onTold: (stream: LiveStream, follower: Follower) => void;
  /** Called when a follower cannot go on here: it is to be placed anew, where it stands. */
  readonly onStray: (follower: Follower) => void;
  /** Called once, when nothing is open any more. */
  readonly onClosed: (stream: LiveStream) => void;
  readonly eventsBufferedMax: number;
  /** How long a client that could not be given more may read nothing. */
  readonly slowConsumerMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
}

/**
 * So long after its beginning a stream is also the beginning of those who come: an older snapshot would do as well, since
 * every event since follows it, but for what of it no event tells.
 */
const BEGINNING_MS = 10_000;
/** Events that were told and are kept for those who come a little later. */
const KEPT_MAX = 32;
/** Events that may wait to be told before the upstream is asked to wait too, and when it goes on. */
const PAUSE_AT = 64;
const RESUME_AT = 32;
/** Masked on the way out: what is wrong stands in the log. */
const FAILED = [{ message: 'An event could not be told.' }];

/**
 * One upstream and one join an event for all who follow the same with the same rights. Events are told in the order they
 * came, each when its answer is made. Who comes later is let in where what is kept begins no later than they stand.
 */
export class LiveStream implements Followed {
  readonly #settings: LiveStreamSettings;
  readonly #gone = new AbortController();
  readonly #startedAtMs: number;
  readonly #followers = new Set<Follower>();
  /** Let in, and still being told what is kept. */
  readonly #catchingUp = new Set<Follower>();
  readonly #waiting: LiveEvent[] = [];
  readonly #kept: LiveEvent[] = [];
  readonly #feed: UpstreamFeed;
  #forgottenCount = 0;
  /** Every event behind it that was told is kept; null while there is no such place yet. */
  #base: EventPosition | null;
  #telling = false;
  #paused = false;
  #readiness: AbortController | null = null;
  #over: ((follower: Follower) => void) | null = null;

  constructor(settings: LiveStreamSettings) {
    this.#settings = settings;
    this.#startedAtMs = settings.clock.now().getTime();
    this.#base = settings.start === null || settings.start.inSnapshot ? null : settings.start.place;
    this.#feed = settings.open({
      event: (result, position) => this.#accept(new LiveEvent(result, position)),
      ended: () => this.#end((follower) => follower.end()),
      failed: (error: GraphQLError) => this.#end((follower) => follower.fail(error)),
    });
  }

  get followerCount(): number {
    return this.#followers.size + this.#catchingUp.size;
  }

  /** The first one, for whom it was opened. */
  begin(follower: Follower): void {
    follower.detach();
    follower.follow(this);
    this.#followers.add(follower);
  }

  /** Lets somebody in who stands somewhere, or who begins; false when that would miss something. */
  admit(follower: Follower, begins: boolean): boolean {
    const from = begins && follower.position === null ? this.#fromBeginning() : this.#behind(follower.position);
    if (from === null || this.#gone.signal.aborted || this.#over !== null) return false;
    follower.detach();
    follower.follow(this);
    this.#catchingUp.add(follower);
    void this.#catchUp(follower, from);
    return true;
  }

  remove(follower: Follower): void {
    this.#catchingUp.delete(follower);
    this.#followers.delete(follower);
    if (this.followerCount === 0) this.close();
    else this.onReady();
  }

  /** In the same tick. Followers that are left are told nothing: their stream is their caller's to see to. */
  close(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.#readiness?.abort();
    this.#feed.close();
    this.#settings.onClosed(this);
  }

  onReady(): void {
    if (this.#readiness !== null && this.#someAreReady) this.#readiness.abort();
  }

  /** The number of the event to begin with; null when it is too late for that. */
  #fromBeginning(): number | null {
    const { clock, fromBeginning } = this.#settings;
    const isFresh = clock.now().getTime() - this.#startedAtMs <= BEGINNING_MS;
    return fromBeginning && isFresh && this.#forgottenCount === 0 ? 0 : null;
  }

  #behind(position: Position | null): number | null {
    if (position === null || position.inSnapshot || position.place === null || this.#base === null) return null;
    const { place } = position;
    if (comparePositions(place, this.#base) < 0) return null;
    const next = this.#kept.findIndex((event) => isBehind(event.position, place));
    return this.#forgottenCount + (next === -1 ? this.#kept.length : next);
  }

  #accept(event: LiveEvent): void {
    if (this.#gone.signal.aborted || this.#over !== null) return;
    this.#waiting.push(event);
    if (this.#waiting.length > this.#settings.eventsBufferedMax) {
      for (const follower of [...this.#followers]) follower.lag();
      return;
    }
    if (this.#waiting.length >= PAUSE_AT) {
      this.#paused = true;
      this.#feed.pause();
    }
    this.#goOn();
  }

  #end(over: (follower: Follower) => void): void {
    this.#over = over;
    this.#goOn();
  }

  #goOn(): void {
    if (this.#telling) return;
    this.#telling = true;
    this.#tellAll()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#telling = false;
        // What came in the very moment that the last one had been told.
        const isMore = this.#waiting.length > 0 || this.#over !== null;
        if (isMore && !this.#gone.signal.aborted) this.#goOn();
      });
  }

  async #tellAll(): Promise<void> {
    for (let event = this.#waiting[0]; event !== undefined; event = this.#waiting[0]) {
      await this.#untilReady();
      if (this.#gone.signal.aborted) return;
      const answer = await this.#answerOf(event);
      if (this.#gone.signal.aborted) return;
      this.#waiting.shift();
      if (this.#paused && this.#waiting.length <= RESUME_AT) {
        this.#paused = false;
        this.#feed.resume();
      }
      const isNews = this.#base !== null;
      this.#keep(event);
      for (const follower of [...this.#followers]) this.#tell(follower, event, answer);
      if (isNews) this.#settings.onDelivered(event.result);
    }
    // Whoever is still catching up is told when that is done.
    if (this.#over !== null) for (const follower of [...this.#followers]) this.#over(follower);
  }

  #fail(error: unknown): void {
    this.#settings.log.error({ err: error }, 'event failed');
    for (const follower of [...this.#followers, ...this.#catchingUp]) follower.fail(FAILED);
  }

  #tell(follower: Follower, { position }: LiveEvent, answer: SharedAnswer): void {
    // Whoever came from further on has been told it elsewhere.
    if (!wasTold(follower.position, position)) follower.tell(answer, position);
    if (!follower.isGone) this.#settings.onTold(this, follower);
  }

  #keep(event: LiveEvent): void {
    const { position } = event;
    this.#kept.push(event);
    if (this.#base === null && position !== null && !position.inSnapshot) this.#base = position.place;
    if (this.#kept.length <= KEPT_MAX) return;
    const forgotten = this.#kept.shift();
    this.#forgottenCount += 1;
    const place = forgotten?.position?.place ?? null;
    if (place !== null && this.#base !== null && comparePositions(place, this.#base) > 0) this.#base = place;
  }

  #answerOf(event: LiveEvent): Promise<SharedAnswer> {
    const make: MakeAnswer = (result) => {
      const [eldest] = this.#followers.size > 0 ? this.#followers : this.#catchingUp;
      if (eldest === undefined) throw new Error('An event that nobody follows');
      return this.#settings.makeAnswer(result, eldest.principal, this.#gone.signal);
    };
    return event.answer(make, this.#settings.clock.now().getTime());
  }

  async #catchUp(follower: Follower, from: number): Promise<void> {
    const isHere = () => this.#catchingUp.has(follower);
    try {
      // What is told to the others meanwhile is kept behind it.
      for (let number = from; number < this.#forgottenCount + this.#kept.length; number += 1) {
        const event = this.#kept[number - this.#forgottenCount];
        if (event === undefined || !follower.isReady) {
          this.#settings.onStray(follower);
          return;
        }
        const answer = await this.#answerOf(event);
        if (!isHere()) return;
        follower.tell(answer, event.position);
        if (!isHere()) return;
      }
    } catch (error) {
      this.#settings.log.error({ err: error }, 'event failed');
      follower.fail(FAILED);
      return;
    }
    this.#catchingUp.delete(follower);
    this.#followers.add(follower);
    if (this.#over !== null) this.#over(follower);
  }

  get #someAreReady(): boolean {
    if (this.#followers.size === 0) return true;
    for (const follower of this.#followers) if (follower.isReady) return true;
    return false;
  }

  /** The quickest sets the pace. While nobody can take more, whoever reads nothing for long is closed. */
  async #untilReady(): Promise<void> {
    while (!this.#someAreReady && !this.#gone.signal.aborted) {
      const before = [...this.#followers].map((follower) => ({ follower, leftCount: follower.leftCount }));
      const readiness = new AbortController();
      this.#readiness = readiness;
      await this.#settings.timers.sleep(this.#settings.slowConsumerMs, readiness.signal);
      this.#readiness = null;
      if (readiness.signal.aborted) continue;
      for (const { follower, leftCount } of before) if (follower.leftCount === leftCount) follower.lag();
    }
  }
}

function isBehind(position: Position | null, place: EventPosition): boolean {
  return position !== null && position.place !== null && comparePositions(position.place, place) > 0;
}

function wasTold(last: Position | null, event: Position | null): boolean {
  if (last === null || event === null || last.inSnapshot || event.inSnapshot) return false;
  if (last.place === null || event.place === null) return false;
  return comparePositions(event.place, last.place) <= 0;
}

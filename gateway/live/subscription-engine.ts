import type { Masked } from '#gateway/auth/masked.ts';
import { withMasked } from '#gateway/auth/masked-answer.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { UpstreamEvents } from '#gateway/federation/upstream.ts';
import type { Random } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { Follower } from './follower.ts';
import { eventJoin, type JoinSettings } from './join-event.ts';
import { LiveStream } from './live-stream.ts';
import { givenPosition, occurredAtMs } from './position.ts';
import { scopeKey } from './scope.ts';
import { SharedAnswer } from './shared-answer.ts';
import type { SubscriptionPlan } from './subscription-plan.ts';
import { UpstreamFeed } from './upstream-feed.ts';

export interface SubscriptionEngineSettings extends JoinSettings {
  /** By subgraph: where its events come from. */
  readonly upstreams: ReadonlyMap<string, UpstreamEvents>;
  readonly eventsBufferedMax: number;
  readonly slowConsumerMs: number;
  readonly timers: Timers;
  readonly random: Random;
  readonly metrics: Metrics;
}

/** A subscription that has passed limits, rights and validation. */
export interface SubscriptionRequest {
  readonly read: ReadDocument;
  /** Fields of the client's document that are not in `read`: every event answers them with null. */
  readonly masked: readonly Masked[];
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly plan: SubscriptionPlan;
}

/** Runs the subscriptions of one graph. */
export interface SubscriptionEngine {
  /**
   * Tells the follower every event, from where it stands or else from where the request says. False when it follows
   * already and its field cannot go on from where that was; nothing was done then.
   */
  follow(request: SubscriptionRequest, follower: Follower): boolean;
  readonly openUpstreamCount: number;
}

/** Followers of one request with one scope, and the stream that they share. */
interface Group {
  readonly request: SubscriptionRequest;
  readonly key: string;
}

export function subscriptionEngine(settings: SubscriptionEngineSettings): SubscriptionEngine {
  return new Engine(settings);
}

class Engine implements SubscriptionEngine {
  readonly #settings: SubscriptionEngineSettings;
  readonly #join: ReturnType<typeof eventJoin>;
  readonly #shared = new Map<string, LiveStream>();
  #openCount = 0;

  constructor(settings: SubscriptionEngineSettings) {
    this.#settings = settings;
    this.#join = eventJoin(settings);
  }

  get openUpstreamCount(): number {
    return this.#openCount;
  }

  follow(request: SubscriptionRequest, follower: Follower): boolean {
    const { plan } = request;
    if (follower.isFollowing && plan.upstream.resumeQuery === null) return false;
    const variables = plan.client.variableNames.map((name) => request.variables[name] ?? null);
    const key = JSON.stringify([plan.client.text, request.masked, variables, scopeKey(follower.principal)]);
    this.#place({ request, key }, follower);
    return true;
  }

  #place(group: Group, follower: Follower): void {
    const { key, request } = group;
    const { plan } = request;
    const shared = this.#shared.get(key);
    const given = plan.client.resumeFrom(request.variables);
    // Where a client says that it stands may only its owner judge, unless the shared stream has it all.
    const stands = follower.position;
    if (stands === null) follower.standAt(givenPosition(given));
    if (follower.isReady && shared?.admit(follower, given === null) === true) {
      this.#settings.metrics.shared(shared.followerCount);
      return;
    }
    follower.standAt(stands);
    const stream = this.#open(group, follower, given);
    if (shared === undefined && plan.upstream.resumeQuery !== null) this.#shared.set(key, stream);
    stream.begin(follower);
    this.#settings.metrics.shared(1);
  }

  #open({ request, key }: Group, { principal, position }: Follower, given: string | null): LiveStream {
    const { upstreams, metrics, clock } = this.#settings;
    const { read, variables, plan } = request;
    const upstream = upstreams.get(plan.owner);
    if (upstream === undefined) throw new Error(`No way to the events of ${plan.owner}`);
    if (!plan.events.ok) metrics.fallback(plan.events.error);
    this.#count(1);
    return new LiveStream({
      ...this.#settings,
      open: (sink) =>
        new UpstreamFeed({ ...this.#settings, plan, variables, start: position, principal, upstream, sink }),
      makeAnswer: async (event, asker, gone) => {
        const answer = await this.#join({ plan, read, variables, principal: asker, event, gone });
        return new SharedAnswer(withMasked(answer, request.masked), plan.client);
      },
      start: position ?? givenPosition(given),
      fromBeginning: position === null && given === null,
      onDelivered: (event) => {
        const atMs = occurredAtMs(event, plan.upstream.eventKey);
        if (atMs !== null) metrics.delivered((clock.now().getTime() - atMs) / 1000);
      },
      onTold: (stream, follower) => this.#gather(key, stream, follower),
      onStray: (follower) => this.#place({ request, key }, follower),
      onClosed: (stream) => {
        if (this.#shared.get(key) === stream) this.#shared.delete(key);
        this.#count(-1);
      },
    });
  }

  /** A follower in a stream of its own goes over to the shared one as soon as nothing is missed by that. */
  #gather(key: string, stream: LiveStream, follower: Follower): void {
    const shared = this.#shared.get(key);
    if (shared === stream || follower.position === null) return;
    if (shared === undefined) this.#shared.set(key, stream);
    else if (follower.isReady && shared.admit(follower, false)) this.#settings.metrics.shared(shared.followerCount);
  }

  #count(change: number): void {
    this.#openCount += change;
    this.#settings.metrics.openUpstreams(this.#openCount);
  }
}

import type { GraphQLFormattedError } from 'graphql';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { GraphSwitch } from '#gateway/graph/graph-switch.ts';
import type { ServingGraph } from '#gateway/graph/serving-graph.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { Follower, type FollowerBounds } from './follower.ts';
import type { Outlet } from './outlet.ts';

export interface SubscriptionsSettings {
  readonly graphs: GraphSwitch;
  readonly bounds: FollowerBounds;
  readonly metrics: Metrics;
}

interface Running {
  /** As the client sent it. */
  readonly payload: unknown;
  readonly principal: Principal;
}

type Refused = readonly GraphQLFormattedError[];

/**
 * All subscriptions of all clients, whatever their transport and whichever graph is served. A change of the graph is
 * taken up by each: judged and planned anew, it goes on behind the last event it was told.
 */
export class Subscriptions {
  readonly #settings: SubscriptionsSettings;
  readonly #running = new Map<Follower, Running>();
  readonly #unlisten: () => void;

  constructor(settings: SubscriptionsSettings) {
    this.#settings = settings;
    this.#unlisten = settings.graphs.onChange((now) => this.#takeUp(now));
  }

  get count(): number {
    return this.#running.size;
  }

  /** Whether it would be served, without serving it. */
  check(payload: unknown, principal: Principal): ReturnType<ServingGraph['check']> {
    return this.#settings.graphs.current.check(payload, principal);
  }

  /** Answers how to leave, or why it is not served. */
  open(payload: unknown, principal: Principal, outlet: Outlet): Result<() => void, Refused> {
    const { bounds, metrics } = this.#settings;
    const graph = this.#settings.graphs.current;
    const checked = graph.check(payload, principal);
    if (!checked.ok) return checked;
    const follower = new Follower({
      principal,
      outlet,
      bounds,
      metrics,
      onGone: () => {
        this.#running.delete(follower);
        metrics.openConsumers(this.#running.size);
      },
    });
    this.#running.set(follower, { payload, principal });
    metrics.openConsumers(this.#running.size);
    try {
      graph.engine.follow(checked.value, follower);
    } catch (error) {
      follower.leave();
      throw error;
    }
    return ok(() => follower.leave());
  }

  close(): void {
    this.#unlisten();
    for (const follower of [...this.#running.keys()]) follower.end();
  }

  #takeUp(now: ServingGraph): void {
    for (const [follower, { payload, principal }] of [...this.#running]) {
      const refused = goOn(now, follower, payload, principal);
      if (refused !== null) follower.fail(refused);
    }
  }
}

/** Why it cannot go on with this graph; null = it does. */
function goOn(now: ServingGraph, follower: Follower, payload: unknown, principal: Principal): Refused | null {
  const checked = now.check(payload, principal);
  if (!checked.ok)
    return checked.error.map((error) => ({ ...error, message: `The graph has changed. ${error.message}` }));
  if (now.engine.follow(checked.value, follower)) return null;
  const message = 'The graph has changed, and this subscription cannot go on where it was. Subscribe again.';
  return [{ message, extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }];
}

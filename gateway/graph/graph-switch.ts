import type { GivenGraph } from '#gateway/config/graph-source.ts';
import type { Logger } from '#kit/observability/log.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { ServingGraph } from './serving-graph.ts';

export interface GraphSwitchSettings {
  /** Makes what is served of a graph; rejects when that cannot be, and leaves nothing open then. */
  readonly open: (given: GivenGraph) => Promise<ServingGraph>;
  readonly log: Logger;
}

/** Told after every change; what it throws is only written to the log. */
export type OnGraphChange = (now: ServingGraph, before: ServingGraph) => void;

interface Lease {
  readonly graph: ServingGraph;
  uses: number;
  retired: boolean;
}

/**
 * The graph that is served now. Another one takes its place in one step: who began with the old one ends with it, who
 * comes later gets the new one, and nobody waits. The old one is stopped when its last use has ended.
 */
export class GraphSwitch {
  readonly #settings: GraphSwitchSettings;
  readonly #listeners = new Set<OnGraphChange>();
  #lease: Lease;
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(settings: GraphSwitchSettings, first: ServingGraph) {
    this.#settings = settings;
    this.#lease = { graph: first, uses: 0, retired: false };
  }

  /** Rejects when the first one cannot be served: a gateway without a graph does not start. */
  static async openWith(given: GivenGraph, settings: GraphSwitchSettings): Promise<GraphSwitch> {
    return new GraphSwitch(settings, await settings.open(given));
  }

  get current(): ServingGraph {
    return this.#lease.graph;
  }

  /** Acts on the graph of now, and keeps that one working until the act has ended. */
  async use<Value>(act: (graph: ServingGraph) => Promise<Value>): Promise<Value> {
    const lease = this.#lease;
    lease.uses += 1;
    try {
      return await act(lease.graph);
    } finally {
      lease.uses -= 1;
      this.#stopUnused(lease);
    }
  }

  onChange(listener: OnGraphChange): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** True when another graph is served from now on; false when it is the same. What cannot be served changes nothing. */
  change(given: GivenGraph): Promise<Result<boolean, string>> {
    const changed = this.#changing.then(() => this.#change(given));
    this.#changing = changed;
    return changed;
  }

  /** After this nothing is served; what is under way ends by itself. */
  async stop(): Promise<void> {
    await this.#changing;
    await this.#lease.graph.stop();
  }

  async #change(given: GivenGraph): Promise<Result<boolean, string>> {
    const opened = await this.#settings.open(given).then(ok, reasonOf);
    if (!opened.ok) return opened;
    const now = opened.value;
    const before = this.#lease;
    if (now.version === before.graph.version) {
      await now.stop();
      return ok(false);
    }
    this.#lease = { graph: now, uses: 0, retired: false };
    before.retired = true;
    this.#settings.log.info({ version: now.version, before: before.graph.version }, 'supergraph changed');
    for (const listener of this.#listeners) this.#tell(listener, now, before.graph);
    this.#stopUnused(before);
    return ok(true);
  }

  #tell(listener: OnGraphChange, now: ServingGraph, before: ServingGraph): void {
    try {
      listener(now, before);
    } catch (error) {
      this.#settings.log.error({ err: error }, 'a change of the supergraph was not taken up');
    }
  }

  #stopUnused(lease: Lease): void {
    if (!lease.retired || lease.uses > 0) return;
    lease.graph.stop().catch((error: unknown) => {
      this.#settings.log.error({ err: error }, 'a graph that is no longer served did not stop');
    });
  }
}

function reasonOf(error: unknown): Result<ServingGraph, string> {
  const [line = ''] = (error instanceof Error ? error.message : 'not a supergraph').split('\n');
  return fail(line);
}

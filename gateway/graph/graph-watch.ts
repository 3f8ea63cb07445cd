import type { GivenGraph, GraphSource } from '#gateway/config/graph-source.ts';
import type { GraphLook, Metrics } from '#gateway/edge/metrics.ts';
import type { Logger } from '#kit/observability/log.ts';
import { OneAtATime } from '#kit/runtime/one-at-a-time.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

export interface GraphWatchSettings {
  readonly source: GraphSource;
  /** 0 = it is looked at only when that is asked for. */
  readonly pollMs: number;
  /** Serves another graph from now on, or says why it is not served; nothing changes then. */
  readonly change: (graph: GivenGraph) => Promise<Result<boolean, string>>;
  readonly timers: Timers;
  readonly metrics: Pick<Metrics, 'lookedAtGraph'>;
  readonly log: Logger;
}

/** True when another graph is served now; false when it is the same. The fault is one line. */
export type Looked = Result<boolean, string>;

export interface GraphWatch {
  /** Looks at the source now, after the look that is under way. Never rejects. */
  look(): Promise<Looked>;
  /** Looks no more; one that is under way is given up. */
  close(): Promise<void>;
}

/**
 * Takes up what becomes of a graph at its source. What cannot be read, or not be served, leaves the graph of before: the
 * log says so once, every look counts it, and the next one tries again.
 */
export function watchGraph(settings: GraphWatchSettings): GraphWatch {
  const { pollMs, timers } = settings;
  const looker = new Looker(settings);
  let looked: Looked = ok(false);
  const looks = new OneAtATime(async () => {
    looked = await looker.look();
  });
  const polling = pollMs === 0 ? null : timers.every(pollMs, () => looks.run());
  return {
    look: async () => {
      await looks.runAfresh();
      return looked;
    },
    close: async () => {
      looker.giveUp();
      polling?.stop();
      await Promise.all([polling?.stopped, looks.idle()]);
    },
  };
}

class Looker {
  readonly #settings: GraphWatchSettings;
  readonly #closed = new AbortController();
  /** Why the graph that was read last is not served: true of it as long as the source has no other. */
  #refused: string | null = null;
  #told: string | null = null;

  constructor(settings: GraphWatchSettings) {
    this.#settings = settings;
  }

  async look(): Promise<Looked> {
    const read = await this.#settings.source.read(this.#closed.signal);
    if (this.#closed.signal.aborted) return ok(false);
    if (!read.ok) return this.#tell('unread', read);
    if (read.value !== null) return this.#change(read.value);
    return this.#refused === null ? this.#tell('same', ok(false)) : this.#tell('refused', fail(this.#refused));
  }

  giveUp(): void {
    this.#closed.abort('closed');
  }

  async #change(graph: GivenGraph): Promise<Looked> {
    const changed = await this.#settings.change(graph);
    this.#refused = changed.ok ? null : changed.error;
    if (!changed.ok) return this.#tell('refused', changed);
    return this.#tell(changed.value ? 'taken' : 'same', changed);
  }

  #tell(outcome: GraphLook, looked: Looked): Looked {
    const { metrics, log } = this.#settings;
    metrics.lookedAtGraph(outcome);
    const fault = looked.ok ? null : looked.error;
    if (fault !== null && fault !== this.#told) {
      log.error({ fault }, 'a supergraph is not taken: the one before is served on');
    }
    if (fault === null && this.#told !== null) log.info('the supergraph can be read and served again');
    this.#told = fault;
    return looked;
  }
}

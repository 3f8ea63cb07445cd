import type { Connection } from './connection.ts';
import type { SubscriptionDocument } from './document.ts';
import { type Answer, GraphError } from './failure.ts';
import { followEventStream } from './follow-event-stream.ts';
import { followSocket } from './follow-socket.ts';
import { Line } from './line.ts';
import { afterLoss, broken, type Loss } from './loss.ts';
import { pauseMs } from './pause.ts';

/** What every document of a subscription takes. */
export interface Resumable {
  /** The cursor of the last item that was told; left out, a snapshot comes first. */
  readonly resumeFrom?: string | null | undefined;
}

/** What every item of a subscription says of itself. */
export interface Placed {
  readonly cursor: string;
  /** Counts the items of this stream without a gap, on over a resume. */
  readonly sequence: number;
}

export interface Watching {
  /** Ends the loop, without an error. */
  readonly signal?: AbortSignal;
}

type Items<Data> = Readonly<Record<keyof Data, Placed>>;

const ITEMS_WAITING_MAX = 1_024;
/** Connections one after the other that neither brought anything nor lasted. */
const FRUITLESS_MAX = 20;
const LASTING_MS = 10_000;

/**
 * Every item once and in order, over broken connections, expired tokens, restarts of the gateway and its word that too
 * much waits: each time it goes on behind the cursor of the last item. Throws a `GraphError` when it cannot go on.
 */
export async function* watch<Data extends Items<Data>, Variables extends Resumable>(
  connection: Connection,
  document: SubscriptionDocument<Data, Variables>,
  variables: Variables,
  { signal = new AbortController().signal }: Watching = {},
): AsyncGenerator<Answer<Data>, void, void> {
  const following = new Following(connection, signal, variables.resumeFrom ?? null);
  await following.start();
  while (!signal.aborted) {
    const line = new Line(ITEMS_WAITING_MAX);
    const leave = () => line.end(broken('The caller left.'));
    signal.addEventListener('abort', leave, { once: true });
    try {
      following.follow(document, variables, line);
      yield* following.itemsOf<Data>(line);
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
    if (!signal.aborted) await following.recover(line.loss);
  }
}

/** How far one caller has come, over as many connections as it takes. */
class Following {
  readonly #connection: Connection;
  readonly #signal: AbortSignal;
  #cursor: string | null;
  /** Of the last item; null before the first. */
  #sequence: number | null = null;
  #token = '';
  #fruitless = 0;

  constructor(connection: Connection, signal: AbortSignal, cursor: string | null) {
    this.#connection = connection;
    this.#signal = signal;
    this.#cursor = cursor;
  }

  async start(): Promise<void> {
    this.#token = await this.#connection.token();
  }

  follow(document: SubscriptionDocument<unknown, unknown>, variables: Resumable, line: Line): void {
    const { live, surroundings } = this.#connection;
    const follow = live === 'websocket' ? followSocket : followEventStream;
    follow(this.#connection, this.#token, { document, variables: { ...variables, resumeFrom: this.#cursor }, line });
    this.#fruitless += 1;
    void surroundings.timers.sleep(LASTING_MS, line.ended).then(() => {
      if (!line.ended.aborted) this.#fruitless = 0;
    });
  }

  async *itemsOf<Data extends Items<Data>>(line: Line): AsyncGenerator<Answer<Data>, void, void> {
    for (let item = await line.next(); item !== null; item = await line.next()) {
      const { data, problems } = item as { readonly data: Data; readonly problems: Answer<Data>['problems'] };
      const [placed] = Object.values<Placed>(data);
      if (placed === undefined || this.#isRepeated(placed)) continue;
      if (this.#isBehindGap(placed)) {
        line.cut(broken('Something is missing before this item.'));
        continue;
      }
      this.#cursor = placed.cursor;
      this.#sequence = placed.sequence;
      this.#fruitless = 0;
      yield { data, problems };
    }
  }

  /** Waits as long as it takes before the next connection; throws where there is no use in one. */
  async recover(loss: Loss): Promise<void> {
    const { problems, retryAfterMs } = loss;
    const next = afterLoss(loss);
    if (next === 'CURSOR_EXPIRED') throw new GraphError({ kind: 'CursorExpired', problems });
    if (next === 'GIVE_UP') throw new GraphError({ kind: 'Refused', problems });
    if (this.#fruitless > FRUITLESS_MAX) throw new GraphError({ kind: 'Unavailable', problems, retryAfterMs });
    const refused = this.#token;
    this.#token = await this.#connection.token(...(next === 'RENEW_TOKEN' ? [refused] : []));
    if (next === 'RENEW_TOKEN' && this.#token === refused) throw new GraphError({ kind: 'Unauthenticated', problems });
    const isAtOnce = next !== 'RESUME' && this.#fruitless <= 1;
    if (!isAtOnce) await this.#pause(retryAfterMs);
  }

  #pause(retryAfterMs: number | null): Promise<void> {
    const { random, timers } = this.#connection.surroundings;
    return timers.sleep(retryAfterMs ?? pauseMs(Math.max(this.#fruitless, 1), random), this.#signal);
  }

  /** A second look at what the cursor promises costs nothing. */
  #isRepeated({ sequence }: Placed): boolean {
    return this.#sequence !== null && sequence <= this.#sequence;
  }

  #isBehindGap({ sequence }: Placed): boolean {
    return this.#sequence !== null && sequence > this.#sequence + 1;
  }
}

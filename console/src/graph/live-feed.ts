import { createClient } from 'graphql-ws';
import { z } from 'zod';
import { type SyncStatusEvent, syncStatusDocument } from '../documents/sync-status.ts';
import { graphErrors } from './graph-error.ts';

/** `RESUMED`: back after a loss, from the last item seen. `REFUSED`: the server will not serve this feed. */
export type FeedState =
  | { readonly kind: 'CONNECTING' | 'LIVE' | 'RECONNECTING' | 'RESUMED' | 'UNAUTHENTICATED' }
  | { readonly kind: 'REFUSED'; readonly reason: string };

/** What to do when the feed ends without being told to. */
type AfterLoss = 'RESUME' | 'START_OVER' | 'SIGN_IN' | 'GIVE_UP';

interface FeedOptions {
  readonly url: string;
  readonly token: () => string | null;
  readonly operationId: string;
  readonly onEvent: (event: SyncStatusEvent) => void;
  readonly onState: (state: FeedState) => void;
  /** Resolves after so many milliseconds; the page gives the browser's, a test its own. */
  readonly wait: (durationMs: number) => Promise<void>;
}

const FIRST_WAIT_MS = 500;
const WAIT_MAX_MS = 10_000;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;

const closeEvent = z.object({ code: z.number(), reason: z.string() });

/**
 * Follows one operation until the returned function is called: the snapshot, then every later event once and in order.
 * After a loss it goes on behind the last cursor; it never gives up on its own while the server may come back.
 */
export function followOperation(options: FeedOptions): () => void {
  const stop = new AbortController();
  void keepFollowing(options, stop.signal);
  return () => stop.abort();
}

async function keepFollowing(options: FeedOptions, signal: AbortSignal): Promise<void> {
  const seen: Seen = { cursor: null, sequence: 0 };
  let waitMs = FIRST_WAIT_MS;
  options.onState({ kind: 'CONNECTING' });
  while (!signal.aborted) {
    const before = seen.sequence;
    const loss = await listen(options, seen, signal);
    if (signal.aborted) return;
    const next = afterLoss(loss);
    if (next === 'SIGN_IN') return options.onState({ kind: 'UNAUTHENTICATED' });
    if (next === 'GIVE_UP') return options.onState({ kind: 'REFUSED', reason: reasonOf(loss) });
    options.onState({ kind: 'RECONNECTING' });
    // A connection that brought something was a good one: waiting starts from the shortest again.
    waitMs = seen.sequence > before ? FIRST_WAIT_MS : Math.min(waitMs * 2, WAIT_MAX_MS);
    if (next === 'START_OVER') Object.assign(seen, { cursor: null, sequence: 0 });
    await options.wait(waitMs);
  }
}

interface Seen {
  cursor: string | null;
  sequence: number;
}

/** Resolves with what ended the connection: a close event, GraphQL errors, or undefined when the server completed. */
function listen(options: FeedOptions, seen: Seen, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    let pongMissing: ReturnType<typeof setTimeout> | undefined;
    const client = createClient({
      url: options.url,
      retryAttempts: 0,
      keepAlive: PING_EVERY_MS,
      connectionParams: () => ({ authorization: `Bearer ${options.token() ?? ''}` }),
      on: {
        connected: () => options.onState({ kind: seen.cursor === null ? 'LIVE' : 'RESUMED' }),
        // A socket can die without a word; the silence after a ping is the only sign.
        ping: (received) => {
          if (!received) pongMissing = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
        },
        pong: (received) => {
          if (received) clearTimeout(pongMissing);
        },
      },
    });
    const finish = (loss: unknown) => {
      clearTimeout(pongMissing);
      signal.removeEventListener('abort', leave);
      void client.dispose();
      resolve(loss);
    };
    const leave = () => finish(undefined);
    signal.addEventListener('abort', leave);
    const variables = { filter: { operationId: options.operationId }, resumeFrom: seen.cursor };
    client.subscribe<unknown>(
      { query: syncStatusDocument.text, variables },
      {
        next: (item) => {
          const refused = graphErrors.safeParse(item.errors);
          const parsed = syncStatusDocument.data.safeParse(item.data);
          if (parsed.success) deliver(options, seen, parsed.data.syncStatus);
          else finish(refused.success ? item.errors : undefined);
        },
        error: finish,
        complete: () => finish(undefined),
      },
    );
  });
}

function deliver(options: FeedOptions, seen: Seen, event: SyncStatusEvent): void {
  // The cursor promises no repeat; a second look costs nothing and keeps a broken promise off the page.
  if (event.sequence <= seen.sequence) return;
  seen.cursor = event.cursor;
  seen.sequence = event.sequence;
  options.onEvent(event);
}

/** Decides by the close code or the error code; anything unknown is worth another try. */
export function afterLoss(loss: unknown): AfterLoss {
  const closed = closeEvent.safeParse(loss);
  if (closed.success) return CLOSE_CODE.get(closed.data.code) ?? 'RESUME';
  const errors = graphErrors.safeParse(loss);
  const code = errors.success ? errors.data[0]?.code : undefined;
  return ERROR_CODE.get(code ?? '') ?? 'RESUME';
}

const CLOSE_CODE: ReadonlyMap<number, AfterLoss> = new Map([
  [4400, 'GIVE_UP'],
  [4401, 'SIGN_IN'],
  [4403, 'GIVE_UP'],
  [4406, 'GIVE_UP'],
]);

const ERROR_CODE: ReadonlyMap<string, AfterLoss> = new Map([
  ['CURSOR_EXPIRED', 'START_OVER'],
  ['UNAUTHENTICATED', 'SIGN_IN'],
  ['FORBIDDEN', 'GIVE_UP'],
  ['GRAPHQL_VALIDATION_FAILED', 'GIVE_UP'],
  ['QUERY_LIMIT_EXCEEDED', 'GIVE_UP'],
  ['DOCUMENT_NOT_TRUSTED', 'GIVE_UP'],
]);

function reasonOf(loss: unknown): string {
  const closed = closeEvent.safeParse(loss);
  if (closed.success) return `${closed.data.reason} (${closed.data.code})`;
  const errors = graphErrors.safeParse(loss);
  const first = errors.success ? errors.data[0] : undefined;
  return first === undefined ? 'No reason was given' : `${first.message} (${first.code ?? 'no code'})`;
}

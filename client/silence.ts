import type { Line } from './line.ts';
import { broken } from './loss.ts';
import type { Surroundings } from './surroundings.ts';

export interface SilenceSettings {
  readonly line: Line;
  /** From one look to the next: a connection may be silent so long, and at most twice that. */
  readonly everyMs: number;
  readonly timers: Surroundings['timers'];
  /** Asks the other side for a sign of life, which comes before the next look. */
  readonly ask?: () => void;
}

/**
 * A connection can die without a word, and then nothing ever comes. Ends its line when nothing was heard from one look to
 * the next; call the answer whenever something was.
 */
export function endOnSilence({ line, everyMs, timers, ask }: SilenceSettings): () => void {
  let heard = true;
  const looking = timers.every(everyMs, () => {
    if (!heard) line.end(broken('Nothing was heard for too long.'));
    heard = false;
    ask?.();
  });
  line.ended.addEventListener('abort', () => looking.stop(), { once: true });
  return () => {
    heard = true;
  };
}

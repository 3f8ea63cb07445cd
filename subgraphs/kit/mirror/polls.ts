import type { Logger } from '#kit/observability/log.ts';
import { OneAtATime } from '#kit/runtime/one-at-a-time.ts';
import type { Timers } from '#kit/runtime/timers.ts';

export interface Polls {
  /** Ends once one poll of each that began after this call is done; rejects when one fails. */
  settle(): Promise<void>;
  /** Begins no more, and ends once none is under way. */
  close(): Promise<void>;
}

export interface PollSettings {
  readonly timers: Timers;
  /** Between the end of a poll and the next. */
  readonly pollMs: number;
  readonly log: Logger;
}

/** Polls at once and then again and again. One that fails is logged; the next goes on where it stopped. */
export function startPolls(works: readonly (() => Promise<void>)[], { timers, pollMs, log }: PollSettings): Polls {
  const polls = works.map((work) => new OneAtATime(work));
  const onError = (error: unknown) => log.error({ err: error }, 'poll failed');
  const repeating = polls.map((poll) => timers.every(pollMs, () => poll.run(), onError));
  for (const poll of polls) poll.run().catch(onError);
  return {
    settle: async () => {
      await Promise.all(polls.map((poll) => poll.runAfresh()));
    },
    close: async () => {
      for (const { stop } of repeating) stop();
      await Promise.all(repeating.map(({ stopped }) => stopped));
      await Promise.all(polls.map((poll) => poll.idle()));
    },
  };
}

import type { ErpConnector } from '#erp/port.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { MirrorParts } from './mirror-writer.ts';
import { pollOnce } from './poll.ts';

export interface Intake {
  /** Ends once one poll of each connection that began after this call is done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the mirror fresh by asking: ledgers have no notices to send. */
export function startIntake(
  parts: MirrorParts & { readonly connectors: ReadonlyMap<string, ErpConnector> },
  timers: Timers,
  pollMs: number,
): Intake {
  const polls = [...parts.connectors.values()].map((connector) => new OneAtATime(() => pollOnce(parts, connector)));
  const onError = (error: unknown) => parts.log.error({ err: error }, 'poll failed');
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

/** Work that never runs twice at once. */
class OneAtATime {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Joins the run that is under way. */
  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** A run that begins after this call. */
  async runAfresh(): Promise<void> {
    await this.idle();
    await this.run();
  }

  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }
}

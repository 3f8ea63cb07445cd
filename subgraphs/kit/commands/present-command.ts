import { AsyncLocalStorage } from 'node:async_hooks';

/** The command on whose behalf something is done right now. */
export interface PresentCommand {
  readonly name: string;
  /** `operation:step`, or what the saga gave; null for a read without a key. */
  readonly key: string | null;
  readonly correlationId: string;
}

const present = new AsyncLocalStorage<PresentCommand>();

export function onBehalfOf<T>(command: PresentCommand, work: () => T): T {
  return present.run(command, work);
}

/** Null outside of every command, as in a poll. */
export function presentCommand(): PresentCommand | null {
  return present.getStore() ?? null;
}

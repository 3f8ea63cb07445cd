import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { EngineError } from '#revrec/engine/engine-error.ts';
import type { KnownOf } from '#revrec/store/known.ts';
import type { PostingWindow } from '#schema/commands/revrec.ts';
import type { Result } from '#schema/errors/result.ts';
import type { DueOfContract } from './due-of.ts';

export type Due = Result<readonly DueOfContract[], EngineError>;

export interface Asked {
  readonly number: number;
  readonly known: KnownOf;
  readonly window: PostingWindow;
}

export interface Reckoned {
  readonly number: number;
  readonly due: Due;
}

/**
 * Reckons very many contracts in threads of their own: whoever else is served by the process does not wait for them, and
 * they do not wait for the database. Rejects when a thread dies, which no contract does to it.
 */
export interface Reckoner {
  /** So many slices are reckoned at the same time. */
  readonly threads: number;
  due(known: KnownOf, window: PostingWindow): Promise<Due>;
  close(): Promise<void>;
}

const THREADS_MAX = 4;

/** Threads are started when they are first needed, and keep no process alive. */
export function openReckoner(threads = Math.min(THREADS_MAX, Math.max(1, availableParallelism() - 1))): Reckoner {
  const started: (Thread | undefined)[] = Array.from({ length: threads }, () => undefined);
  let number = 0;
  return {
    threads,
    due: (known, window) => {
      number += 1;
      const place = number % threads;
      const standing = started[place];
      const thread = standing === undefined || standing.isGone() ? startThread() : standing;
      started[place] = thread;
      return thread.due({ number, known, window });
    },
    close: async () => {
      await Promise.all(started.map((thread) => thread?.stop()));
    },
  };
}

interface Thread {
  due(asked: Asked): Promise<Due>;
  isGone(): boolean;
  stop(): Promise<unknown>;
}

function startThread(): Thread {
  const worker = new Worker(new URL('./reckoner-thread.ts', import.meta.url));
  worker.unref();
  const waiting = new Map<number, PromiseWithResolvers<Due>>();
  let isGone = false;
  const giveUp = (reason: Error) => {
    isGone = true;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  worker.on('message', ({ number, due }: Reckoned) => {
    waiting.get(number)?.resolve(due);
    waiting.delete(number);
  });
  worker.on('error', giveUp);
  worker.on('exit', () => giveUp(new Error('A thread that reckons revenue has ended')));
  return {
    due: (asked) => {
      const answer = Promise.withResolvers<Due>();
      waiting.set(asked.number, answer);
      worker.postMessage(asked);
      return answer.promise;
    },
    isGone: () => isGone,
    stop: () => worker.terminate(),
  };
}

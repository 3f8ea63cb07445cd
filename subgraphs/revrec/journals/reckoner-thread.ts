import { parentPort } from 'node:worker_threads';
import { dueOf } from './due-of.ts';
import type { Asked, Reckoned } from './reckoner.ts';

/** The other side of `openReckoner`: reckons what it is sent and answers under the same number. */
parentPort?.on('message', async ({ number, known, window }: Asked) => {
  const due = await dueOf(known, window);
  parentPort?.postMessage({ number, due } satisfies Reckoned);
});

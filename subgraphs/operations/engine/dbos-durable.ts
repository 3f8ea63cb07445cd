import { DBOS } from '@dbos-inc/dbos-sdk';
import { decisionTopic } from './dbos-engine.ts';
import type { Decision, Durable, SagaEnd } from './ports.ts';

const ONE_DAY_S = 24 * 60 * 60;

/** The durable engine of the workflow that runs now. */
export function dbosDurable(): Durable {
  return {
    // The engine counts its own retries in memory and knows no Retry-After; ours are steps, and outlive a crash.
    record: (name, work) => DBOS.runStep(work, { name, retriesAllowed: false }),
    sleep: (delayMs) => DBOS.sleepms(delayMs),
    decision: async (step) => {
      for (;;) {
        const decision = await DBOS.recv<Decision>(decisionTopic(step), ONE_DAY_S);
        if (decision !== null) return decision;
      }
    },
  };
}

/** Gives a workflow to the engine. Its id is the operation's id: a second start answers the first one's end. */
export function registerWorkflow<Input>(name: string, run: (input: Input) => Promise<SagaEnd>): void {
  DBOS.registerWorkflow(run, { name });
}

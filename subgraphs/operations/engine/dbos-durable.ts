import { DBOS } from '@dbos-inc/dbos-sdk';
import { decisionTopic } from './dbos-engine.ts';
import type { BranchEnd, Decision, Durable, StageStart } from './ports.ts';
import { DbosRecord, type Store } from './postgres-dbos-record.ts';

const ONE_DAY_S = 24 * 60 * 60;

/** What a branch's workflow is queued with. */
export interface BranchStart {
  readonly part: string;
  readonly name: string;
  readonly start: StageStart;
}

/** The durable engine of the workflow that runs now. `branchWorkflow` is the one that runs a branch of its saga. */
export function dbosDurable(store: Store, branchWorkflow: string): Durable {
  const workflowId = DBOS.workflowID;
  if (workflowId === undefined) throw new Error('A saga runs inside the engine only');
  // The engine counts its own retries in memory and knows no Retry-After; ours are steps, and outlive a crash.
  const record = new DbosRecord(workflowId, store);
  return {
    workflowId,
    record: (name, ask, tell) => record.record(name, ask, tell),
    note: (name, work) => record.note(name, work),
    sleep: (delayMs) => DBOS.sleepms(delayMs),
    decision: async (step, withinMs) => {
      for (;;) {
        const seconds = withinMs === null ? ONE_DAY_S : Math.ceil(withinMs / 1000);
        const decision = await DBOS.recv<Decision>(decisionTopic(step), seconds);
        if (decision !== null || withinMs !== null) return decision;
      }
    },
    sideBySide: async (part, branches, start) => {
      const run = branchesByName.get(branchWorkflow);
      if (run === undefined) throw new Error(`${branchWorkflow} is not registered`);
      const handles = [];
      // Started one after the other so that a replay meets them in the same order; they run together.
      for (const name of branches) {
        const handle = await DBOS.startWorkflow(run, { workflowID: `${workflowId}:${name}` })({ part, name, start });
        handles.push(handle);
      }
      const ends: BranchEnd[] = [];
      for (const handle of handles) ends.push(await handle.getResult());
      return ends;
    },
  };
}

const branchesByName = new Map<string, (branch: BranchStart) => Promise<BranchEnd>>();

/** Gives a workflow to the engine. Its id names the operation and the stage: a second start answers the first one's end. */
export function registerWorkflow<Start>(name: string, run: (start: Start) => Promise<unknown>): void {
  DBOS.registerWorkflow(run, { name });
}

/** Gives the engine the workflow that runs a saga's branches. */
export function registerBranchWorkflow(name: string, run: (branch: BranchStart) => Promise<BranchEnd>): void {
  branchesByName.set(name, DBOS.registerWorkflow(run, { name }));
}

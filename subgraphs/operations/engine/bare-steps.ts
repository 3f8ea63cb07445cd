import { DBOS } from '@dbos-inc/dbos-sdk';

/**
 * A workflow of so many plain steps of the engine and nothing else: no rows of ours, no events. It is the floor that
 * the cost of a saga is measured against, and runs in benchmarks only.
 */
export function registerBareSteps(name: string, steps: number, step: (place: number) => Promise<unknown>): void {
  const run = async () => {
    for (let place = 0; place < steps; place += 1) {
      await DBOS.runStep(() => step(place), { name: `step-${place}`, retriesAllowed: false });
    }
  };
  DBOS.registerWorkflow(run, { name });
}

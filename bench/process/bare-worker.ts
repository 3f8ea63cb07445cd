import { registerBareSteps } from '#operations/engine/bare-steps.ts';
import { startEngine } from '#operations/engine/dbos-engine.ts';
import { type Part, servePart } from '../support/part.ts';
import { BARE_SAGA, BARE_STEPS } from './bare-saga.ts';
import { openGate } from './gate.ts';
import type { WorkerAddress, WorkerSettings } from './worker.ts';

/** What a step answers: about as much as a command of a system does. */
const ANSWER = { effect: { system: 'CRM', vendor: 'memory', connection: 'main', type: 'step', externalId: 'x' } };

/** The engine alone, with a saga of plain steps in the queue of the real ones. */
async function openBareWorker({ databaseUrl, concurrency, pollMs }: WorkerSettings): Promise<Part> {
  const gate = await openGate();
  registerBareSteps(BARE_SAGA, BARE_STEPS, async (place) => {
    if (place === 0) await gate.pass();
    return ANSWER;
  });
  const engine = await startEngine({
    databaseUrl,
    executorId: `bare-${process.pid}`,
    concurrency: { commitment: concurrency, finalization: concurrency },
    pollMs,
    poolSize: 24,
  });
  const address: WorkerAddress = { gateUrl: gate.url };
  return {
    address,
    close: async () => {
      await gate.close();
      await engine.close();
    },
  };
}

servePart(openBareWorker);

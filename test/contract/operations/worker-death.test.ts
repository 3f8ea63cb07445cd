import { seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';
import { startWorkerProcesses } from '#test/support/worker-processes.ts';

let operations: TestOperations;
let workers: Awaited<ReturnType<typeof startWorkerProcesses>>;
beforeAll(async () => {
  operations = await startTestOperations({ worker: false });
  workers = await startWorkerProcesses(operations.database.url, operations.systems);
}, 60_000);
afterAll(async () => {
  await workers.close();
  await operations.close();
});

const ONCE = [
  'CRM.amendContract',
  'BILLING.amendSubscription',
  'ERP.ensureCustomer',
  'ERP.postInvoice',
  'REVREC.modifyContract',
  'ERP.postJournals',
  'REVREC.recordPosted',
  'CRM.reportStatus',
];

/** The first write of this command takes effect, and its answer never comes. Answers the process that asked. */
async function swallow(command: string): Promise<number | undefined> {
  const reached = Promise.withResolvers<void>();
  let met = false;
  operations.systems.fault = ({ system, name }) => {
    if (met || `${system}.${name}` !== command) return null;
    met = true;
    reached.resolve();
    return 'hang-after';
  };
  await reached.promise;
  return workers.askers.at(-1);
}

describe('a process that only accepts', () => {
  it('runs nothing; a worker that comes later does', async () => {
    const { operation } = await operations.send('amendContract', seatsTo(800, 1, 'accepted'));
    expect(operation?.status).toBe('QUEUED');
    const asked = operations.systems.calls.length;
    await workers.start();
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(operations.systems.done().toSorted()).toEqual(ONCE.toSorted());
    expect(workers.askers).toHaveLength(operations.systems.calls.length - asked);
  }, 60_000);
});

describe('of two workers', () => {
  it('the one that is left takes over what the killed one was doing, each effect once', async () => {
    await workers.start();
    const killed = swallow('ERP.postInvoice');
    const { operation } = await operations.send('amendContract', seatsTo(900, 2, 'killed'));
    await workers.kill(await killed);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
    const effects = [...operations.systems.effects].filter(([key]) => key.startsWith(`${operation?.id}:`));
    expect(effects.map(([, { system, name }]) => `${system}.${name}`).toSorted()).toEqual(ONCE.toSorted());
    expect(operations.systems.contract.version).toBe(3);
  }, 60_000);
});

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CommandSystem } from '#operations/engine/saga.ts';
import type { FakeSystems } from './fake-systems.ts';
import { REVOPS } from './operations.ts';

const CHILD = fileURLToPath(new URL('operations-child.ts', import.meta.url));

/** Workers in processes of their own over systems that live here, so that what was done survives their death. */
export async function startWorkerProcesses(databaseUrl: string, systems: FakeSystems) {
  /** Who asked last, by process. */
  const askers: number[] = [];
  const server = createServer(async (request, response) => {
    const system = (request.url ?? '').slice(1) as CommandSystem;
    const asked = JSON.parse(await text(request));
    askers.push(asked.pid);
    const answer = (await systems.callers[system]?.execute(asked.request, REVOPS).catch(() => null)) ?? null;
    response.statusCode = answer === null ? 502 : 200;
    response.end(JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  const systemsUrl = `http://127.0.0.1:${address.port}`;
  const workers: ChildProcess[] = [];
  return {
    askers,
    start: async (): Promise<ChildProcess> => {
      const worker = fork(CHILD, [databaseUrl, systemsUrl], { execArgv: [], stdio: 'inherit' });
      workers.push(worker);
      await Promise.race([
        once(worker, 'message'),
        once(worker, 'exit').then(([code]) => {
          throw new Error(`The worker ended with ${code} before it was ready`);
        }),
      ]);
      return worker;
    },
    /** Dies at once, as by a power cut. */
    kill: async (pid: number | undefined): Promise<void> => {
      const worker = workers.find((one) => one.pid === pid);
      if (worker === undefined) throw new Error(`No worker ${pid}`);
      const gone = once(worker, 'exit');
      worker.kill('SIGKILL');
      await gone;
    },
    close: async (): Promise<void> => {
      for (const worker of workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
        const gone = once(worker, 'exit');
        worker.kill('SIGKILL');
        await gone;
      }
      server.closeAllConnections();
      server.close();
    },
  };
}

import { once } from 'node:events';
import { createServer } from 'node:http';

/** A gate in a process that is measured; the benchmark opens and shuts it over HTTP. */
export interface Gate {
  readonly url: string;
  /** Waits until it is open. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

export type GateState = 'open' | 'shut';

/** Open at first. */
export async function openGate(): Promise<Gate> {
  let opened = Promise.withResolvers<void>();
  opened.resolve();
  const server = createServer((request, response) => {
    if (request.url === '/shut') opened = Promise.withResolvers();
    else opened.resolve();
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gate has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    pass: () => opened.promise,
    close: async () => {
      opened.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function setGate(url: string, state: GateState): Promise<void> {
  await fetch(`${url}/${state}`);
}

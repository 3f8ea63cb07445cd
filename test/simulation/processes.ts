import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessOrder, ProcessReady } from './product-process.ts';

const MAIN = fileURLToPath(new URL('product-process.ts', import.meta.url));

type Shared = Omit<ProcessOrder, 'role' | 'subgraphUrls'>;

/** The product as processes that can be killed: one that accepts and answers, and workers. */
export class Processes {
  readonly #shared: Shared;
  readonly #workerCount: number;
  #door: ChildProcess | null = null;
  #subgraphUrls: ProcessOrder['subgraphUrls'] = null;
  #workers: ChildProcess[] = [];
  /** On their way in place of dead ones; each resolves once it works. */
  #coming: Promise<unknown>[] = [];

  constructor(shared: Shared, workerCount: number) {
    this.#shared = shared;
    this.#workerCount = workerCount;
  }

  /** All of them; workers need the door's addresses. */
  async start(): Promise<void> {
    const [door, urls] = await this.#start('door');
    if (urls === 'ready') throw new Error('The door says where its subgraphs are');
    this.#door = door;
    this.#subgraphUrls = urls;
    const started = await Promise.all(Array.from({ length: this.#workerCount }, () => this.#start('worker')));
    this.#workers = started.map(([worker]) => worker);
  }

  /** Kills a worker as by a power cut, once all of them work. */
  async killWorker(index: number): Promise<void> {
    await this.#arrived();
    const [worker] = this.#workers.splice(index % this.#workers.length, 1);
    if (worker !== undefined) await kill(worker);
  }

  /** One more worker, in place of a dead one; business goes on while it starts. */
  startWorker(): void {
    const coming = this.#start('worker').then(([worker]) => this.#workers.push(worker));
    // Whoever waits for it hears of a failure.
    coming.catch(() => undefined);
    this.#coming.push(coming);
  }

  async #arrived(): Promise<void> {
    const coming = this.#coming;
    this.#coming = [];
    await Promise.all(coming);
  }

  /** Kills every process of the product at one instant. */
  async killAll(): Promise<void> {
    await this.#arrived();
    const all = [...this.#workers, ...(this.#door === null ? [] : [this.#door])];
    this.#workers = [];
    this.#door = null;
    await Promise.all(all.map(kill));
  }

  async #start(role: ProcessOrder['role']): Promise<readonly [ChildProcess, ProcessReady]> {
    const order: ProcessOrder = { ...this.#shared, role, subgraphUrls: role === 'door' ? null : this.#subgraphUrls };
    const env = {
      ...process.env,
      NODE_OPTIONS: '--disable-warning=DeprecationWarning',
      // A process that is killed young would spend its life on reading the sources anew.
      NODE_COMPILE_CACHE: join(dirname(this.#shared.secretsPath), 'compiled'),
    };
    const child = fork(MAIN, [JSON.stringify(order)], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env,
    });
    const ready = once(child, 'message').then(([message]) => message as ProcessReady);
    const died = once(child, 'exit').then(([code]): never => {
      throw new Error(`The ${role} ended with ${code} before it was ready`);
    });
    const message = await Promise.race([ready, died]);
    died.catch(() => undefined);
    return [child, message];
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

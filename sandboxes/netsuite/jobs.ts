import type { SandboxClock } from '../kit/clock.ts';
import type { Route, VendorReply, VendorRequest } from '../kit/server.ts';
import type { Store } from '../kit/store.ts';
import { problem, recordMissing } from './problem.ts';

/** A route whose work is done when it returns. */
export interface PromptRoute extends Route {
  readonly handle: (request: VendorRequest) => VendorReply;
}

const JOB_PATH = '/services/rest/async/v1/job';

interface Job {
  readonly id: string;
  readonly idempotencyKey: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
  /** What the call would have answered at once. */
  readonly result: VendorReply;
}

/**
 * Calls with `Prefer: respond-async`. The work is done before the 202 goes out, so a job is never seen running.
 * A key counts here only: synchronous calls ignore it.
 * evidence: docs: NetSuite REST asynchronous requests and idempotency keys (netsuite.md, Writes & idempotency)
 */
export class Jobs {
  readonly #store: Store;
  readonly #clock: SandboxClock;

  constructor(store: Store, clock: SandboxClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The same route, which also takes calls that do not want to wait. */
  deferrable(route: PromptRoute): PromptRoute {
    if (route.method === 'GET') return route;
    return {
      ...route,
      handle: (request) =>
        /\brespond-async\b/.test(request.headers['prefer'] ?? '')
          ? this.#submit(route.handle, request)
          : route.handle(request),
    };
  }

  routes(): PromptRoute[] {
    return [
      { method: 'GET', path: `${JOB_PATH}/:id`, handle: (request) => this.#show(request) },
      { method: 'GET', path: `${JOB_PATH}/:id/task/1`, handle: (request) => this.#show(request) },
      { method: 'GET', path: `${JOB_PATH}/:id/task/1/result`, handle: (request) => this.#result(request) },
    ];
  }

  #submit(handle: PromptRoute['handle'], request: VendorRequest): VendorReply {
    const jobs = this.#store.collection<Job>('job');
    const idempotencyKey = request.headers['x-netsuite-idempotency-key'] ?? null;
    const first = idempotencyKey === null ? undefined : jobs.find((job) => job.idempotencyKey === idempotencyKey);
    if (first !== undefined) {
      const detail = 'A request with this idempotency key was submitted before; the Location header names its job.';
      return problem(400, [{ detail, code: 'IDEMPOTENCY_ERROR' }], accepted(first));
    }
    // The work and the note of its key stand or fall together.
    const job = this.#store.atomically(() => {
      const startedAt = this.#clock.now().toISOString();
      const result = handle(request);
      const id = String(this.#store.next('job'));
      return jobs.put(id, { id, idempotencyKey, startedAt, endedAt: this.#clock.now().toISOString(), result });
    });
    return { status: 202, headers: accepted(job) };
  }

  #show({ path, params, headers }: VendorRequest): VendorReply {
    const job = this.#store.collection<Job>('job').get(params['id'] ?? '');
    if (job === undefined) return recordMissing(path);
    const href = `http://${headers['host'] ?? ''}${JOB_PATH}/${job.id}`;
    return {
      status: 200,
      body: {
        links: [{ rel: 'self', href: `http://${headers['host'] ?? ''}${path}` }],
        id: path.endsWith('/task/1') ? '1' : job.id,
        completed: true,
        progress: job.result.status < 300 ? 'succeeded' : 'failed',
        startTime: job.startedAt,
        endTime: job.endedAt,
        task: { links: [{ rel: 'self', href: `${href}/task/1` }] },
      },
    };
  }

  #result({ path, params }: VendorRequest): VendorReply {
    return this.#store.collection<Job>('job').get(params['id'] ?? '')?.result ?? recordMissing(path);
  }
}

function accepted({ id }: Job): Readonly<Record<string, string>> {
  return { location: `${JOB_PATH}/${id}`, 'preference-applied': 'respond-async' };
}

import type { SeenCalls } from '#kit/identity/seen-calls.ts';
import { verifyCall } from '#kit/identity/signature.ts';
import type { Logger } from '#kit/observability/log.ts';
import { told } from '#kit/observability/present-span.ts';
import type { ServiceMetrics } from '#kit/observability/service-metrics.ts';
import type { GivenHeaders, Tracer } from '#kit/observability/trace.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { cleanErrors } from './errors.ts';
import type { Subgraph, SubgraphRequest } from './subgraph.ts';

export interface DoorAnswer {
  readonly status: number;
  /** What the JSON of the answer is made of; left out = it is empty. Belongs to the subgraph: copy it to keep it. */
  readonly body?: unknown;
}

/** The one way to ask a subgraph, whether over HTTP or in the same process: only signed calls are answered, each once. */
export interface SubgraphDoor {
  /**
   * Headers are named in lower case; the text is the JSON of the request, as it was signed. Rejects with the code
   * `ECONNREFUSED` once the subgraph is closed, and otherwise never.
   */
  ask(headers: GivenHeaders, text: string): Promise<DoorAnswer>;
  readonly isOpen: boolean;
}

export interface SubgraphDoorSettings {
  readonly subgraph: Subgraph;
  readonly serviceSecret: string;
  readonly seen: SeenCalls;
  readonly metrics: ServiceMetrics;
  readonly tracer: Tracer;
  readonly log: Logger;
}

export const BODY_BYTES_MAX = 4 * 1024 * 1024;

const NOT_SIGNED = { message: 'Not signed', extensions: { code: 'UNAUTHENTICATED' } };
const NO_QUERY = { message: 'No query', extensions: { code: 'BAD_REQUEST' } };
const BROKEN = { message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

export function subgraphDoor(settings: SubgraphDoorSettings): SubgraphDoor & { close(): void } {
  let isOpen = true;
  return {
    get isOpen() {
      return isOpen;
    },
    ask: async (headers, text) => {
      if (!isOpen) throw new ClosedDoor(settings.subgraph.name);
      try {
        return await answerTo(settings, headers, text);
      } catch (error) {
        return brokenAnswer(settings.log, error, '/graphql');
      }
    },
    close: () => {
      isOpen = false;
    },
  };
}

/** What is said of a failure of ours; the log has the rest. */
export function brokenAnswer(log: Logger, error: unknown, path: string | undefined): DoorAnswer {
  log.error({ err: error, path }, 'request failed');
  return { status: 500, body: { errors: [BROKEN] } };
}

/** As a socket says it to whoever comes too late. */
class ClosedDoor extends Error {
  override readonly name = 'ClosedDoor';
  readonly code = 'ECONNREFUSED';

  constructor(subgraph: string) {
    super(`The subgraph ${subgraph} is closed`);
  }
}

async function answerTo(settings: SubgraphDoorSettings, headers: GivenHeaders, text: string): Promise<DoorAnswer> {
  const { serviceSecret, seen, metrics, tracer } = settings;
  if (Buffer.byteLength(text) > BODY_BYTES_MAX) return { status: 413 };
  const principal = verifyCall(headers, text, serviceSecret, systemClock.now(), seen);
  if (principal === null) {
    metrics.asked('unsigned', 0);
    return { status: 401, body: { errors: [NOT_SIGNED] } };
  }
  const asked = parseRequest(text);
  if (asked === null) return { status: 400, body: { errors: [NO_QUERY] } };
  // Whoever can sign is one of us, so its trace is believed.
  const span = tracer.start('subgraph request', 'server', headers);
  return told(span, async () => ({ status: 200, body: await runQuery(settings, asked, principal) }));
}

async function runQuery(
  { subgraph, metrics, log }: SubgraphDoorSettings,
  asked: SubgraphRequest,
  principal: Parameters<Subgraph['execute']>[1],
) {
  const startedMs = performance.now();
  const result = await subgraph.execute(asked, principal);
  metrics.asked(result.errors === undefined ? 'ok' : 'errors', (performance.now() - startedMs) / 1000);
  return cleanErrors(result, subgraph.name, principal.correlationId, log);
}

function parseRequest(text: string): SubgraphRequest | null {
  const body: unknown = JSON.parse(text);
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') return null;
  return body as SubgraphRequest;
}

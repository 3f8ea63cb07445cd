import { z } from 'zod';
import type { GraphDocument } from './document.ts';
import { type GraphError, graphErrors } from './graph-error.ts';

/** Why there is no data at all, told apart by what the reader may do next: sign in, try again, tell somebody. */
export type GraphFailure =
  | { readonly kind: 'Unauthenticated' }
  | { readonly kind: 'Unreachable' }
  | {
      readonly kind: 'Refused';
      readonly message: string;
      readonly code: string;
      readonly correlationId: string | null;
    };

/** `errors` beside data: the fields at their paths are null, everything else stands. */
export type GraphOutcome<Data> =
  | { readonly ok: true; readonly data: Data; readonly errors: readonly GraphError[] }
  | { readonly ok: false; readonly failure: GraphFailure };

export interface GraphClient {
  readonly ask: <Data, Variables>(
    document: GraphDocument<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ) => Promise<GraphOutcome<Data>>;
}

interface GraphClientOptions {
  /** Address of the HTTP endpoint. */
  readonly url: string;
  readonly token: () => string | null;
  readonly onUnauthenticated: () => void;
}

const envelope = z.object({ data: z.unknown().optional(), errors: graphErrors.optional() });

/** Sends one document at a time to the gateway. Nothing is retried here: the page offers it, the reader decides. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  return {
    ask: async (document, variables, signal) => {
      const response = await send(options, JSON.stringify({ query: document.text, variables }), signal);
      if (response === null) return { ok: false, failure: { kind: 'Unreachable' } };
      const body = envelope.safeParse(await response.json().catch(() => null));
      const errors = body.success ? (body.data.errors ?? []) : [];
      if (response.status === 401 || errors.some((error) => error.code === 'UNAUTHENTICATED')) {
        options.onUnauthenticated();
        return { ok: false, failure: { kind: 'Unauthenticated' } };
      }
      const correlationId = response.headers.get('x-correlation-id');
      const data = document.data.safeParse(body.success ? body.data.data : undefined);
      if (data.success) return { ok: true, data: data.data, errors };
      return { ok: false, failure: refusal(response.status, errors[0], correlationId) };
    },
  };
}

async function send(options: GraphClientOptions, body: string, signal?: AbortSignal): Promise<Response | null> {
  const token = options.token();
  try {
    return await fetch(options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch {
    return null;
  }
}

function refusal(status: number, error: GraphError | undefined, correlationId: string | null): GraphFailure {
  if (error === undefined) {
    const message = status >= 500 ? 'The server failed.' : 'The answer could not be read.';
    return { kind: 'Refused', message, code: `HTTP ${status}`, correlationId };
  }
  return {
    kind: 'Refused',
    message: error.message,
    code: error.code ?? `HTTP ${status}`,
    correlationId: error.correlationId ?? correlationId,
  };
}

import { z } from 'zod';
import { type ProblemCode, problemCode } from './codes.ts';

/** One entry of an answer's `errors`: what is missing from it and why, or why there is none. */
export interface Problem {
  readonly code: ProblemCode;
  /** The code as it was sent, for one that is `OTHER`; null where none was. */
  readonly codeText: string | null;
  /** One sentence. */
  readonly message: string;
  /** The place of what is missing, or of the object that it is missing from; empty for the whole answer. */
  readonly path: readonly (string | number)[];
  /** `crm`, `billing`, `erp`, `revrec` or `operations`, when one of them is at fault. */
  readonly subgraph: string | null;
  /** Whether the same may be answered a little later. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** To be named to who looks after the graph. */
  readonly correlationId: string | null;
}

const wire = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z
    .object({
      code: z.string().nullish(),
      subgraph: z.string().nullish(),
      retryable: z.boolean().nullish(),
      /** Seconds. */
      retryAfter: z.number().nullish(),
      correlationId: z.string().nullish(),
    })
    .nullish(),
});

function fromWire({ message, path, extensions }: z.infer<typeof wire>): Problem {
  const { code, subgraph, retryable, retryAfter, correlationId } = extensions ?? {};
  return {
    code: problemCode(code ?? ''),
    codeText: code ?? null,
    message,
    path: path ?? [],
    subgraph: subgraph ?? null,
    retryable: retryable ?? false,
    retryAfterMs: typeof retryAfter === 'number' ? retryAfter * 1_000 : null,
    correlationId: correlationId ?? null,
  };
}

const envelope = z.object({ data: z.unknown().optional(), errors: z.array(wire).nullish() });

/** An answer as it came, over whichever transport. */
export interface Envelope {
  /** Null or undefined = there is none. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
}

/** Null when it is no answer of a graph. */
export function readEnvelope(json: unknown): Envelope | null {
  const read = envelope.safeParse(json);
  if (!read.success) return null;
  return { data: read.data.data, problems: (read.data.errors ?? []).map(fromWire) };
}

/** What is said of a failure that no answer tells of. */
export function ownProblem(code: ProblemCode, message: string): Problem {
  return {
    code,
    codeText: null,
    message,
    path: [],
    subgraph: null,
    retryable: false,
    retryAfterMs: null,
    correlationId: null,
  };
}

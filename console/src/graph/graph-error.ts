import { z } from 'zod';

/** One entry of an answer's `errors`; members that the server did not give are null. */
export interface GraphError {
  readonly message: string;
  /** Of the catalogue of codes. */
  readonly code: string | null;
  readonly path: readonly (string | number)[];
  /** `crm`, `billing`, `erp`, `revrec` or `operations`, when one of them is at fault. */
  readonly subgraph: string | null;
  readonly correlationId: string | null;
}

const wire = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z
    .object({ code: z.string().nullish(), subgraph: z.string().nullish(), correlationId: z.string().nullish() })
    .nullish(),
});

export const graphErrors = z.array(
  wire.transform(
    (error): GraphError => ({
      message: error.message,
      code: error.extensions?.code ?? null,
      path: error.path ?? [],
      subgraph: error.extensions?.subgraph ?? null,
      correlationId: error.extensions?.correlationId ?? null,
    }),
  ),
);

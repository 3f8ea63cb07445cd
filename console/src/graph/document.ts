import { z } from 'zod';

// Zod would compile its checks with `new Function`, which the gateway's content policy forbids and the browser reports.
z.config({ jitless: true });

/** A named GraphQL document, the variables it takes and the shape its answer is parsed to. */
export interface GraphDocument<Data, Variables> {
  readonly text: string;
  readonly data: z.ZodType<Data>;
  /** Never set: it only carries the type of the variables. */
  readonly takes?: (variables: Variables) => void;
}

/** Two calls, so that the variables are named and the data is inferred from its parser. */
export function defineDocument<Variables>() {
  return <Data>(text: string, data: z.ZodType<Data>): GraphDocument<Data, Variables> => ({ text, data });
}

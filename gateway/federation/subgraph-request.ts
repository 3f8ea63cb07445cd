import type { SubgraphRequest } from './subgraph-transport.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A request of which the parts are at hand. */
export function requestOf(query: string, variables: Variables, operationName: string | null): SubgraphRequest {
  const text = JSON.stringify({ query, variables, ...(operationName === null ? {} : { operationName }) });
  return { text, query, variables, operationName };
}

/** A request that was written as text; what its variables are is only found out for whoever asks. */
export class WrittenRequest implements SubgraphRequest {
  readonly text: string;
  readonly query: string;
  readonly operationName: string | null;
  #variables: Variables | null = null;

  constructor(text: string, query: string, operationName: string | null) {
    this.text = text;
    this.query = query;
    this.operationName = operationName;
  }

  get variables(): Variables {
    this.#variables ??= (JSON.parse(this.text) as { readonly variables: Variables }).variables;
    return this.#variables;
  }
}

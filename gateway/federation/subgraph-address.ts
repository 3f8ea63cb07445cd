/** Where one subgraph answers. */
export interface SubgraphAddress {
  readonly graphqlUrl: string;
  /** Answers 200 to a GET while the subgraph is up; null = the subgraph is asked `{ __typename }` instead. */
  readonly healthUrl: string | null;
}

/** A subgraph of this product, by the address that all its paths stand below. */
export function productAddress(baseUrl: string): SubgraphAddress {
  const base = baseUrl.replace(/\/$/, '');
  return { graphqlUrl: `${base}/graphql`, healthUrl: `${base}/healthz` };
}

/** Any subgraph: all that is known of it is its GraphQL endpoint, used as it is. */
export function endpointAddress(graphqlUrl: string): SubgraphAddress {
  return { graphqlUrl, healthUrl: null };
}

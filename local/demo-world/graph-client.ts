/** Asks the public graph; throws on any error, because the demo world has none to expect. */
export type GraphClient = <Data>(query: string, variables: Record<string, unknown>) => Promise<Data>;

interface Answer<Data> {
  readonly data?: Data;
  readonly errors?: readonly { readonly message: string }[];
}

/** A client over HTTP with a token. `tokenOf` is called for each request, so that a token may be renewed. */
export function graphClient(url: string, tokenOf: () => Promise<string>): GraphClient {
  return async <Data>(query: string, variables: Record<string, unknown>) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf()}` },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as Answer<Data>;
    if (answer.errors !== undefined || answer.data === undefined) {
      throw new Error(
        answer.errors?.map(({ message }) => message).join('; ') ?? `The graph answered ${response.status}`,
      );
    }
    return answer.data;
  };
}

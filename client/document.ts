/**
 * A document of the graph with the types of what it takes and gives. Written by `npm run codegen` from
 * `client/documents/<audience>`; its text is the one that a gateway in production mode knows.
 */
interface TypedDocument<Kind extends string, Data, Variables> {
  readonly kind: Kind;
  /** The operation's name, by which the gateway counts it. */
  readonly name: string;
  readonly text: string;
  /** Never set: it only carries the types. */
  readonly types?: { readonly data: Data; readonly variables: Variables };
}

export type QueryDocument<Data, Variables> = TypedDocument<'query', Data, Variables>;
export type MutationDocument<Data, Variables> = TypedDocument<'mutation', Data, Variables>;
export type SubscriptionDocument<Data, Variables> = TypedDocument<'subscription', Data, Variables>;

/** Of any kind, as it is sent. */
export type SentDocument = Pick<TypedDocument<string, unknown, unknown>, 'name' | 'text'>;

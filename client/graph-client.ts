import type { Result } from '#schema/errors/result.ts';
import { type Asking, ask } from './ask.ts';
import { change, type Judged, type Keyed } from './change.ts';
import type { Connection, TokenSupplier } from './connection.ts';
import type { MutationDocument, QueryDocument, SubscriptionDocument } from './document.ts';
import type { Answer, Failure, MutationFailure } from './failure.ts';
import { type Paged, pages } from './pages.ts';
import { platform, type Surroundings } from './surroundings.ts';
import { type Placed, type Resumable, type Watching, watch } from './watch.ts';

export interface GraphSettings {
  /** Of the gateway, such as `https://graph.example`; the path is `/graphql`. */
  readonly url: string;
  readonly token: TokenSupplier;
  /** How long a question or a change may take, repetitions among it: 30 s unless told. */
  readonly deadlineMs?: number;
  /** How `watch` is served: `event-stream` unless told. */
  readonly live?: Connection['live'];
  /** In the place of what the platform brings. */
  readonly surroundings?: Partial<Surroundings>;
}

/** A graph as one caller sees it. Documents come from the module of an audience, which brings their types. */
export interface GraphClient {
  /** Asked again, up to twice, while the graph is out of reach or busy. */
  query<Data, Variables>(
    document: QueryDocument<Data, Variables>,
    variables: NoInfer<Variables>,
    asking?: Asking,
  ): Promise<Result<Answer<Data>, Failure>>;

  /** Sent once. Its answer holds no user errors: those are a failure. */
  mutate<Data extends Readonly<Record<keyof Data, Judged>>, Variables extends Keyed>(
    document: MutationDocument<Data, Variables>,
    variables: NoInfer<Variables>,
    asking?: Asking,
  ): Promise<Result<Answer<Data>, MutationFailure>>;

  /** Every item once and in order, whatever happens to the connection. Throws a `GraphError` when it cannot go on. */
  watch<Data extends Readonly<Record<keyof Data, Placed>>, Variables extends Resumable>(
    document: SubscriptionDocument<Data, Variables>,
    variables: NoInfer<Variables>,
    watching?: Watching,
  ): AsyncGenerator<Answer<Data>, void, void>;

  /** A list to its end; `connectionOf` says where it stands in the data. Throws a `GraphError`. */
  pages<Data, Variables extends { readonly after?: string | null | undefined }>(
    document: QueryDocument<Data, Variables>,
    variables: NoInfer<Variables>,
    connectionOf: (data: Data) => Paged | null | undefined,
  ): AsyncGenerator<Answer<Data>, void, void>;
}

const DEADLINE_MS = 30_000;

export function openGraph({ url, token, surroundings, ...given }: GraphSettings): GraphClient {
  const connection: Connection = {
    url: new URL('/graphql', url).href,
    token,
    deadlineMs: given.deadlineMs ?? DEADLINE_MS,
    live: given.live ?? 'event-stream',
    surroundings: { ...platform(), ...surroundings },
  };
  return {
    query: (document, variables, asking) => ask(connection, document, variables, asking),
    mutate: (document, variables, asking) => change(connection, document, variables, asking),
    watch: (document, variables, watching) => watch(connection, document, variables, watching),
    pages: (document, variables, connectionOf) =>
      pages((after) => ask(connection, document, { ...variables, after }), connectionOf),
  };
}

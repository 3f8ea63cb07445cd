import { GraphQLError } from 'graphql';

/** A Relay connection. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | (() => Promise<number>);
}

const FIRST_MAX = 100;

export interface PageArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** A page's bounds: `limit` is one more than asked, to see whether more follow; `after` is the last row's sort key. */
export interface PageBounds {
  readonly limit: number;
  readonly after: readonly string[] | null;
}

/** Checks `first` and reads `after`. Refuses with BAD_USER_INPUT, naming the bound and what was asked. */
export function pageBounds({ first, after }: PageArguments): PageBounds {
  if (first < 1 || first > FIRST_MAX) {
    throw new GraphQLError(`first must be from 1 to ${FIRST_MAX}, not ${first}.`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  return { limit: first + 1, after: after === null || after === undefined ? null : readPosition(after) };
}

/** Makes the connection of rows that were read up to the bounds' limit. `keyOf` is the sort key with the id last. */
export function connectionOf<Row, Node>(
  found: readonly Row[],
  bounds: PageBounds,
  keyOf: (row: Row) => readonly string[],
  nodeOf: (row: Row) => Node,
  totalCount: Connection<Node>['totalCount'],
): Connection<Node> {
  const shown = found.slice(0, bounds.limit - 1);
  const edges = shown.map((row) => ({ cursor: writePosition(keyOf(row)), node: nodeOf(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length >= bounds.limit,
      hasPreviousPage: bounds.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}

function writePosition(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function readPosition(cursor: string): readonly string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.every((part) => typeof part === 'string')) return key;
  } catch {
    // Falls through to the refusal: whatever is wrong with it, the client can only take one that it was given.
  }
  throw new GraphQLError('after is not a cursor of this list; give one that the list answered.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

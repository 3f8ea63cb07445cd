import type { Result } from '#schema/errors/result.ts';
import { type Answer, type Failure, GraphError } from './failure.ts';

/** What a connection says of where it goes on. */
export interface Paged {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAGES_MAX = 10_000;

/**
 * Page after page until the last, each asked for when it is read. `connectionOf` says where in the data the list stands; a
 * list that is missing, which the page's problems explain, is the last one. Throws a `GraphError` for a page that failed.
 */
export async function* pages<Data>(
  askFor: (after: string | null) => Promise<Result<Answer<Data>, Failure>>,
  connectionOf: (data: Data) => Paged | null | undefined,
): AsyncGenerator<Answer<Data>, void, void> {
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Result<Answer<Data>, Failure> = await askFor(after);
    if (!answer.ok) throw new GraphError(answer.error);
    yield answer.value;
    const { hasNextPage, endCursor } = connectionOf(answer.value.data)?.pageInfo ?? LAST;
    if (!hasNextPage || endCursor === null) return;
    after = endCursor;
  }
}

const LAST: Paged['pageInfo'] = { hasNextPage: false, endCursor: null };

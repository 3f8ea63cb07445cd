import { GraphError } from '#client/failure.ts';
import { pages } from '#client/pages.ts';
import { fail, ok } from '#schema/errors/result.ts';

interface Data {
  readonly rows: { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } } | null;
}

const page = (hasNextPage: boolean, endCursor: string | null): Data => ({
  rows: { pageInfo: { hasNextPage, endCursor } },
});

describe('the pages of a list', () => {
  it('are asked for one behind the other, until the last', async () => {
    const asked: (string | null)[] = [];
    const told = new Map([
      [null, page(true, 'a')],
      ['a', page(true, 'b')],
      ['b', page(false, 'c')],
    ]);
    const askFor = async (after: string | null) => {
      asked.push(after);
      return ok({ data: told.get(after) ?? page(false, null), problems: [] });
    };
    let count = 0;
    for await (const _page of pages(askFor, ({ rows }) => rows)) count += 1;
    expect([count, asked]).toEqual([3, [null, 'a', 'b']]);
  });

  it('end with one whose list is missing, which says why', async () => {
    const problems = [];
    for await (const answer of pages(
      async () => ok({ data: { rows: null } as Data, problems: [] }),
      ({ rows }) => rows,
    ))
      problems.push(answer.problems);
    expect(problems).toEqual([[]]);
  });

  it('end with an error when one of them failed', async () => {
    const iterator = pages<Data>(
      async () => fail({ kind: 'Unavailable', problems: [], retryAfterMs: null }),
      ({ rows }) => rows,
    );
    await expect(iterator.next()).rejects.toThrow(GraphError);
  });
});

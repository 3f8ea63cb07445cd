import { connectionOf, pageBounds } from '#kit/mirror/paging.ts';

const invoices = Array.from({ length: 7 }, (_, place) => ({ issuedOn: `2026-01-0${place + 1}`, id: `inv_${place}` }));
type Invoice = (typeof invoices)[number];

/** A list that reads by the sort key, as a mirror's SQL does. */
function page(first: number, after: string | null = null) {
  const bounds = pageBounds({ first, after });
  const [day = '', id = ''] = bounds.after ?? [];
  const rest = invoices.filter((row) => row.issuedOn > day || (row.issuedOn === day && row.id > id));
  const keyOf = (row: Invoice) => [row.issuedOn, row.id];
  return connectionOf(rest.slice(0, bounds.limit), bounds, keyOf, ({ id }) => id, invoices.length);
}

describe('reading a list page by page', () => {
  it('shows each row once, in order, to the end', () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { edges, pageInfo } = page(3, after);
      seen.push(...edges.map(({ node }) => node));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(invoices.map(({ id }) => id));
  });

  it('says that nothing follows when the last page is exactly full', () => {
    expect(page(7).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect(page(6).pageInfo.hasNextPage).toBe(true);
  });

  it('goes on at the same place though rows came before it', () => {
    const { pageInfo } = page(2);
    invoices.unshift({ issuedOn: '2025-12-31', id: 'inv_late' });
    expect(page(2, pageInfo.endCursor).edges.map(({ node }) => node)).toEqual(['inv_2', 'inv_3']);
    invoices.shift();
  });

  it('answers an empty page without cursors', () => {
    const bounds = pageBounds({ first: 5 });
    expect(connectionOf([], bounds, () => [], String, 0)).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 0,
    });
  });

  it.each([0, -1, 101])('refuses %i rows a page and names the bound', (first) => {
    expect(() => pageBounds({ first })).toThrow(`first must be from 1 to 100, not ${first}.`);
  });

  it.each(['', 'abc', Buffer.from('{"a":1}').toString('base64url'), Buffer.from('[1]').toString('base64url')])(
    'refuses a cursor that no list answered: %p',
    (after) => {
      expect(() => pageBounds({ first: 1, after })).toThrow('not a cursor of this list');
    },
  );
});

import { afterLoss } from '../../../../console/src/graph/live-feed.ts';

describe('A live stream that ends', () => {
  it.each([
    ['a lost network', { code: 1006, reason: '' }, 'RESUME'],
    ['a reader that was too slow', { code: 4413, reason: 'lagged' }, 'RESUME'],
    ['an expired token', { code: 4401, reason: 'expired' }, 'SIGN_IN'],
    ['a role that may not look', { code: 4403, reason: 'Forbidden' }, 'GIVE_UP'],
    ['a server that is done', undefined, 'RESUME'],
    ['a cursor that is too old', [{ message: '', extensions: { code: 'CURSOR_EXPIRED' } }], 'START_OVER'],
    ['a refused document', [{ message: '', extensions: { code: 'FORBIDDEN' } }], 'GIVE_UP'],
    ['a system out of reach', [{ message: '', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }], 'RESUME'],
    ['something nobody knows', new Error('?'), 'RESUME'],
  ])('after %s goes on as it should', (_, loss, expected) => {
    expect(afterLoss(loss)).toBe(expected);
  });
});

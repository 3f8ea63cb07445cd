import { buildSchema } from 'graphql';
import { documentCache } from '#kit/server/document-cache.ts';

const schema = buildSchema('type Query { revenue: String }');

describe('the documents that a subgraph has seen', () => {
  it('are read once', () => {
    const check = documentCache(schema);
    expect(check('{ revenue }').document).not.toBeNull();
    expect(check('{ revenue }')).toBe(check('{ revenue }'));
  });

  it.each([
    ['names what is not there', '{ profit }', 'Cannot query field "profit"'],
    ['is no document', '{ revenue', 'Syntax Error'],
  ])('say why one that %s may not run, every time', (_what, text, reason) => {
    const check = documentCache(schema);
    for (const _time of [1, 2]) {
      const { document, errors } = check(text);
      expect(document).toBeNull();
      expect(errors?.[0]?.message).toContain(reason);
    }
  });

  it('are forgotten, the oldest first, when there are too many', () => {
    const check = documentCache(schema);
    const first = check('{ revenue }');
    const second = check('query Q { revenue }');
    for (let number = 0; number < 999; number += 1) check(`query Q${number} { revenue }`);
    expect(check('query Q { revenue }')).toBe(second);
    expect(check('{ revenue }')).not.toBe(first);
  });
});
